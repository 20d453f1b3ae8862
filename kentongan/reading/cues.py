"""What kind of message it is, by words that tell; for as long as people have not confirmed enough to learn from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kentongan.reading.folding import fold, squeezed
from kentongan.reading.slang import plain_words


@dataclass(frozen=True)
class Guess:
    """A label with how certain it is (0 to 1) and why."""

    label: str
    certainty: float
    reason: str


_CUES: dict[str, tuple[tuple[str, float], ...]] = {
    "question": (
        (r"\?", 1.6), (r"\b(apakah|berapa|kapan|bagaimana|siapa|kemana|ke mana|di mana)\b", 1.8), (r"\bapa (saja|syarat|bedanya|ada|bisa)\b", 1.6),
        (r"\b(mau|ingin|izin|numpang|mohon) (tanya|bertanya|informasi|penjelasan|pencerahan)\b", 2.2), (r"\b(bisa tidak|apa benar|benarkah|kenapa|mengapa)\b", 1.0),
        (r"\b(syarat|jadwal|biaya|alamat|nomor|cara|prosedur|jam buka)\b", 0.7), (r"\b(adakah|bisakah|bolehkah|masih (buka|ada|bisa))\b", 1.4), (r"\bsampai (kapan|jam|tanggal)\b", 1.2),
    ),
    "criticism": (
        (r"\b(kecewa|parah|payah|lambat|lama sekali|lelet|buruk|jelek|memalukan|percuma|omong kosong|pencitraan|mengecewakan|sia sia|tidak becus)\b", 2.0),
        (r"\b(rusak|berlubang|mati|macet|kotor|bau|menumpuk|bocor|banjir|terbengkalai|mangkrak|dibiarkan|antri|antre|dipersulit|pungli|berbelit|terlambat)\b", 1.4),
        (r"\b(tidak ada|belum ada|belum juga|tidak pernah|tidak kunjung|tidak jelas|tidak adil|tidak ramah|tidak sesuai|tidak merata|jangan cuma|janji)\b", 1.1),
        (r"\b(kapan diperbaiki|kapan dibenahi|sampai kapan|bertahun tahun|berbulan bulan|tidak ada perubahan)\b", 1.5), (r"!{2,}", 0.5), (r"\b(kenapa|mengapa)\b", 0.5),
    ),
    "suggestion": (
        (r"\b(saran|usul|usulan|masukan|menyarankan|mengusulkan|sebaiknya|seharusnya|alangkah baiknya|ada baiknya|lebih baik|hendaknya)\b", 2.3),
        (r"\b(mohon (agar|untuk|di\w+|kepada|ditambah|segera)|tolong (agar|di\w+|buatkan|adakan|tambah)|semoga (bisa|dapat|segera|ke depan)|kalau bisa|bagaimana kalau)\b", 1.7),
        (r"\b(perlu (ada|di\w+)|ditambah|diperbanyak|diadakan|dibuatkan|dipasang|diperbaiki|ditertibkan|diperhatikan)\b", 1.0), (r"\b(harap|berharap|mohon)\b", 0.6),
    ),
    "comment": (
        (r"\b(mantap|keren|bagus|hebat|luar biasa|sukses|semangat|selamat|alhamdulillah|terima kasih|salut|bangga|setuju|hadir|amin|aamiin|lanjutkan|top|indah|cantik|seru|senang|rindu|jaya|maju)\b", 1.7),
        (r"^(\W*\w+\W*){1,3}$", 0.6), (r"\b(semoga (sehat|sukses|berkah|lancar|selalu|bermanfaat))\b", 1.6),
    ),
}  # fmt: skip
_PRIOR = {"question": 0.0, "criticism": 0.0, "suggestion": 0.0, "comment": 0.7}
_THANKS = re.compile(r"\b(terima kasih|matur nuwun|tampi asih|hatur nuhun)\b")
_EMERGENCY = re.compile(
    r"\b(kebakaran|terbakar|kecelakaan|tertabrak|tabrakan|tenggelam|hanyut|longsor|banjir bandang|bunuh diri|orang hilang"
    r"|anak hilang|pingsan|sekarat|melahirkan|kesetrum|korsleting|perampokan|pembacokan|dibacok|dirampok|kritis|darurat|ledakan|meledak)\b"
)  # fmt: skip
_NOW = re.compile(
    r"\b(tolong|segera|cepat|sekarang|saat ini|barusan|baru saja|bantu|bantuan|ambulans|ambulan|damkar|pemadam|lagi|butuh)\b|!{2,}"
)
_PAST = re.compile(
    r"\b(kemarin|tahun lalu|bulan lalu|minggu lalu|dulu|simulasi|pelatihan|sosialisasi|antisipasi|mencegah|pencegahan|penanganan|korban|semoga|terima kasih|sudah (padam|selesai|ditangani)|nomor|apakah|bagaimana)\b"
)
_ABUSE = re.compile(
    r"\b(anjing|anjir|bangsat|babi|goblok|goblog|tolol|bodoh|kontol|memek|ngentot|bajingan|brengsek|kampret|setan|keparat|tai|monyet|asu|jancok|jancuk|bunuh kau|kubunuh|mati kau|mampus)\b"
)
_REQUEST = re.compile(
    r"\b(permohonan informasi|keterbukaan informasi|uu kip|uu 14 tahun 2008|uu no 14|undang undang (nomor|no) 14|ppid|salinan (dokumen|keputusan|sk|apbd|laporan|perda)"
    r"|dokumen (apbd|anggaran|dpa|rka|kontrak|lelang)|meminta (salinan|dokumen|data|informasi))\b"
)
_COMPLAINT = re.compile(r"\b(lapor|melapor|melaporkan|laporan|pengaduan|mengadu|aduan|pungli|korupsi|penyalahgunaan)\b")


def _read(text: str) -> str:
    folded = re.sub(r"[^\w?! ]", " ", fold(text[:20_000]))
    return " ".join(" ".join(plain_words(part)) + mark for part, mark in re.findall(r"([^?!]*)([?!]*)", folded)).strip()


def intent_of(text: str) -> Guess:
    """question, comment, criticism or suggestion, with the words that tell."""
    read = _read(text)
    scores, told = dict(_PRIOR), dict.fromkeys(_PRIOR, "")
    for label, cues in _CUES.items():
        for pattern, weight in cues:
            found = re.search(pattern, read)
            if found:
                scores[label] += weight
                told[label] = told[label] or found.group().strip()
    label = max(scores, key=lambda each: scores[each])
    rivals = sum(2.0**score for score in scores.values())
    why = f"kata “{told[label][:40]}”" if told[label] else "tidak ada kata tanya, kritik, atau saran"
    return Guess(label, 2.0 ** scores[label] / rivals, why)


def flags(text: str) -> tuple[Guess, ...]:
    """What else a person should see at once: emergency, abuse, thanks, information-request, complaint."""
    read, found = _read(text), []
    emergency = _EMERGENCY.search(read)
    if emergency:
        certainty = 0.5 + 0.35 * bool(_NOW.search(read)) - 0.5 * bool(_PAST.search(read))
        found.append(Guess("emergency", certainty, f"kata “{emergency.group()}”"))
    for label, pattern, certainty in (
        ("abuse", _ABUSE, 0.8),
        ("information-request", _REQUEST, 0.7),
        ("complaint", _COMPLAINT, 0.5),
        ("thanks", _THANKS, 0.6),
    ):
        match = pattern.search(squeezed(text[:20_000]) if label == "abuse" else read)
        if match:
            found.append(Guess(label, certainty, f"kata “{match.group()}”"))
    return tuple(found)
