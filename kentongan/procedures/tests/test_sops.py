"""SOPs by request: text in and out, versions side by side, what is not theirs, what is not sound."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.test import Client

from kentongan.cases.actions import move_case
from kentongan.cases.rules import Decision
from kentongan.law.refusal import Refused
from kentongan.offices.actions import DecreeDetails, register_decree, revoke_decree
from kentongan.offices.models import Person
from kentongan.posts.rules import publishing_procedure
from kentongan.procedures.actions import create_sop, save_draft, set_decree
from kentongan.procedures.models import Edition, Sop
from kentongan.procedures.rules import bases, read
from kentongan.workspace.stories import Cast, found

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return found("bone")


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def again(sop: Sop) -> Sop:
    return Sop.objects.select_related("government", "agency__government", "decree").get(pk=sop.pk)


def enacted(cast: Cast, text: str = "", number: str = "1/SOP") -> Sop:
    """An SOP that has gone all the way."""
    official, head = cast.people["official"], cast.people["head"]
    sop = create_sop(by=official, agency=cast.agency, base="publishing")
    if text:
        save_draft(by=official, sop=sop, text=text)
    today = cast.government.today()
    decree = register_decree(
        by=cast.operator, agency=cast.agency, details=DecreeDetails(number, today, "SOP", "Kepala", today)
    )
    move_case(by=official, case=again(sop).case, decision=Decision("done", 0))
    move_case(by=head, case=again(sop).case, decision=Decision("accepted", 1, confirmed="password"))
    set_decree(by=head, sop=again(sop), decree=decree, effective_on=today)
    move_case(by=head, case=again(sop).case, decision=Decision("done", 2))
    return again(sop)


def test_text_goes_out_and_comes_in_and_faults_are_told(cast: Cast) -> None:
    sop = create_sop(by=cast.people["official"], agency=cast.agency, base="publishing")
    client = client_of(cast.people["official"])
    text = client.get(f"/kerja/sop/{sop.pk}.yaml").content.decode()
    assert client.post(f"/kerja/sop/{sop.pk}/yaml/", {"text": text.replace("to: draft", "to: drft")}).status_code == 302
    page = client.get(f"/kerja/sop/{sop.pk}/susun/").content.decode()
    assert "langkah “drft” tidak ada" in page
    with pytest.raises(Refused, match="drft"):
        move_case(by=cast.people["official"], case=again(sop).case, decision=Decision("done", 0))
    bomb = "a: &a [x]\n" + "".join(
        f"b{n}: &b{n} [{', '.join(['*a' if not n else f'*b{n - 1}'] * 9)}]\n" for n in range(30)
    )
    shapes = (
        "steps: abc",
        "steps: [1, x]",
        "steps: [{time: x, decide: [1], requires: {photos: 3}, signed_by: {of: x}}]",
    )
    for hostile in (
        *shapes,
        bomb,
        "identity: 3\nactors: [x]\nsteps: {a: b}",
        "steps: [{signed_by: {at_least: x}}]",
        "a: &a [*a]",
        "!!python/object/apply:os.system [id]",
        "x" * 150_000,
        "\t- {",
        "null",
    ):
        assert client.post(f"/kerja/sop/{sop.pk}/yaml/", {"text": hostile}).status_code == 302
        for path in ("", "susun/", "yaml/"):
            assert client.get(f"/kerja/sop/{sop.pk}/{path}").status_code == 200, (hostile[:20], path)
        assert client.post(f"/kerja/sop/{sop.pk}/periksa/", {"count": "1", "s-0-activity": "x"}).status_code == 200
    assert client.post(f"/kerja/sop/{sop.pk}/yaml/", {"text": "x" * 250_000}).status_code == 422
    assert client.post(f"/kerja/sop/{sop.pk}/yaml/", {"text": text}).status_code == 302
    assert "Rancangan ini utuh." in client.get(f"/kerja/sop/{sop.pk}/susun/").content.decode()


def test_only_its_composer_changes_it_and_other_governments_do_not_see_it(cast: Cast) -> None:
    sop = create_sop(by=cast.people["official"], agency=cast.agency, base="publishing")
    before = sop.draft
    refused = client_of(cast.people["officer"]).post(f"/kerja/sop/{sop.pk}/periksa/", {"count": "0"})
    assert refused.status_code == 409
    assert again(sop).draft == before
    stranger = client_of(found("sintang").operator)
    for path in ("", "susun/", "yaml/"):
        assert stranger.get(f"/kerja/sop/{sop.pk}/{path}").status_code == 404
    assert stranger.get(f"/kerja/sop/{sop.pk}.pdf").status_code == 404


def test_a_decree_sets_it_and_its_revocation_ends_it(cast: Cast) -> None:
    default = publishing_procedure(cast.agency)
    draft = create_sop(by=cast.people["official"], agency=cast.agency, base="publishing").draft
    sop = enacted(cast, draft.replace("days: 1\n      text: 1 hari", "hours: 5"))
    assert publishing_procedure(cast.agency).identity.number == "1/SOP"
    assert sop.decree is not None
    revoke_decree(by=cast.operator, decree=sop.decree, reason="Dicabut.")
    assert publishing_procedure(cast.agency) == default


def test_the_latest_edition_counts_and_versions_stand_side_by_side(cast: Cast) -> None:
    first = enacted(cast)
    second = enacted(cast, first.draft.replace("Menayangkan pesan", "Mengumumkan pesan"), "2/SOP")
    assert Edition.objects.count() == 2
    assert "Mengumumkan pesan" in publishing_procedure(cast.agency).steps[2].activity
    page = client_of(cast.people["head"]).get(f"/kerja/sop/{second.pk}/banding/{first.pk}/").content.decode()
    assert "3. Mengumumkan pesan" in page
    assert "3. Menayangkan pesan" in page
    assert page.count('class="flow"') == 2
    for suffix in ("pdf", "docx", "svg", "bpmn", "yaml"):
        assert client_of(cast.people["head"]).get(f"/kerja/sop/{second.pk}.{suffix}").status_code == 200
    assert client_of(cast.people["head"]).get(f"/kerja/sop/{second.pk}.exe").status_code == 404


def test_an_agency_without_its_own_works_by_the_packs_and_lists_ask_as_often_for_many(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    from kentongan.offices.actions import add_agency

    for number in range(20):
        add_agency(by=cast.operator, government=cast.government, name=f"Dinas {number}")
    client = client_of(cast.people["officer"])
    client.get("/kerja/sop/")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert client.get("/kerja/sop/").content.decode().count("Alur Penyebarluasan Pesan") > 20
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get("/kerja/pesan/")


@pytest.mark.parametrize("pack", ["bone", "lamandau", "sintang"])
def test_saving_the_form_unchanged_changes_nothing(pack: str) -> None:
    """What the form does not show (remarks, citations of requirements) survives it."""
    cast = found(pack)
    sop = create_sop(by=cast.people["official"], agency=cast.agency, base=next(iter(bases(cast.government))))
    client = client_of(cast.people["official"])
    fields = _Fields()
    fields.feed(client.get(f"/kerja/sop/{sop.pk}/susun/").content.decode())
    before, _faults = read(sop)
    answer = client.post(f"/kerja/sop/{sop.pk}/periksa/", fields.values)
    assert "Rancangan ini utuh." in answer.content.decode()
    after, faults = read(again(sop))
    assert faults == []
    assert after is not None
    assert before is not None
    for old, new in zip(before.steps, after.steps, strict=True):
        was, has = old.model_dump(), new.model_dump()
        assert {name: has[name] for name in was if has[name] != was[name]} == {}, old.key
    assert after == before


class _Fields(HTMLParser):
    """What a browser would send of the first form's fields."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._select, self._first, self._area = "", False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and given.get("name") and (given.get("type") != "checkbox" or "checked" in given):
            self.values.setdefault(given["name"], []).append(given.get("value", ""))
        if tag == "select":
            self._select, self._first = given.get("name", ""), True
        if tag == "option" and self._select and (self._first or "selected" in given):
            self.values[self._select], self._first = [given.get("value", "")], False
        if tag == "textarea":
            self._area = given.get("name", "")
            self.values[self._area] = [""]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "select":
            self._select = ""
