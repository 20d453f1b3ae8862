"""Messages as people write them, with what they are. The first half of each list was tuned on, the second only measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

QUESTIONS = (
    "Kapan jadwal perbaikan jalan Trans Kalimantan?", "min mau tanya syarat bikin KTP baru apa aja ya", "Puskesmas buka sampai jam brp?",
    "gmn cara daftar bansos online", "Berapa biaya urus akta kelahiran?", "dmn lokasi vaksin rabies minggu ini", "Apakah SIM keliling ada hari Sabtu?",
    "Kalo mau pindah domisili ke dinas mana ya", "kapan pengumuman CPNS kab kita min", "Mohon info nomor telepon PDAM", "Pasar malam masih buka ga min?",
    "Apa syarat pengajuan beasiswa daerah", "Ini berlaku untuk warga luar kabupaten juga?", "Bagaimana prosedur izin usaha mikro", "listrik padam sampe jam berapa ya",
    "Adakah pelatihan menjahit bulan depan?", "siapa yg bisa dihubungi utk jenazah terlantar", "Kenapa formulirnya tidak bisa diunduh?", "izin bertanya, pendaftaran SD mulai tgl brp",
    "Dimana bisa lapor jalan rusak?", "Apa bedanya KIA dan KTP", "min jam pelayanan samsat hari ini?", "boleh tau alamat kantor camat yang baru", "Apakah ada bantuan pupuk tahun ini",
    "ambil rapor di mana kak", "Sampai kapan pemutihan pajak kendaraan?", "butuh surat apa saja kalau nikah beda kecamatan", "Mohon penjelasan soal tarif retribusi pasar", "besok puskeswan buka?",
    "cara cek DPT gimana min",
)  # fmt: skip
CRITICISMS = (
    "Jalan di desa kami rusak parah, sudah bertahun-tahun tidak diperbaiki", "Pelayanan lambat sekali, antri 4 jam cuma stempel", "Lampu jalan mati terus percuma bayar pajak",
    "Petugasnya tidak ramah, dibentak-bentak", "sampah menumpuk di pasar bau sekali", "Kecewa dengan pelayanan rumah sakit", "air PDAM keruh dan kotor tiap hari", "janji terus buktinya mana",
    "Bansos tidak tepat sasaran, yang kaya malah dapat", "drainase mampet tiap hujan banjir", "pencitraan doang kerja nyata ga ada", "ngurus surat dipersulit terus", "jembatan dibiarkan mangkrak dari 2019",
    "website dinas eror mulu payah", "parkir liar dibiarkan bikin macet", "harga sembako naik pemerintah diam saja", "Sinyal jelek di kecamatan, tidak ada perubahan", "Trotoar dipakai jualan semua, semrawut",
    "masa bikin KTP 3 bulan belum jadi juga", "Dokter tidak pernah ada di tempat!!", "Bus sekolah sering terlambat, kasihan anak-anak", "proyek asal jadi, baru sebulan sudah berlubang", "telepon pengaduan gak pernah diangkat",
    "rapat terus hasilnya nol", "Bupati jarang turun ke lapangan, mengecewakan", "pungli di terminal masih ada", "taman kota gelap dan kotor", "Air mati 3 hari tanpa pemberitahuan, parah", "akun ini tidak pernah balas komentar",
    "tidak adil, desa kami selalu terakhir",
)  # fmt: skip
SUGGESTIONS = (
    "Saran saya jam layanan ditambah sampai sore", "Sebaiknya dipasang lampu di tikungan itu", "Mohon agar jalan poros segera diaspal", "tolong dibuatkan tempat sampah di alun-alun", "Usul: adakan pasar tani tiap minggu",
    "Alangkah baiknya jika antrean bisa daring", "kalau bisa ada kelas komputer gratis utk pemuda", "perlu ditambah petugas di loket", "semoga bisa diadakan lomba perahu lagi", "mohon ditertibkan kendaraan berat yg lewat kampung",
    "Seharusnya ada rambu penyeberangan dekat sekolah", "bagaimana kalau vaksinasi dilakukan di desa", "tolong adakan penyuluhan hama padi", "ada baiknya jadwal dipasang di medsos", "Mohon diperbanyak bangku di ruang tunggu",
    "usulan: beasiswa untuk anak petani", "mohon penerangan jalan di RT kami diperhatikan", "lebih baik dananya untuk air bersih", "hendaknya pengumuman memakai bahasa daerah juga", "tolong agar dermaga dipasangi pagar", "Masukan min, tulisannya diperbesar",
    "perlu ada posko kesehatan saat festival", "semoga segera dibangun jembatan gantung", "mohon kepada dinas terkait menambah armada", "Sebaiknya nomor antrean dikirim lewat WA", "tambah lagi wifi publik di taman", "mohon dipasang CCTV di pasar",
    "Saran, buat layanan jemput bola untuk lansia", "kalau bisa konten ada teksnya supaya yg tuli paham", "diharapkan ada pelatihan digital untuk pedagang",
)  # fmt: skip
COMMENTS = (
    "Mantap pak bupati", "Semangat terus untuk tim kesehatan", "Alhamdulillah desa kami sudah terang", "keren banget acaranya", "Terima kasih dinas PUPR jalannya sudah mulus", "hadir min", "luar biasa", "selamat kepada para juara",
    "bangga jadi warga Kapuas", "Amin ya rabbal alamin", "sukses selalu", "wah indah sekali sungainya", "rindu kampung halaman", "Setuju", "lanjutkan programnya", "seru banget kemarin nonton lombanya", "👍👍👍", "Selamat hari jadi kabupaten",
    "tampi asih min", "cantik batiknya", "sehat selalu bapak ibu", "akhirnya jadi juga jembatannya", "nonton bareng keluarga tadi malam", "jaya selalu daerahku", "salut untuk relawan", "top", "Terima kasih informasinya min", "kami sekeluarga ikut senang",
    "pemandangannya bagus", "semoga berkah dan lancar",
)  # fmt: skip
LABELLED = {"question": QUESTIONS, "criticism": CRITICISMS, "suggestion": SUGGESTIONS, "comment": COMMENTS}

#: Ordinary talk with words that lures also use.
HARD_ORDINARY = (
    "slot parkir di pasar penuh terus", "masih ada slot vaksin untuk besok?", "depo sampah di jalan Melati bau", "Depo BBM Pertamina jauh dari desa", "bonus demografi jangan disia-siakan", "Bandar udara kapan diperpanjang?",
    "saya dari Bandar Lampung mau pindah domisili", "bandara kapan buka lagi", "link pendaftarannya mana min", "klik di mana ya min daftarnya", "promo pajak kendaraan sampai kapan?", "gratis kah bikin KIA?", "daftar online lewat link di bio ya?",
    "nomor WA pelayanan berapa? 0812-3456-7890 tidak aktif", "hubungi saya di 081234567890 soal air mati", "bonus guru honorer belum cair", "dana desa cair kapan", "pinjaman modal UMKM syaratnya apa", "pinjaman KUR lewat bank mana", "judi online harus diberantas min!",
    "tolong tutup warung yang jadi tempat judi", "agen gas elpiji 3kg nakal harga", "agen pupuk subsidi di mana", "menang lomba apa kemarin?", "member perpustakaan gratis?", "RTP nya rencana tata ruang mana", "zeus nama kucing saya hilang di taman kota", "jp = jam pelajaran ya bu",
    "WD proyek itu apa", "MANTAP!!! HEBAT!!! LANJUTKAN!!!", "😂😂😂😂😂😂😂😂😂", "🙏🙏🙏 semoga lekas diperbaiki 🙏🙏🙏", "cek https://kapuaskab.go.id/berita untuk jadwal", "video lengkap di https://youtu.be/abc", "deposit air minum kena pajak?", "spin off BUMD bagaimana kabarnya",
    "transferan gaji honorer telat", "modal usaha ibu-ibu dibantu dong", "hoki banget dapat doorprize jalan sehat", "kartu poker dijual bebas dekat sekolah, tolong ditertibkan", "vip parkir pejabat terus", "resmi dibuka kah pasarnya", "terpercaya gak ini infonya min", "cair dong THR PPPK",
    "penyuluhan bahaya pinjol di desa kami kapan", "jackpot kami dapat air bersih akhirnya haha", "tolong jelaskan scatter plot di laporan itu", "bo ih narai kabar sanak", "ela sampai tempun petak nana sare", "magello ri bone", "kayapa jalan di hulu tu nah", "nuhun min",
    "pian dimana kantor dukcapil", "Slot waktu audiensi masih ada?", "casino dilarang di sini kan min", "bokap saya belum dapat undangan vaksin", "setor sampah di bank sampah dapat poin", "poin bpjs bagaimana", "toto nama anak saya belum masuk KK", "Sweet corn panen raya manis sekali",
)  # fmt: skip

_HERE = Path(__file__).parent


def _yaml(name: str) -> Any:
    return yaml.safe_load((_HERE / name).read_text())


#: More of both, written by somebody else and never tuned on.
MORE_LABELLED: dict[str, list[str]] = _yaml("intents.yaml")
MORE_ORDINARY = tuple((_HERE / "ordinary.txt").read_text().splitlines())
#: Talk that no answer fits.
UNFITTING = tuple((_HERE / "unfitting.txt").read_text().splitlines())
#: Known answers, each with other ways to ask: {asked, answer, other}.
LIBRARY: list[dict[str, Any]] = _yaml("answers.yaml")
