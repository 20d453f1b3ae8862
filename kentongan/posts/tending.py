"""What a person does about a delivery: publish by hand, settle an unknown one, try again, call off."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _

from kentongan.files.cleaning import keep_picture
from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.ledger.actions import action, record
from kentongan.networks.manual.guide import check_evidence
from kentongan.offices.actions import refuse_if
from kentongan.offices.models import Person
from kentongan.posts import rules
from kentongan.posts.models import Attempt, AttemptResult, Delivery
from kentongan.posts.publishing import queue


@dataclass(frozen=True)
class Evidence:
    """What proves a publication by hand: where it is, since when, and a picture of the screen."""

    permalink: str
    published_at: dt.datetime
    screenshot: IO[bytes] | None = None


def _locked(delivery: Delivery) -> Delivery:
    related = (
        "account__agency__government",
        "account__decree",
        "appointment__decree",
        "appointment__person",
        "version",
        "move__case__procedure_version",
    )
    return Delivery.objects.select_for_update(of=("self",)).select_related(*related).get(pk=delivery.pk)


def _accept_by_person(row: Delivery, evidence: Evidence) -> None:
    wrong = check_evidence(evidence.permalink, row.account.network)
    if wrong:
        raise Refused(Reason(wrong, field="permalink"))
    if evidence.published_at > clock.now():
        raise Refused(Reason(_("Waktu tayang tidak boleh di masa depan."), field="published_at"))
    if evidence.screenshot is not None:
        row.evidence_sha256 = keep_picture(evidence.screenshot).sha256
    row.tries += 1
    attempt = Attempt.objects.create(
        government_id=row.government_id, delivery=row, number=row.tries, phase="hand", at=clock.now()
    )
    AttemptResult.objects.create(
        government_id=row.government_id, attempt=attempt, outcome="accepted", detail=evidence.permalink, at=clock.now()
    )
    row.permalink, row.published_at, row.state, row.next_at, row.detail = (
        evidence.permalink,
        evidence.published_at,
        "accepted",
        None,
        "",
    )
    row.save()


@action("posts.record_by_hand")
def record_by_hand(*, by: Person, delivery: Delivery, evidence: Evidence) -> None:
    """Record a publication that a person has made on a network without an interface for programs."""
    row = _locked(delivery)
    refuse_if(rules.why_not_tend(row, by))
    refuse_if(rules.why_not_state(row, "by_hand"))
    refuse_if(rules.why_not_send(row))
    if evidence.screenshot is None:
        raise Refused(Reason(_("Tangkapan layar wajib dilampirkan sebagai bukti."), field="screenshot"))
    _accept_by_person(row, evidence)
    record("posts.record_by_hand", row, by=by, facts={"permalink": row.permalink, "evidence": row.evidence_sha256})


@action("posts.confirm_unknown")
def confirm_unknown(*, by: Person, delivery: Delivery, evidence: Evidence) -> None:
    """A person has looked and found the message there."""
    row = _locked(delivery)
    refuse_if(rules.why_not_tend(row, by))
    refuse_if(rules.why_not_state(row, "unknown"))
    _accept_by_person(row, evidence)
    record("posts.confirm_unknown", row, by=by, facts={"permalink": row.permalink})


@action("posts.send_again")
def send_again(*, by: Person, delivery: Delivery) -> None:
    """Try once more what was stopped or rejected, or what a person has looked for and not found."""
    row = _locked(delivery)
    refuse_if(rules.why_not_tend(row, by))
    refuse_if(rules.why_not_state(row, "stopped", "rejected", "unknown"))
    refuse_if(rules.why_not_send(row))
    by_hand = row.account.adapter.by_hand
    if row.state == "rejected":
        row.reservation = ""  # what was prepared may be what was refused (a draft deleted over there)
    row.state, row.detail, row.next_at = ("by_hand" if by_hand else "waiting"), "", clock.now()
    row.save(update_fields=["state", "detail", "next_at", "reservation"])
    record("posts.send_again", row, by=by)
    if not by_hand:
        queue(row)


@action("posts.call_off")
def call_off(*, by: Person, delivery: Delivery, reason: str) -> None:
    """Give up a delivery that has certainly not gone out."""
    row = _locked(delivery)
    refuse_if(rules.why_not_tend(row, by))
    refuse_if(rules.why_not_state(row, "waiting", "stopped", "rejected", "by_hand"))
    if not reason.strip():
        raise Refused(Reason(_("Alasan pembatalan wajib diisi."), field="reason"))
    row.state, row.detail, row.next_at = "cancelled", reason[:500], None
    row.save(update_fields=["state", "detail", "next_at"])
    record("posts.call_off", row, by=by, facts={"reason": reason})
