"""Telling people: read from the ledger, so that no room has to know who wants to hear of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kentongan.cases.models import Case
from kentongan.cases.subjects import Shown, shown_of
from kentongan.law import clock
from kentongan.ledger.models import Batch, Entry, Leaf
from kentongan.offices.models import Appointment, Person
from kentongan.posts.models import Delivery, Post
from kentongan.workspace.models import Notice, Told

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
}
_DELIVERY_VERBS = {f"posts.{kind}": kind for kind in ("accepted", "rejected", "stopped", "unknown")}
VERBS = ("cases.start", "cases.move", "cases.alert", "posts.edit", *_DELIVERY_VERBS)
_PAGE = 200


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
    notices = [notice for leaf in leaves if leaf.entry.verb in VERBS for notice in _notices_of(leaf.entry)]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if leaves:
        told.leaf = leaves[-1].pk
        told.save(update_fields=["leaf"])
    return len(leaves)


def _notices_of(entry: Entry) -> Iterable[Notice]:
    subject_id = entry.subject_id or 0
    if entry.verb in _DELIVERY_VERBS:
        return _of_delivery(entry, _DELIVERY_VERBS[entry.verb])
    if entry.verb == "posts.edit":
        post = Post.objects.get(pk=subject_id)
        return _of_case(entry, post.case, "turn")
    case = Case.objects.with_clock().get(pk=subject_id)
    if entry.verb == "cases.alert":
        return _of_case(entry, case, entry.facts["level"])
    if Entry.objects.filter(
        government=case.government,
        subject=entry.subject,
        subject_id=subject_id,
        pk__gt=entry.pk,
        verb="cases.move",
    ).exists():
        return []  # the case has gone on: its later entry tells whose turn it is
    return _of_case(entry, case, "returned" if entry.facts.get("outcome") == "rejected" else "turn")


def _of_case(entry: Entry, case: Case, kind: str) -> list[Notice]:
    step = case.current_step
    if step is None:
        return []
    shown = shown_of([case])[case.pk]
    held = Appointment.objects.in_force(case.government.today()).covering(case.agency).filter(role=step.actor)
    people = Person.objects.filter(appointments__in=held).exclude(pk=entry.by_id or 0).distinct()
    return [_notice(entry, person, kind, case.government_id, shown) for person in people]


def _of_delivery(entry: Entry, kind: str) -> list[Notice]:
    delivery = Delivery.objects.select_related("move__case", "move__by").get(pk=entry.subject_id or 0)
    shown = shown_of([delivery.move.case])[delivery.move.case_id]
    return [_notice(entry, delivery.move.by, kind, delivery.government_id, shown)]


def _notice(entry: Entry, person: Person, kind: str, government_id: int, shown: Shown) -> Notice:
    return Notice(
        government_id=government_id,
        person=person,
        entry=entry,
        kind=kind,
        about=shown.title[:250],
        path=shown.path,
        at=entry.at,
    )


def mail_waiting(limit: int = 50) -> int:
    """Send notices that were not mailed yet, each once: marked first, so that a crash loses a mail rather than repeat it."""
    sent = 0
    waiting = Notice.objects.filter(mailed_at=None).select_related("person").order_by("pk")[:limit]
    for notice in waiting:
        if not Notice.objects.filter(pk=notice.pk, mailed_at=None).update(mailed_at=clock.now()):
            continue
        with translation.override(notice.person.language):
            subject = words_of(notice)
        send_mail(
            f"[Kentongan] {subject}"[:200],
            f"{subject}\n\n{settings.PUBLIC_URL}{notice.path}\n",
            None,
            [notice.person.email],
        )
        sent += 1
    return sent


def mail_last_seal() -> int:
    """Send the last seal to whoever keeps each house, so that the past cannot be rewritten unseen. Returns how many."""
    last = Batch.objects.order_by("-number").first()
    if last is None:
        return 0
    text = f"Segel jejak {last.number}\n{last.chain}\n\n{settings.PUBLIC_URL}\n"
    keepers = Person.objects.filter(operator=True, is_active=True)
    for keeper in keepers:
        send_mail(f"[Kentongan] Segel jejak {last.number}", text, None, [keeper.email])
    return len(keepers)
