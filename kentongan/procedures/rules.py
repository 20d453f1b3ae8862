"""Which procedure an agency works by, and what may be done with its SOPs."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kentongan.cases.models import Case
from kentongan.cases.subjects import is_run, vocabulary
from kentongan.law.loader import Fault, read_procedure
from kentongan.law.model import Duty, Procedure, Provision
from kentongan.law.refusal import Reason
from kentongan.offices.authority import why_not_authorised
from kentongan.offices.models import Agency, Decree, Government, Person
from kentongan.offices.packs import pack_of
from kentongan.procedures.models import SUBJECT, Edition, Sop

#: Duties that this version does not carry out yet: the reader says so, whatever the pack plans.
NOT_YET = frozenset(
    {
        Duty.ANALYSE,
        Duty.RECOMMEND,
        Duty.FOLLOW_UP,
        Duty.FACILITIES,
        Duty.REPORT_YEARLY,
        Duty.REPORT_ROUTE,
        Duty.REPORT_CONTENTS,
        Duty.EVALUATE,
        Duty.SANCTION,
        Duty.BUDGET,
    }
)


def is_built(provision: Provision) -> bool:
    """Whether the product does today what the pack says of a provision (showing its text it always does)."""
    measured = provision.duty is Duty.PURPOSES and provision.met != "shown"
    return provision.duty not in NOT_YET and not measured


def default_procedure(government: Government, runs_on: str) -> Procedure:
    """The pack's own procedure on a subject; KeyError when it has none."""
    for procedure in pack_of(government).procedures.values():
        if procedure.subject == runs_on:
            return procedure
    raise KeyError(runs_on)


def procedures_of(government: Government, agencies: Iterable[Agency], runs_on: str) -> dict[int, Procedure]:
    """By which procedure each agency works today: its own, or the pack's. One query."""
    default = default_procedure(government, runs_on)
    editions = Edition.objects.in_force(government.today()).filter(government=government, runs_on=runs_on)
    own = {edition.agency_id: edition.version.procedure for edition in editions.select_related("version")}
    return {agency.pk: own.get(agency.pk, default) for agency in agencies}


def procedure_of(agency: Agency, runs_on: str) -> Procedure:
    """By which procedure this agency works today."""
    return procedures_of(agency.government, [agency], runs_on)[agency.pk]


def read(sop: Sop) -> tuple[Procedure | None, list[Fault]]:
    """The draft as a procedure with every fault it has; None where it is not even of the right form."""
    return read_procedure(sop.draft, pack_of(sop.government).regulation, vocabulary())


def bases(government: Government) -> dict[str, Procedure]:
    """What an SOP can be composed from: the pack's procedures that something runs, but not the one that approves SOPs."""
    known = pack_of(government).procedures
    return {key: each for key, each in known.items() if is_run(each.subject) and each.subject != SUBJECT}


def why_not_compose(person: Person, agency: Agency) -> Reason | None:
    """SOPs are composed by whoever takes the first step of the procedure that approves them."""
    first = default_procedure(agency.government, SUBJECT).steps[0]
    return why_not_authorised(person, agency=agency, roles=[first.actor])


def why_not_edit(case: Case, by: Person) -> Reason | None:
    """The draft changes only in a step that edits, by its actor."""
    step = case.current_step
    if step is None or not step.edits:
        return Reason(_("Rancangan ini tidak sedang disusun."), remedy=_("Minta dikembalikan dahulu."))
    return why_not_authorised(by, agency=case.agency, roles=[step.actor])


def why_not_set_decree(case: Case, by: Person, decree: Decree) -> Reason | None:
    """The decree is the agency's own and in force, named by the actor of the step that waits for it."""
    step = case.current_step
    if step is None or not any(requirement.name == "decree" for requirement in step.requires):
        return Reason(_("Langkah ini tidak menunggu Keputusan."))
    if decree.agency_id != case.agency_id:
        return Reason(_("Keputusan ini bukan dari perangkat daerah ini."), field="decree", citation=decree.number)
    return why_not_authorised(by, agency=case.agency, roles=[step.actor])
