"""Telling people: read from the ledger, so that no room has to know who wants to hear of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.models import Account
from kentongan.cases.models import Case
from kentongan.cases.subjects import Shown, shown_of
from kentongan.inbox.models import ROLES, Message
from kentongan.inbox.rules import service_procedure
from kentongan.ledger.models import Entry, Leaf
from kentongan.offices.models import Agency, Appointment, Person
from kentongan.posts.models import Delivery, Post
from kentongan.reading.personal import mask
from kentongan.workspace.models import Notice, Told, Wishes
from kentongan.workspace.wishes import plan

WORDS = {
    "turn": _("Giliran Anda: %(about)s"),
    "returned": _("Dikembalikan untuk diperbaiki: %(about)s"),
    "half": _("Separuh waktu telah lewat: %(about)s"),
    "soon": _("Tenggat hampir tiba: %(about)s"),
    "late": _("Terlambat: %(about)s"),
    "accepted": _("Sudah tayang: %(about)s"),
    "rejected": _("Ditolak jejaring: %(about)s"),
    "stopped": _("Pengiriman dihentikan: %(about)s"),
    "unknown": _("Perlu diperiksa, belum pasti tayang: %(about)s"),
    "new": _("Ada masukan baru: %(about)s"),
    "assigned": _("Dipercayakan kepada Anda: %(about)s"),
    "emergency": _("DARURAT, segera periksa: %(about)s"),
    "silent": _("Tidak terbaca lebih dari satu jam: %(about)s"),
}
_PAGE = 200
# Who hears of a clock besides whose turn it is: first the official, at last the Dinas that coordinates (requirement C3).
_ESCALATION = {"half": (), "soon": ("official",), "late": ("official", "coordinator")}


def words_of(notice: Notice) -> str:
    """A notice as a sentence in the active language."""
    return str(WORDS[notice.kind]) % {"about": notice.about}


@transaction.atomic
def tell() -> int:
    """Make notices of the entries that nobody was told of yet. Returns how many entries were read.

    Reads in the order of sealing, in which nothing can appear later behind what was read.
    """
    told, _made = Told.objects.select_for_update().get_or_create(only=True)
    leaves = list(Leaf.objects.filter(pk__gt=told.leaf).select_related("entry").order_by("pk")[:_PAGE])
    for leaf in leaves:
        if teller := TELLERS.get(leaf.entry.verb):
            Notice.objects.bulk_create(_planned(list(teller(leaf.entry))), ignore_conflicts=True)
    if leaves:
        told.leaf = leaves[-1].pk
        told.save(update_fields=["leaf"])
    return len(leaves)


def _planned(notices: Sequence[Notice]) -> list[Notice]:
    """With when each person wants to hear of it."""
    wishes = Wishes.objects.in_bulk([notice.person_id for notice in notices], field_name="person_id")
    return [plan(notice, wishes.get(notice.person_id) or Wishes(), notice.person.government.zone) for notice in notices]


def _of_post(entry: Entry) -> Iterable[Notice]:
    return _of_case(entry, Post.objects.get(pk=entry.subject_id or 0).case, "turn")


def _of_turn(entry: Entry) -> Iterable[Notice]:
    case = Case.objects.with_clock().get(pk=entry.subject_id or 0)
    later = Entry.objects.filter(government=case.government, subject=entry.subject, subject_id=case.pk)
    if later.filter(pk__gt=entry.pk, verb="cases.move").exists():
        return []  # the case has gone on: its later entry tells whose turn it is
    return _of_case(entry, case, "returned" if entry.facts.get("outcome") == "rejected" else "turn")


def _of_alert(entry: Entry) -> Iterable[Notice]:
    """While other agencies are being asked, whoever asked them watches the time."""
    case, level = Case.objects.with_clock().get(pk=entry.subject_id or 0), entry.facts["level"]
    return _of_case(entry, case, level, agency=case.acting or case.agency, besides=_ESCALATION[level])


def _of_case(
    entry: Entry, case: Case, kind: str, *, agency: Agency | None = None, besides: Collection[str] = ()
) -> list[Notice]:
    step, agency = case.current_step, agency or case.acting
    if step is None or agency is None:
        return []
    people = _holding(agency, [step.actor, *besides]).exclude(pk=entry.by_id or 0)
    return _notices(entry, kind, people, shown_of([case])[case.pk])


def _of_delivery(entry: Entry) -> Iterable[Notice]:
    delivery = Delivery.objects.select_related("move__case", "move__by__government").get(pk=entry.subject_id or 0)
    shown = shown_of([delivery.move.case])[delivery.move.case_id]
    return _notices(entry, entry.verb.partition(".")[2], [delivery.move.by], shown)


def _of_collecting(entry: Entry) -> Iterable[Notice]:
    """New messages: told once until it was read, however many came in."""
    if not entry.facts["new"]:
        return []
    account = Account.objects.select_related("agency__government").get(pk=entry.subject_id or 0)
    shown = Shown(account.name, f"{reverse('inbox:index')}?akun={account.pk}")
    return _once_until_read(entry, _answering(account.agency), shown)


def _of_asking(entry: Entry) -> Iterable[Notice]:
    message = _message(entry)
    shown = Shown(message.agency.name, f"{reverse('inbox:index')}?perangkat={message.agency_id}")
    return [] if entry.facts.get("again") else _once_until_read(entry, _answering(message.agency), shown)


def _of_emergency(entry: Entry) -> Iterable[Notice]:
    message = _message(entry)
    return _notices(entry, "emergency", _holding(message.agency, ROLES), _shown(message))


def _of_assignment(entry: Entry) -> Iterable[Notice]:
    people = Person.objects.filter(pk=entry.facts["to"]).exclude(pk=entry.by_id or 0).select_related("government")
    return _notices(entry, "assigned", people, _shown(_message(entry)))


def _of_silence(entry: Entry) -> Iterable[Notice]:
    account = Account.objects.select_related("agency__government").get(pk=entry.subject_id or 0)
    return _notices(entry, "silent", _holding(account.agency, ROLES), Shown(account.name, reverse("inbox:sources")))


def _of_erasing(entry: Entry) -> Iterable[Notice]:
    """Nobody is told; what was told before loses the asker's words, too."""
    path = reverse("inbox:detail", args=[entry.subject_id])
    Notice.objects.filter(government=entry.government_id, path=path).update(about="—")
    return []


def _message(entry: Entry) -> Message:
    return Message.objects.defer("search").select_related("agency__government").get(pk=entry.subject_id or 0)


def _shown(message: Message) -> Shown:
    return Shown(str(message), reverse("inbox:detail", args=[message.pk]))


def _holding(agency: Agency, roles: Collection[str]) -> QuerySet[Person]:
    """Who holds one of these offices for the agency today."""
    held = Appointment.objects.in_force(agency.government.today()).covering(agency).filter(role__in=roles)
    return Person.objects.filter(appointments__in=held).select_related("government").distinct()


def _answering(agency: Agency) -> QuerySet[Person]:
    """Who takes the first step of the agency's service flow."""
    procedure = service_procedure(agency)
    return _holding(agency, [procedure.steps[0].actor] if procedure else [])


def _once_until_read(entry: Entry, people: QuerySet[Person], shown: Shown) -> list[Notice]:
    told = Notice.objects.filter(kind="new", path=shown.path, read_at=None)
    return _notices(entry, "new", people.exclude(pk__in=told.values("person")), shown)


def _notices(entry: Entry, kind: str, people: Iterable[Person], shown: Shown) -> list[Notice]:
    return [
        Notice(
            government_id=person.government_id,
            person=person,
            entry=entry,
            kind=kind,
            about=mask(shown.title)[:250],
            path=shown.path,
            at=entry.at,
        )
        for person in people
    ]


TELLERS: dict[str, Callable[[Entry], Iterable[Notice]]] = {
    "cases.start": _of_turn,
    "cases.move": _of_turn,
    "cases.alert": _of_alert,
    "posts.edit": _of_post,
    "posts.accepted": _of_delivery,
    "posts.rejected": _of_delivery,
    "posts.stopped": _of_delivery,
    "posts.unknown": _of_delivery,
    "inbox.collect": _of_collecting,
    "inbox.ask": _of_asking,
    "inbox.emergency": _of_emergency,
    "inbox.assign": _of_assignment,
    "inbox.silent": _of_silence,
    "inbox.erase": _of_erasing,
}
