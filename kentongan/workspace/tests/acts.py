"""Every action of the product: how it is done, by whom it may be done, and the request that does it."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from kentongan.accounts import actions as accounts
from kentongan.accounts.actions import AccountDetails
from kentongan.accounts.models import Account
from kentongan.cases import actions as cases
from kentongan.cases.clocks import raise_alert
from kentongan.cases.models import Clock
from kentongan.cases.rules import Decision
from kentongan.law import clock
from kentongan.networks.base import Published
from kentongan.offices import actions as offices
from kentongan.offices.actions import DecreeDetails, PersonDetails, Term
from kentongan.offices.models import Agency, Appointment, Decree, Person
from kentongan.offices.packs import pack_of
from kentongan.posts import actions as posts
from kentongan.posts import deliveries, tending
from kentongan.posts.actions import Draft
from kentongan.posts.content import content_of, hash_of
from kentongan.posts.models import Delivery, Post
from kentongan.posts.rules import publishing_procedure
from kentongan.posts.tending import Evidence
from kentongan.procedures import actions as procedures
from kentongan.workspace.stories import PASSWORD, Cast, found, photo, run_through, take, write

STANDINGS = ("own agency", "other agency", "other government", "expired", "revoked", "not yet")
ROLES = ("team", "reviewers", "chair", "superior", "officer", "head", "official", "regent")

People = dict[tuple[str, str], Person]  # by role and standing


class Scene:
    """A government at work, with somebody in each role and standing beside the people of its story.

    Rows are read anew each time they are named, as a request does.
    """

    def __init__(self, cast: Cast, people: People, **rows: Any) -> None:
        self.cast, self.people, self._rows = cast, people, rows

    def __getattr__(self, name: str) -> Any:
        rows = self.__dict__.get("_rows", {})
        if name not in rows:
            raise AttributeError(name)
        return _again(rows[name])

    def delivery(self, state: str) -> Delivery:
        """The program's delivery, brought into a state in which a person tends it."""
        claimed = deliveries.claim(self.waiting.pk)
        assert claimed is not None
        {"stopped": deliveries.stop, "unknown": deliveries.ask_person}[state](by=None, delivery=claimed, detail="uji")
        return claimed


def _again(row: Any) -> Any:
    return type(row)._default_manager.get(pk=row.pk)


def fresh(post: Post) -> Post:
    return Post.objects.select_related("government", "agency__government").get(pk=post.pk)


def scene(next_door: Cast) -> Scene:
    """Lamandau with a draft, a post that waits to be uploaded, and one that was sent."""
    cast = found("lamandau")
    draft, ready, sent = (write(cast, number) for number in range(3))
    while (step := fresh(ready).case.current_step) and step.key != "upload":
        take(cast, ready, step)
    posts.affirm_ethics(by=cast.people["officer"], post=fresh(ready), seen_hash=hash_of(content_of(ready)))
    run_through(cast, sent)
    other = offices.add_agency(by=cast.operator, government=cast.government, name="Dinas Lain")
    own = decree_of(cast, cast.agency, "10/UJI")
    spare = offices.add_person(
        by=cast.operator,
        agency=cast.agency,
        details=PersonDetails("Cadangan", "cadangan@uji.example", "197001012000011001"),
    )
    sop = procedures.create_sop(by=cast.people["official"], agency=cast.agency, base="upload")
    cases.move_case(by=cast.people["official"], case=sop.case, decision=Decision("done", 0))
    cases.move_case(
        by=cast.people["head"], case=_again(sop).case, decision=Decision("accepted", 1, confirmed="password")
    )
    return Scene(
        cast,
        people_in(cast, next_door),
        sop=sop,
        draft=draft,
        ready=ready,
        waiting=Delivery.objects.get(state="waiting"),
        by_hand=Delivery.objects.get(state="by_hand"),
        other_agency=other,
        other_decree=own,
        spare=spare,
        appointment=Appointment.objects.get(person=cast.people["chair"]),
        unstarted=Post.objects.create(government=cast.government, agency=cast.agency, author=spare, title="x"),
    )


def decree_of(cast: Cast, agency: Agency, number: str = "9/UJI") -> Decree:
    day = cast.government.today() - dt.timedelta(days=30)
    return offices.register_decree(
        by=cast.operator, agency=agency, details=DecreeDetails(number, day, "Uji", "Kepala", day)
    )


@contextmanager
def undone(blocker: Any) -> Iterator[None]:
    """The database for what a whole module's tests stand on: each undoes its own, and all is undone in the end."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def people_in(cast: Cast, next_door: Cast) -> People:
    """Somebody in each role and standing; `operator` is a role of the house."""
    known = [role for role in ROLES if role in pack_of(cast.government).regulation.roles]
    return {
        (role, standing): _person(cast, next_door, role, standing)
        for role, standing in itertools.product((*known, "operator"), STANDINGS)
    }


def _person(cast: Cast, next_door: Cast, role: str, standing: str) -> Person:
    number = Person.objects.count()
    if standing == "other government":
        cast = next_door
    if standing == "other agency":
        agency = Agency.objects.filter(government=cast.government).exclude(pk=cast.agency.pk).first()
        agency = agency or offices.add_agency(by=cast.operator, government=cast.government, name="Dinas Lain")
    else:
        agency = cast.agency
    details = PersonDetails(f"{role} {standing}", f"uji-{number}@uji.example", f"198101012006011{number:03d}")
    person = offices.add_person(by=cast.operator, agency=agency, details=details)
    if role == "operator":
        Person.objects.filter(pk=person.pk).update(operator=True)
        person.refresh_from_db()
        return person
    today, decree = cast.government.today(), decree_of(cast, agency, f"{number}/UJI")
    starts, ends = {"expired": (-20, -1), "not yet": (1, None)}.get(standing, (0, None))
    term = Term(today + dt.timedelta(days=starts), today + dt.timedelta(days=ends) if ends else None)
    if standing == "other government":
        Appointment.objects.create(
            government=cast.government, agency=agency, person=person, role=role, decree=decree,
            starts_on=today, appointed_by=cast.operator,
        )  # fmt: skip
    else:
        offices.appoint(by=cast.operator, person=person, role=role, decree=decree, term=term)
    if standing == "revoked":
        offices.revoke_decree(by=cast.operator, decree=decree, reason="Uji")
    return person


def writes() -> int:
    """Rows written in this transaction so far, those of sessions and failed sign-ins aside."""
    statement = """SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables
        WHERE relname !~ '^(django_session|usersessions_|offices_signinattempt)'"""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0] or 0)


def everything() -> dict[str, list[Any]]:
    """Every row of the product's own tables."""
    models = [model for model in apps.get_models() if model.__module__.startswith("kentongan.")]
    return {model._meta.label: [_plain(row) for row in model.objects.order_by("pk").values()] for model in models}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


@dataclass(frozen=True)
class Act:
    """One action. `roles`: who may, at the agency it concerns; `operator`: whoever keeps the house may as well.

    `request`: path and fields of the page that does it; None where only the program does. `own_government`: the page
    names nothing, so that whoever keeps another house changes that one.
    """

    do: Callable[[Scene, Person | None], Any]
    who: str = ""
    roles: frozenset[str] = frozenset()
    operator: bool = False
    at_any_agency: bool = False
    own_government: bool = False
    unseen: bool = False
    request: Callable[[Scene], tuple[str, dict[str, Any]]] | None = None
    prepare: Callable[[Scene], Any] = field(default=lambda scene: None)

    def rightful(self, s: Scene) -> Person | None:
        """Somebody of the story who may."""
        return s.cast.operator if self.who == "operator" else s.cast.people[self.who] if self.who else None


def _picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("bukti.jpg", photo(1).getvalue(), "image/jpeg")


def _evidence() -> Evidence:
    return Evidence("https://www.instagram.com/p/abc123/", clock.now(), io.BytesIO(photo(1).getvalue()))


def _house(
    do: Callable[[Scene, Any], Any], request: Callable[[Scene], tuple[str, dict[str, Any]]], **more: bool
) -> Act:
    return Act(do, who="operator", operator=True, request=request, **more)


def _decrees(do: Callable[[Scene, Any], Any], request: Callable[[Scene], tuple[str, dict[str, Any]]]) -> Act:
    return Act(do, who="operator", roles=frozenset({"head"}), operator=True, request=request)


def _account(do: Callable[[Scene, Any], Any], request: Callable[[Scene], tuple[str, dict[str, Any]]]) -> Act:
    keepers = frozenset({"head", "official", "officer"})
    return Act(do, who="operator", roles=keepers, operator=True, request=request)


def _tend(state: str, do: Callable[[Scene, Any], Any], path: str, data: Callable[[], dict[str, Any]]) -> Act:
    prepared = (lambda s: s.delivery(state)) if state in ("stopped", "unknown") else (lambda s: None)
    return Act(
        do,
        who="officer",
        roles=frozenset({"officer", "official"}),
        prepare=prepared,
        request=lambda s: (
            f"/kerja/pesan/kiriman/{(s.by_hand if state == 'by_hand' else s.waiting).pk}/{path}/",
            data(),
        ),
    )


TODAY = dt.date.today
DETAILS = PersonDetails("Baru", "baru@uji.example", "199001012015011001")
WEBSITE = AccountDetails("website", "blog", "Situs kedua")


def _case_decision(s: Scene) -> Decision:
    return Decision("done", s.ready.case.moves_made, confirmed="password")


def _posted_evidence() -> dict[str, Any]:
    return {"permalink": _evidence().permalink, "published_at": "2026-01-05T12:00", "screenshot": _picture()}


def _first_account(s: Scene) -> Account:
    return Account.objects.select_related("agency__government", "government").get(pk=s.cast.accounts[0].pk)


def _first_decree(s: Scene) -> Decree:
    return Decree.objects.select_related("agency__government", "government").get(pk=s.cast.decree.pk)


def _sign(s: Scene, by: Person) -> Any:
    held = by.appointments.filter(role__in=["reviewers", "superior"]).values_list("role", flat=True).first()
    return cases.sign_case(
        by=by, case=s.ready.case, role=held or "chair", seen_hash=hash_of(content_of(s.ready)), method="password"
    )


ACTS: dict[str, Act] = {
    "offices.found_government": Act(
        lambda s, by: offices.found_government(
            by=None, name="Kabupaten Uji", pack="lamandau", coordinator="Dinas", operator=DETAILS
        )
    ),
    "offices.accept_invitation": Act(
        lambda s, by: offices.accept_invitation(by=None, token=_token(s), password="sepeda-hijau-77"),
        prepare=lambda s: TOKENS.append(offices.invite(by=s.cast.operator, person=s.spare)),
    ),
    "offices.change_government": _house(
        lambda s, by: offices.change_government(by=by, government=s.cast.government, changes={"seat": "Kota Baru"}),
        lambda s: ("/kerja/kantor/pengaturan/", {"name": s.cast.government.name, "seat": "Kota Baru"}),
        own_government=True,
    ),
    "offices.add_agency": _house(
        lambda s, by: offices.add_agency(by=by, government=s.cast.government, name="Dinas Baru"),
        lambda s: ("/kerja/kantor/perangkat-daerah/baru/", {"name": "Dinas Baru"}),
        own_government=True,
    ),
    "offices.change_agency": _house(
        lambda s, by: offices.change_agency(by=by, agency=s.cast.agency, name="X", short_name="", address=""),
        lambda s: (f"/kerja/kantor/perangkat-daerah/{s.cast.agency.pk}/", {"name": "X"}),
    ),
    "offices.set_day_off": _house(
        lambda s, by: offices.set_day_off(by=by, government=s.cast.government, day=TODAY(), working=False, reason="x"),
        lambda s: ("/kerja/kantor/hari-libur/", {"day": TODAY().isoformat(), "reason": "x"}),
        own_government=True,
    ),
    "offices.add_person": _house(
        lambda s, by: offices.add_person(by=by, agency=s.cast.agency, details=DETAILS),
        lambda s: ("/kerja/kantor/orang/baru/", {**vars(DETAILS), "agency": s.cast.agency.pk}),
    ),
    "offices.change_person": _house(
        lambda s, by: offices.change_person(by=by, person=s.spare, agency=s.cast.agency, details=DETAILS),
        lambda s: (f"/kerja/kantor/orang/{s.spare.pk}/", {**vars(DETAILS), "agency": s.cast.agency.pk}),
    ),
    "offices.set_person_active": _house(
        lambda s, by: offices.set_person_active(by=by, person=s.spare, active=False),
        lambda s: (f"/kerja/kantor/orang/{s.spare.pk}/akses/", {"active": "0"}),
    ),
    "offices.invite": _house(
        lambda s, by: offices.invite(by=by, person=s.spare), lambda s: (f"/kerja/kantor/orang/{s.spare.pk}/undang/", {})
    ),
    "offices.register_decree": _decrees(
        lambda s, by: offices.register_decree(
            by=by, agency=s.cast.agency, details=DecreeDetails("77", TODAY(), "x", "y", TODAY())
        ),
        lambda s: (
            "/kerja/kantor/keputusan/baru/",
            {
                "agency": s.cast.agency.pk,
                "number": "77",
                "made_on": TODAY().isoformat(),
                "subject": "x",
                "signatory": "y",
                "in_force_from": TODAY().isoformat(),
            },
        ),
    ),
    "offices.revoke_decree": _decrees(
        lambda s, by: offices.revoke_decree(by=by, decree=s.other_decree, reason="x"),
        lambda s: (f"/kerja/kantor/keputusan/{s.other_decree.pk}/cabut/", {"reason": "x"}),
    ),
    "offices.appoint": _decrees(
        lambda s, by: offices.appoint(
            by=by, person=s.spare, role="officer", decree=s.other_decree, term=Term(s.cast.government.today())
        ),
        lambda s: (
            f"/kerja/kantor/keputusan/{s.other_decree.pk}/tunjuk/",
            {"person": s.spare.pk, "role": "officer", "starts_on": TODAY().isoformat()},
        ),
    ),
    "offices.end_appointment": _decrees(
        lambda s, by: offices.end_appointment(by=by, appointment=s.appointment, reason="x"),
        lambda s: (f"/kerja/kantor/penunjukan/{s.appointment.pk}/akhiri/", {"reason": "x"}),
    ),
    "offices.transfer_appointment": _decrees(
        lambda s, by: offices.transfer_appointment(
            by=by, appointment=s.appointment, to=s.spare, decree=s.other_decree, reason="x"
        ),
        lambda s: (
            f"/kerja/kantor/penunjukan/{s.appointment.pk}/serahkan/",
            {"to": s.spare.pk, "decree": s.other_decree.pk, "reason": "x"},
        ),
    ),
    "offices.acknowledge_duties": Act(
        lambda s, by: offices.acknowledge_duties(by=by, appointment=s.appointment),
        who="chair",
        request=lambda s: (f"/kerja/saya/penunjukan/{s.appointment.pk}/pernyataan/", {}),
    ),
    "accounts.designate": _account(
        lambda s, by: accounts.designate_account(by=by, agency=s.cast.agency, decree=_first_decree(s), details=WEBSITE),
        lambda s: (
            "/kerja/akun/baru/",
            {
                "agency": s.cast.agency.pk,
                "decree": s.cast.decree.pk,
                "network": "website",
                "kind": "blog",
                "name": "Situs kedua",
            },
        ),
    ),
    "accounts.redesignate": _account(
        lambda s, by: accounts.redesignate_account(by=by, account=_first_account(s), decree=s.other_decree),
        lambda s: (f"/kerja/akun/{s.cast.accounts[0].pk}/tunjuk-ulang/", {"decree": s.other_decree.pk}),
    ),
    "accounts.change": _account(
        lambda s, by: accounts.change_account(
            by=by, account=_first_account(s), changes={"handle": "@uji"}, segments=[]
        ),
        lambda s: (f"/kerja/akun/{s.cast.accounts[0].pk}/ubah/", {"name": "Situs", "handle": "@uji"}),
    ),
    "accounts.connect": _account(
        lambda s, by: accounts.connect_account(by=by, account=_first_account(s), credentials={}),
        lambda s: (f"/kerja/akun/{s.cast.accounts[0].pk}/sambung/", {}),
    ),
    "accounts.hook": Act(
        lambda s, by: accounts.make_hook_secret(by=by, account=_first_account(s)),
        who="operator",
        roles=frozenset({"head", "official", "officer"}),
        operator=True,
        prepare=lambda s: Account.objects.filter(pk=s.cast.accounts[0].pk).update(network="wordpress"),
        request=lambda s: (f"/kerja/masukan/sumber/{s.cast.accounts[0].pk}/kait/", {}),
    ),
    "accounts.pause": _account(
        lambda s, by: accounts.pause_account(by=by, account=_first_account(s), reason="x"),
        lambda s: (f"/kerja/akun/{s.cast.accounts[0].pk}/jeda/", {"reason": "x"}),
    ),
    "accounts.resume": _account(
        lambda s, by: accounts.resume_account(by=by, account=_first_account(s)),
        lambda s: (f"/kerja/akun/{s.cast.accounts[0].pk}/lanjut/", {}),
    ),
    "accounts.close": _account(
        lambda s, by: accounts.close_account(by=by, account=_first_account(s)),
        lambda s: (f"/kerja/akun/{s.cast.accounts[0].pk}/tutup/", {}),
    ),
    "accounts.add_segment": Act(
        lambda s, by: accounts.add_segment(by=by, government=s.cast.government, name="Pemuda desa"),
        who="operator",
        roles=frozenset({"head", "official", "officer"}),
        operator=True,
        at_any_agency=True,
        own_government=True,
        request=lambda s: ("/kerja/akun/khalayak/baru/", {"name": "Pemuda desa"}),
    ),
    "cases.start": Act(
        lambda s, by: cases.start_case(
            by=by, agency=s.cast.agency, procedure=publishing_procedure(s.cast.agency), subject_id=s.unstarted.pk
        ),
        who="team",
        roles=frozenset({"team"}),
    ),
    "cases.move": Act(
        lambda s, by: cases.move_case(by=by, case=s.ready.case, decision=_case_decision(s)),
        who="officer",
        roles=frozenset({"officer"}),
        request=lambda s: (
            f"/kerja/pesan/{s.ready.pk}/langkah/done/",
            {"seen_move": s.ready.case.moves_made, "seen_hash": hash_of(content_of(s.ready))},
        ),
    ),
    "cases.sign": Act(
        _sign,
        who="chair",
        roles=frozenset({"reviewers", "chair", "superior"}),
        request=lambda s: (
            f"/kerja/pesan/{s.ready.pk}/tanda-tangan/chair/",
            {"seen_hash": hash_of(content_of(s.ready)), "password": PASSWORD},
        ),
    ),
    "cases.waive": Act(
        lambda s, by: cases.waive_requirement(by=by, case=s.draft.case, requirement="photos", reason="x"),
        who="reviewers",
        roles=frozenset({"reviewers"}),
        request=lambda s: (f"/kerja/pesan/{s.draft.pk}/kecualikan/photos/", {"reason": "x"}),
    ),
    "cases.withdraw": Act(
        lambda s, by: cases.withdraw_case(by=by, case=s.draft.case, reason="x"),
        who="team",
        roles=frozenset({"team"}),
        request=lambda s: (f"/kerja/pesan/{s.draft.pk}/tarik/", {"reason": "x"}),
    ),
    "cases.alert": Act(
        lambda s, by: raise_alert(by=None, running=Clock.objects.running().get(case=s.draft.case), level="half")
    ),
    "procedures.create": Act(
        lambda s, by: procedures.create_sop(by=by, agency=s.cast.agency, base="upload"),
        who="official",
        roles=frozenset({"official"}),
        request=lambda s: ("/kerja/sop/baru/", {"agency": s.cast.agency.pk, "base": "upload"}),
    ),
    "procedures.set_decree": Act(
        lambda s, by: procedures.set_decree(
            by=by, sop=s.sop, decree=s.other_decree, effective_on=s.cast.government.today()
        ),
        who="head",
        roles=frozenset({"head"}),
        request=lambda s: (
            f"/kerja/sop/{s.sop.pk}/keputusan/",
            {"decree": s.other_decree.pk, "effective_on": s.cast.government.today().isoformat()},
        ),
    ),
    "posts.create": Act(
        lambda s, by: posts.create_post(by=by, agency=s.cast.agency, title="x"),
        who="team",
        roles=frozenset({"team"}),
        request=lambda s: ("/kerja/pesan/baru/", {"agency": s.cast.agency.pk, "title": "x"}),
    ),
    "posts.edit": Act(
        lambda s, by: posts.edit_post(by=by, post=s.ready, draft=Draft(fields={"caption": "Lain."}), reason="x"),
        who="team",
        roles=frozenset({"team"}),
        request=lambda s: (f"/kerja/pesan/{s.ready.pk}/ubah/", {"caption": "Lain.", "reason": "x"}),
    ),
    "posts.affirm": Act(
        lambda s, by: posts.affirm_ethics(by=by, post=s.ready, seen_hash=hash_of(content_of(s.ready))),
        who="officer",
        roles=frozenset({"officer"}),
        request=lambda s: (f"/kerja/pesan/{s.ready.pk}/etika/", {"seen_hash": hash_of(content_of(s.ready))}),
    ),
    "posts.record_by_hand": _tend(
        "by_hand",
        lambda s, by: tending.record_by_hand(by=by, delivery=s.by_hand, evidence=_evidence()),
        "catat",
        _posted_evidence,
    ),
    "posts.confirm_unknown": _tend(
        "unknown",
        lambda s, by: tending.confirm_unknown(by=by, delivery=s.waiting, evidence=_evidence()),
        "pastikan",
        _posted_evidence,
    ),
    "posts.send_again": _tend("stopped", lambda s, by: tending.send_again(by=by, delivery=s.waiting), "ulang", dict),
    "posts.call_off": _tend(
        "waiting",
        lambda s, by: tending.call_off(by=by, delivery=s.waiting, reason="x"),
        "batal",
        lambda: {"reason": "x"},
    ),
    "posts.accepted": Act(
        lambda s, by: deliveries.accept(
            by=None, delivery=s.waiting, published=Published("1", "https://uji.example/1", clock.now())
        )
    ),
    "posts.rejected": Act(lambda s, by: deliveries.reject(by=None, delivery=s.waiting, detail="x")),
    "posts.stopped": Act(lambda s, by: deliveries.stop(by=None, delivery=s.waiting, detail="x")),
    "posts.unknown": Act(lambda s, by: deliveries.ask_person(by=None, delivery=s.waiting, detail="x")),
}

TOKENS: list[str] = []


def _token(s: Scene) -> str:
    return TOKENS[-1]
