"""Packs: the good ones load; every kind of broken one is named with file, line, fault and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kentongan.cases.subjects import vocabulary
from kentongan.law.flow import standard_minutes
from kentongan.law.loader import PackFaults, check_pack, load_pack
from kentongan.law.model import Procedure

PACKS = Path(__file__).resolve().parents[2] / "packs"
UPLOAD, REGULATION = "procedures/upload.yaml", "regulation.yaml"


@pytest.mark.parametrize(
    "folder", sorted(path for path in PACKS.iterdir() if path.is_dir()), ids=lambda path: path.name
)
def test_every_pack_is_whole(folder: Path) -> None:
    assert check_pack(folder, vocabulary()) == []
    for procedure in load_pack(folder).procedures.values():
        assert Procedure.model_validate(procedure.model_dump(mode="json")) == procedure


def test_sintangs_standard_is_135_minutes() -> None:
    assert standard_minutes(load_pack(PACKS / "sintang").procedures["dissemination"]) == 135


BROKEN = [
    (UPLOAD, "then: receive", "then: recieve", "langkah “recieve” tidak ada"),
    (UPLOAD, "then: receive", "then: hand-over", "kembali ke dirinya sendiri"),
    (UPLOAD, "    then: receive\n", "", "then atau decide"),
    (UPLOAD, "accepted: {to: check,", "accepted: {to: upload,", "tidak pernah dicapai"),
    (UPLOAD, "accepted: {to: check,", "accepted: {to: hand-over,", "tempat yang sama"),
    (UPLOAD, "    then: end", "    then: receive", "naik tanpa keputusan"),
    (UPLOAD, "    actor: officer", "    actor: oficer", "pelaksana “oficer” tidak ada"),
    (UPLOAD, "any: [reviewers, chair, superior]", "any: [reviewers, chiar]", "penanda tangan “chiar”"),
    (UPLOAD, "any: [reviewers, chair, superior]", "any: []", "kosong"),
    (
        UPLOAD,
        "{any: [reviewers, chair, superior]}",
        "{at_least: 4, of: [reviewers, chair]}",
        "lebih banyak daripada peran",
    ),
    (UPLOAD, "photos: {min: 4, waived_by: reviewers}", "fotos: {min: 4}", "syarat “fotos” tidak dikenal"),
    (UPLOAD, "photos: {min: 4, waived_by: reviewers}", "photos: {minimal: 4}", "bukan bagian dari syarat"),
    (UPLOAD, "photos: {min: 4, waived_by: reviewers}", "photos: {min: empat}", "angka"),
    (UPLOAD, "waived_by: reviewers", "waived_by: reviewer", "pemberi pengecualian “reviewer”"),
    (UPLOAD, "effect: publish", "effect: publsh", "akibat “publsh” tidak dikenal"),
    (UPLOAD, "documents: [register]", "documents: [registr]", "dokumen “registr” tidak dikenal"),
    (UPLOAD, "subject: post", "subject: pots", "subjek “pots” tidak dikenal"),
    (UPLOAD, "time: {days: 0, from: event,", "time: {days: 0, hours: 2, from: event,", "tepat satu"),
    (UPLOAD, "time: {days: 0, from: event,", "time: {from: event,", "tepat satu"),
    (UPLOAD, "time: {days: 0, from: event,", "time: {days: -1, from: event,", "terlalu kecil"),
    (UPLOAD, "time: {days: 0, from: event,", "time: {days: 0, from: evnt,", "titik mulai waktu “evnt”"),
    (UPLOAD, "procedure: upload", "procedure: Upload Konten", "bentuk “procedure” salah"),
    (UPLOAD, "made: 2025-07-15", "made: 15 Juli", "bukan tanggal"),
    (UPLOAD, 'nip: "196706161986021002"', 'nip: "1967"', "bentuk “nip” salah"),
    (UPLOAD, "  team: Tim Pelaksana\n", "  tim: Tim Pelaksana\n", "peran “tim” tidak ada"),
    (UPLOAD, "    sign: true", "    sgn: true", "kunci “sgn” tidak dikenal"),
    (UPLOAD, "    sign: true", "    sign: mungkin", "true atau false"),
    (UPLOAD, "  - step: check", "  - step: receive", "ditulis dua kali"),
    (UPLOAD, "title: Alur", "title: Alur\ntitle: Alur", "ditulis dua kali"),
    (UPLOAD, "title: Alur", "title: &a Alur", "anchor"),
    (UPLOAD, "title: Alur", "title: !!python/object:os.system Alur", "tanda YAML"),
    (UPLOAD, "title: Alur", "title: [Alur", "susunan YAML salah"),
    (UPLOAD, "title: Alur", "\ttitle: Alur", "susunan YAML salah"),
    (REGULATION, "met: tracked", "met: traced", "nilai “met” tidak dikenal"),
    (REGULATION, "duty: records", "duty: record", "nilai “duty” tidak dikenal"),
    (REGULATION, "timezone: Asia/Pontianak", "timezone: Asia/Borneo", "nilai “timezone” tidak dikenal"),
    (REGULATION, "year: 2025", "year: dua ribu", "angka"),
    (REGULATION, "text_limit: 140", "text_limit: 0", "terlalu kecil"),
    (REGULATION, "year: 2025\n", "", "“year” belum diisi"),
]


@pytest.mark.parametrize(("file", "good", "bad", "said"), BROKEN, ids=[f"{n}" for n in range(len(BROKEN))])
def test_a_broken_pack_is_named_with_its_line(tmp_path: Path, file: str, good: str, bad: str, said: str) -> None:
    folder = tmp_path / "lamandau"
    shutil.copytree(PACKS / "lamandau", folder)
    text = (folder / file).read_text()
    assert good in text
    line = text[: text.index(good)].count("\n") + 1
    (folder / file).write_text(text.replace(good, bad, 1))
    faults = check_pack(folder, vocabulary())
    told = [fault for fault in faults if said in fault.fault]
    assert told, faults
    assert told[0].file == f"lamandau/{file}"
    assert told[0].remedy
    step = file == UPLOAD and line > text[: text.index("steps:")].count("\n")
    assert 1 <= told[0].line <= text.count("\n") + 2
    assert step is False or told[0].line > text[: text.index("steps:")].count("\n")


def test_files_that_are_missing_empty_or_no_text(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    (folder / "procedures").mkdir(parents=True)
    assert {fault.fault for fault in check_pack(folder, vocabulary())} == {
        "berkas ini tidak ada atau tidak dapat dibaca",
        "paket ini belum memiliki prosedur",
    }
    (folder / REGULATION).write_bytes(b"title: \xff")
    (folder / "procedures" / "a.yaml").write_text("")
    assert [fault.fault for fault in check_pack(folder, vocabulary())] == [
        "berkas ini kosong",
        "huruf yang bukan UTF-8",
    ]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(alphabet="{}[]:-&*!|>#'\" \n\tabc0", max_size=200).map(str.encode)))
def test_whatever_a_file_holds_it_is_a_fault_and_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("fuzz") / "x"
    (folder / "procedures").mkdir(parents=True)
    (folder / REGULATION).write_bytes(content)
    (folder / "procedures" / "a.yaml").write_bytes(content)
    faults = check_pack(folder, vocabulary())
    assert faults
    assert all(fault.line >= 1 and fault.remedy for fault in faults)
    with pytest.raises(PackFaults):
        load_pack(folder)
