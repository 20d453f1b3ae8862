"""What may be done with messages, consultations and library answers now."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kentongan.inbox.models import MESSAGE, ROLES, Answer, Consultation, Message
from kentongan.law.model import Procedure
from kentongan.law.refusal import Reason
from kentongan.offices.authority import why_not_authorised
from kentongan.offices.models import Agency, Government, Person
from kentongan.procedures.rules import default_procedure, procedure_of


def service_procedure(agency: Agency, runs_on: str = MESSAGE) -> Procedure | None:
    """By which procedure this agency answers today; None where its regulation and its own SOPs have none."""
    try:
        return procedure_of(agency, runs_on)
    except KeyError:
        return None


def why_not_hear(government: Government) -> Reason | None:
    """What no procedure says how to answer is not collected either."""
    try:
        default_procedure(government, MESSAGE)
    except KeyError:
        return Reason(_("Paket peraturan ini tidak memuat alur pelayanan."), remedy=_("Jawab langsung di jejaringnya."))
    return None


def why_not_work(message: Message, by: Person) -> Reason | None:
    """Messages are worked on by the agency's officers, officials and head."""
    return why_not_authorised(by, agency=message.agency, roles=ROLES)


def why_not_open(message: Message) -> Reason | None:
    """Whether it still waits for anything."""
    if message.open:
        return None
    return Reason(_("Masukan ini sudah selesai."), remedy=_("Buka kembali bila perlu ditindaklanjuti."))


def why_not_close(message: Message, by: Person) -> Reason | None:
    return why_not_work(message, by) or why_not_open(message)


def why_not_seen(message: Message, version: int) -> Reason | None:
    """The second to answer is told before sending what has been said meanwhile."""
    if message.thread.version == version:
        return None
    return Reason(
        _("Percakapan ini bertambah sejak halaman Anda dibuka (ada pesan, perubahan, atau jawaban baru)."),
        remedy=_("Baca kembali sebelum menjawab."),
    )


def why_not_answer_consultation(consultation: Consultation, by: Person) -> Reason | None:
    """The consulted agency's officers may prepare what its official hands over."""
    step = consultation.case.current_step
    if step is None or not step.edits:
        return Reason(_("Jawaban ini tidak sedang disusun."), remedy=_("Tunggu dikembalikan."))
    return why_not_authorised(by, agency=consultation.agency, roles=ROLES)


def why_not_ask(consultation: Consultation, by: Person) -> Reason | None:
    """What was asked is withdrawn, or passed on, by the agency that asked."""
    return why_not_authorised(by, agency=consultation.asker, roles=ROLES)


def why_not_keep_answer(agency: Agency, by: Person) -> Reason | None:
    """Library answers are written by the agency that owns them."""
    return why_not_authorised(by, agency=agency, roles=ROLES)


def why_not_approve_answer(answer: Answer, by: Person) -> Reason | None:
    """They are approved by an official or head of that agency, other than who wrote them."""
    refused = why_not_authorised(by, agency=answer.agency, roles=["official", "head"])
    if refused:
        return refused
    if answer.written_by_id == by.pk:
        return Reason(_("Penyusun tidak menyetujui jawabannya sendiri."), remedy=_("Minta pejabat lain."))
    return None
