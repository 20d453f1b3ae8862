"""Every provision of the five regulations is mapped: how it is met, and by what. The table is kept in the docs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kentongan.law.loader import load_packs
from kentongan.law.model import Duty
from kentongan.law.starting import start_pack, write_schemas

ROOT = Path(__file__).resolve().parents[3]
PACKS = load_packs([ROOT / "kentongan" / "packs"])
MET = ("enforced", "tracked", "shown", "none")


def table() -> str:
    lines = ["| pack | provisions | " + " | ".join(MET) + " |", "|---" * (len(MET) + 2) + "|"]
    for key, pack in PACKS.items():
        counted = Counter(provision.met for provision in pack.regulation.provisions)
        whole = len(pack.regulation.provisions)
        lines.append(f"| {key} | {whole} | " + " | ".join(str(counted[met]) for met in MET) + " |")
    return "\n".join(lines)


def test_the_table_of_provisions_is_in_the_docs() -> None:
    print(f"\n{table()}")  # noqa: T201 (the table is asked for in the output)
    assert table() in (ROOT / "docs" / "provisions.md").read_text()


@pytest.mark.parametrize("key", PACKS)
def test_no_provision_is_unmapped(key: str) -> None:
    provisions = PACKS[key].regulation.provisions
    assert provisions
    for provision in provisions:
        assert provision.by
        assert provision.duty is not None or provision.met == "shown", provision.cite


@pytest.mark.parametrize("key", ["kapuas", "kotawaringin-barat", "bone"])
def test_the_guidelines_carry_every_duty_they_have(key: str) -> None:
    have = {provision.duty for provision in PACKS[key].regulation.provisions}
    lacks = {
        "kapuas": {Duty.PUBLISH_BY_SOP, Duty.RECORDS},
        "kotawaringin-barat": {Duty.PUBLISH_BY_SOP, Duty.RECORDS, Duty.SANCTION},
        "bone": {Duty.PUBLISH_BY_SOP, Duty.RECORDS, Duty.SANCTION, Duty.BUDGET, Duty.CONSULT},
    }
    assert set(Duty) - have == lacks[key]


@pytest.mark.parametrize("key", ["kapuas", "kotawaringin-barat", "bone"])
def test_what_has_steps_is_a_procedure(key: str) -> None:
    asked = {"publishing", "service", "consultation", "information-request", "report", "evaluation", "own-sop"}
    asked |= {"sanction"} if key == "kapuas" else set()
    assert set(PACKS[key].procedures) == asked
    reported = next(step for step in PACKS[key].procedures["report"].steps if step.key == "compile")
    assert reported.requires[0].params["count"] == 8
    answer = PACKS[key].procedures["service"].step("agency-answer")
    assert (answer.time.hours, answer.time.from_) == (24, "contact")
    assert PACKS[key].procedures["consultation"].steps[0].time.hours == 24


def test_the_schemas_in_the_docs_are_those_of_the_program(tmp_path: Path) -> None:
    for path in write_schemas(tmp_path):
        assert path.read_text() == (ROOT / "docs" / "schema" / path.name).read_text(), (
            "run `kentongan packs schema docs/schema`"
        )


def test_a_pack_of_ones_own_starts_as_a_copy(tmp_path: Path) -> None:
    source = ROOT / "kentongan" / "packs" / "bone"
    folder = start_pack("contoh", source, tmp_path)
    assert load_packs([tmp_path])["contoh"].regulation == PACKS["bone"].regulation
    with pytest.raises(FileExistsError):
        start_pack("contoh", source, tmp_path)
    with pytest.raises(ValueError, match="small letters"):
        start_pack("../x", source, tmp_path)
    assert folder.parent == tmp_path
