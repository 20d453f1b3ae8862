"""What a person may do with a case now: each rule returns the reasons against, none means yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kentongan.cases.models import Case, Extension
from kentongan.cases.subjects import subject_of
from kentongan.law.model import Outcome, Requirement, Step
from kentongan.law.refusal import Reason
from kentongan.offices.authority import why_not_authorised
from kentongan.offices.models import Person


@dataclass(frozen=True)
class Decision:
    """What somebody decides on a step. `seen_move`: the number of the last move on the page that was read.

    `confirmed`: how identity was confirmed for a signature ("password", "passkey"), "" for not at all.
    """

    outcome: str
    seen_move: int
    seen_hash: str = ""
    response: str = ""
    late_reason: str = ""
    confirmed: str = ""


def why_not_act(case: Case, by: Person) -> Reason | None:
    """Whether it is this person's turn at all."""
    step = case.current_step
    if step is None:
        return Reason(_("Alur ini sudah selesai."))
    if case.acting is None:
        return Reason(_("Langkah ini sedang dikerjakan instansi lain."))
    return why_not_authorised(by, agency=case.acting, roles=[step.actor])


def why_not_extend(case: Case, by: Person) -> Reason | None:
    """Only where the procedure gives a step more time, once, and by whoever takes the step."""
    turn, step = why_not_act(case, by), case.current_step
    if turn or step is None:
        return turn
    if step.time.extension is None:
        return Reason(_("Waktu langkah ini tidak dapat diperpanjang."), citation=step.citation(case.procedure))
    if Extension.objects.filter(clock__case=case, clock__stopped_at=None).exists():
        return Reason(_("Waktu langkah ini sudah pernah diperpanjang."), citation=step.citation(case.procedure))
    return None


def why_not_approve(case: Case, by: Person, row: Any) -> Reason | None:
    """The author never approves (separation of duties; a rule of ours, on in every pack)."""
    if by.pk in subject_of(case).author_ids(row):
        return Reason(
            _("Penyusun tidak dapat menyetujui kontennya sendiri."), remedy=_("Minta pejabat lain yang ditunjuk.")
        )
    return None


def missing(case: Case, step: Step, row: Any) -> list[Reason]:
    """Everything the step requires and the subject lacks, with the step's citation."""
    citation = step.citation(case.procedure)
    subject = subject_of(case)
    asked = _asked(case, step)
    return [reason for requirement in asked for reason in subject.missing(row, requirement, citation)]


def _asked(case: Case, step: Step) -> list[Requirement]:
    """What the step requires of this case, without what was waived."""
    waived = {waiver.requirement for waiver in case.waivers.all()}
    return [requirement for requirement in step.requires if requirement.name not in waived]


def waivable(case: Case, by: Person, row: Any) -> list[Requirement]:
    """What the current step lacks and this person may let it do without."""
    step = case.current_step
    if step is None:
        return []
    subject = subject_of(case)
    return [
        each
        for each in _asked(case, step)
        if each.waived_by
        and subject.missing(row, each, "")
        and why_not_authorised(by, agency=case.agency, roles=[each.waived_by]) is None
    ]


def waiving_role(case: Case, name: str) -> str | None:
    """The role that may waive this requirement of the current step, None where nobody may."""
    step = case.current_step
    return next((each.waived_by for each in step.requires if each.name == name), None) if step else None


def why_not_waive(case: Case, by: Person, row: Any, name: str) -> Reason | None:
    """Only what the procedure lets a role waive, by that role, and never for one's own work."""
    role = waiving_role(case, name)
    if role is None:
        return Reason(_("Syarat ini tidak dapat dikecualikan."))
    refused = why_not_authorised(by, agency=case.agency, roles=[role])
    return refused or why_not_approve(case, by, row)


def unsigned(case: Case, step: Step, content_hash: str) -> Reason | None:
    """Whether the signatures that the step demands are there, on exactly this content."""
    if step.signed_by is None:
        return None
    if len(case.signed_roles(content_hash).intersection(step.signed_by.of)) >= step.signed_by.at_least:
        return None
    names = ", ".join(case.procedure.actors.get(role, role) for role in step.signed_by.of)
    return Reason(
        _("Konten ini belum ditandatangani (perlu %(count)d dari: %(names)s).")
        % {"count": step.signed_by.at_least, "names": names},
        citation=step.citation(case.procedure),
    )


def _approves(step: Step, outcome: Outcome) -> bool:
    return outcome.key == "accepted" or (step.sign and outcome.key == "done")


def _stale(case: Case, decision: Decision, content_hash: str) -> Reason | None:
    if decision.seen_move != case.moves_made:
        return Reason(
            _("Alur ini sudah bergerak sejak halaman Anda dibuka."), remedy=_("Baca kembali sebelum bertindak.")
        )
    if decision.seen_hash and decision.seen_hash != content_hash:
        return Reason(_("Isi konten berubah sejak halaman Anda dibuka."), remedy=_("Baca kembali sebelum bertindak."))
    return None


def _forward(case: Case, step: Step, by: Person, row: Any, outcome: Outcome) -> list[Reason]:
    """Reasons against letting the subject go on: incomplete, own work, unsigned, uploading what one approved."""
    reasons: list[Reason | None] = [*missing(case, step, row)]
    content_hash = subject_of(case).content_hash(row)
    if _approves(step, outcome):
        reasons.append(why_not_approve(case, by, row))
    reasons.append(unsigned(case, step, content_hash))
    if step.effect in subject_of(case).words.separate and not case.government.approver_may_upload:
        own = case.signatures.on(content_hash, case.revision).filter(by=by).exists()
        reasons.append(
            Reason(_("Yang menyetujui tidak mengunggah sendiri."), remedy=_("Minta petugas lain yang ditunjuk."))
            if own
            else None
        )
    return [reason for reason in reasons if reason]


def why_not_move(case: Case, by: Person, row: Any, decision: Decision) -> Sequence[Reason]:
    """Every reason against this decision on the current step."""
    turn = why_not_act(case, by)
    step = case.current_step
    if turn or step is None:
        return [turn] if turn else []
    stale = _stale(case, decision, subject_of(case).content_hash(row))
    if stale:
        return [stale]
    outcome = next((known for known in step.outcomes if known.key == decision.outcome), None)
    if outcome is None:
        return [
            Reason(
                _("Pilihan ini tidak ada pada langkah ini."), field="outcome", citation=step.citation(case.procedure)
            )
        ]
    reasons: list[Reason] = []
    if outcome.response and not decision.response.strip():
        reasons.append(
            Reason(_("Tanggapan tertulis wajib diisi."), field="response", citation=step.citation(case.procedure))
        )
    if outcome.key == "rejected":
        return reasons
    if step.sign and not decision.confirmed:
        reasons.append(Reason(_("Masukkan kembali kata sandi Anda untuk menandatangani."), field="password"))
    return [*reasons, *_forward(case, step, by, row, outcome)]


def why_not_sign(case: Case, by: Person, row: Any, role: str) -> Reason | None:
    """Whether one of those who may sign can add a signature to the content as it stands."""
    step = case.current_step
    if step is None or step.signed_by is None or role not in step.signed_by.of:
        return Reason(_("Langkah ini tidak menunggu tanda tangan Anda."))
    refused = why_not_authorised(by, agency=case.agency, roles=[role]) or why_not_approve(case, by, row)
    if refused:
        return refused
    if case.signatures.on(subject_of(case).content_hash(row), case.revision).filter(role=role, by=by).exists():
        return Reason(_("Anda sudah menandatangani isi ini."))
    return None
