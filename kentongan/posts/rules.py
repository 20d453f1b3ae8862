"""What may be done with a post and its deliveries now."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kentongan.accounts.rules import why_not_usable
from kentongan.cases.models import Case
from kentongan.law.flow import first_review
from kentongan.law.model import Procedure
from kentongan.law.refusal import Reason
from kentongan.offices.authority import why_not_authorised
from kentongan.offices.models import Agency, Person
from kentongan.posts.models import SUBJECT, Delivery
from kentongan.procedures.rules import procedure_of


def publishing_procedure(agency: Agency) -> Procedure:
    """The procedure by which this agency publishes today: its own SOP, or the pack's."""
    return procedure_of(agency, SUBJECT)


def edits_in_step(case: Case, by: Person) -> bool:
    """Whether an edit by this person belongs to the step that the case stands on (and so voids nothing)."""
    step = case.current_step
    if step is None or why_not_authorised(by, agency=case.agency, roles=[step.actor]):
        return False
    return step.edits or step.key == case.procedure.steps[0].key


def drafting_roles(case: Case) -> list[str]:
    """The actors of the steps before the first review: those who write the content."""
    review = first_review(case.procedure)
    before = review.number if review else len(case.procedure.steps) + 1
    return list(dict.fromkeys(step.actor for step in case.procedure.steps if step.number < before))


def why_not_edit(case: Case, by: Person) -> Reason | None:
    """The current step's actor may edit where the SOP has them correct; those who draft may edit at any time."""
    if case.current_step is None:
        return Reason(_("Konten ini sudah selesai alurnya."), remedy=_("Buat pesan baru untuk ralat."))
    if edits_in_step(case, by):
        return None
    return why_not_authorised(by, agency=case.agency, roles=drafting_roles(case))


def why_not_send(delivery: Delivery) -> Reason | None:
    """Checked again in the moment of sending: the approval, the account's decree, the officer's appointment."""
    unusable = why_not_usable(delivery.account)
    if unusable:
        return unusable
    appointment = delivery.appointment
    if not appointment.holds(delivery.account.government.today()):
        return Reason(
            _("Penunjukan %(name)s yang mengunggah tidak berlaku lagi.") % {"name": appointment.person.name},
            citation=appointment.decree.number,
        )
    return _why_not_approved(delivery)


def _why_not_approved(delivery: Delivery) -> Reason | None:
    case = delivery.move.case
    step = case.procedure.step(delivery.move.step)
    if step.signed_by is None:
        return None
    signed = case.signatures.on(delivery.content_hash, delivery.move.revision).filter(role__in=step.signed_by.of)
    if len(set(signed.values_list("role", flat=True))) < step.signed_by.at_least:
        return Reason(_("Isi ini tidak (lagi) disetujui."), citation=step.citation(case.procedure))
    return None


def why_not_tend(delivery: Delivery, by: Person) -> Reason | None:
    """Deliveries are tended by those who may take the publishing step, or answer for the account."""
    actor = delivery.move.case.procedure.step(delivery.move.step).actor
    return why_not_authorised(by, agency=delivery.account.agency, roles=[actor, "officer", "official"])


def why_not_state(delivery: Delivery, *states: str) -> Reason | None:
    """Whether the delivery is in a state in which this can be done."""
    if delivery.state in states:
        return None
    return Reason(_("Pengiriman ini sudah berubah keadaannya."), remedy=_("Muat ulang halaman."))
