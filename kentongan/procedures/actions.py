"""Composing an SOP and setting it by decree. Its way to approval is `cases`' business."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kentongan.cases.actions import start_case
from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.ledger.actions import action, record
from kentongan.offices.actions import refuse_if
from kentongan.offices.authority import authority
from kentongan.offices.models import Agency, Decree, Person
from kentongan.procedures import rules
from kentongan.procedures.models import SUBJECT, Sop
from kentongan.procedures.writing import to_yaml

MOST_BYTES = 200_000


@action("procedures.create")
def create_sop(*, by: Person, agency: Agency, base: str) -> Sop:
    """Start an SOP from one of the pack's procedures and, with it, the procedure that approves it."""
    known = rules.bases(agency.government)
    if base not in known:
        raise Refused(Reason(_("Dasar SOP ini tidak dikenal."), field="base"))
    approving = rules.default_procedure(agency.government, SUBJECT)
    appointment = authority(by, agency=agency, roles=[approving.steps[0].actor])
    procedure = rules.procedure_of(agency, known[base].subject)
    sop = Sop.objects.create(
        government=agency.government,
        agency=agency,
        author=by,
        runs_on=procedure.subject,
        title=procedure.title,
        draft=to_yaml(procedure),
        created_at=clock.now(),
    )
    record("procedures.create", sop, by=by, appointment=appointment, facts={"base": base})
    start_case(by=by, agency=agency, procedure=approving, subject_id=sop.pk)
    return sop


@transaction.atomic
def save_draft(*, by: Person, sop: Sop, text: str) -> Sop:
    """Save the draft, faults and all. Not in the ledger: nothing is decided before it is handed on."""
    fresh = Sop.objects.select_for_update(of=("self",)).select_related("government", "agency").get(pk=sop.pk)
    refuse_if(rules.why_not_edit(fresh.case, by))
    if len(text.encode()) > MOST_BYTES:
        raise Refused(Reason(_("Rancangan ini terlalu panjang."), field="text"))
    fresh.draft = text
    procedure, _faults = rules.read(fresh)
    if procedure is not None:
        fresh.title = procedure.title[:300]
    fresh.save(update_fields=["draft", "title"])
    return fresh


@action("procedures.set_decree")
def set_decree(*, by: Person, sop: Sop, decree: Decree, effective_on: dt.date) -> None:
    """Name the decree that sets this SOP, and from which day it holds."""
    case = sop.case
    refuse_if(rules.why_not_set_decree(case, by, decree))
    if effective_on < decree.in_force_from:
        raise Refused(
            Reason(_("SOP tidak dapat berlaku sebelum Keputusannya."), field="effective_on", citation=decree.number)
        )
    appointment = authority(by, agency=case.agency, roles=[case.current_step.actor if case.current_step else ""])
    fresh = Sop.objects.select_for_update(of=("self",)).get(pk=sop.pk)
    fresh.decree, fresh.effective_on = decree, effective_on
    fresh.save(update_fields=["decree", "effective_on"])
    facts = {"decree": decree.number, "effective_on": effective_on.isoformat()}
    record("procedures.set_decree", fresh, by=by, appointment=appointment, facts=facts)
