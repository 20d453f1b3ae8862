"""Sending what was approved: claim, look, reserve, publish; nothing lost, nothing twice.

A worker claims a delivery with a lease. Each call to the network is written down before it is made. What is made
public is named by a reservation that was stored first, where the network has such a thing; elsewhere nothing is
sent again before `find` has said that it is not there.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db import transaction

from kentongan.accounts import secrets
from kentongan.law import clock
from kentongan.ledger.actions import action, record
from kentongan.networks.base import Network, NetworkError, Outgoing, Published, Rejected, Unavailable, Unknown
from kentongan.posts import rules
from kentongan.posts.content import outgoing
from kentongan.posts.models import Attempt, AttemptResult, Delivery

MOST_LOOKS = 12  # how often an unknown delivery is looked for before a person is asked
_LONGEST_WAIT = dt.timedelta(hours=1)


class LeaseLost(Exception):  # noqa: N818 (another worker has it: not an accident)
    """Another worker has taken the delivery over; this one writes nothing more."""


@dataclass(frozen=True)
class Claim:
    """A delivery that is ours until the lease ends, with what a call needs."""

    delivery: Delivery
    lease: uuid.UUID
    network: Network
    message: Outgoing

    @cached_property
    def credentials(self) -> dict[str, str]:
        """`Unavailable` when no key opens them."""
        return secrets.unseal(bytes(self.delivery.account.credentials))


def claim(delivery_id: int) -> Delivery | None:
    """Take a due delivery by one conditional update. None when it is not due, or somebody else has it."""
    now = clock.now()
    lease = uuid.uuid4()
    taken = (
        Delivery.objects.due(now)
        .filter(pk=delivery_id)
        .update(state="sending", lease=lease, lease_until=now + dt.timedelta(seconds=settings.LEASE_SECONDS))
    )
    if not taken:
        return None
    related = (
        "version",
        "account__decree",
        "account__government",
        "appointment__decree",
        "appointment__person",
        "move__case__procedure_version",
    )
    return Delivery.objects.select_related(*related).get(pk=delivery_id)


def deliver(delivery_id: int) -> str:
    """Take one delivery as far as it goes now. Returns its state afterwards ("" when it was not ours to take)."""
    delivery = claim(delivery_id)
    if delivery is None or delivery.lease is None:
        return ""
    reason = rules.why_not_send(delivery)
    if reason and not delivery.attempts.filter(phase="publish").exists():
        stop(by=None, delivery=delivery, detail=str(reason))
        return "stopped"
    message = outgoing(delivery)
    work = Claim(delivery, delivery.lease, delivery.account.adapter, message)
    try:
        return _carry(work, may_send=reason is None, detail=str(reason or ""))
    except LeaseLost:
        return ""


def _carry(work: Claim, *, may_send: bool, detail: str) -> str:
    """Look first where an earlier try may have arrived; then reserve and publish."""
    try:
        if work.delivery.attempts.filter(phase="publish").exists():
            found = _look(work)
            if found:
                return _accept(work, found)
        if not may_send:
            stop(by=None, delivery=work.delivery, detail=detail)
            return "stopped"
        return _accept(work, _send(work))
    except Rejected as error:
        reject(by=None, delivery=_ours(work), detail=error.detail)
        return "rejected"
    except Unavailable as error:
        return _wait(work, "waiting", error.detail, error.retry_after)
    except Unknown as error:
        return _wait(work, "unknown", error.detail, None)


def _look(work: Claim) -> Published | None:
    attempt = _begin(work, "find")
    try:
        found = work.network.find(work.message, work.delivery.reservation, work.credentials)
    except NetworkError as error:
        _end(work, attempt, "unknown", error.detail)
        # Whatever the reason, nothing is known: a refused look must not end as a refused message.
        raise Unknown(error.detail) from error
    _end(work, attempt, "found" if found else "absent", found.permalink if found else "")
    return found


def _send(work: Claim) -> Published:
    if not work.delivery.reservation:
        attempt = _begin(work, "reserve")
        try:
            reservation = work.network.reserve(work.message, work.credentials)
        except Unknown as error:
            _end(work, attempt, "unavailable", error.detail)
            # A reservation is never public: losing one costs nothing, so it may simply be made again.
            raise Unavailable(error.detail) from error
        except NetworkError as error:
            _end(work, attempt, _outcome(error), error.detail)
            raise
        _keep_reservation(work, attempt, reservation)
    attempt = _begin(work, "publish")
    try:
        published = work.network.publish(work.message, work.delivery.reservation, work.credentials)
    except NetworkError as error:
        _end(work, attempt, _outcome(error), error.detail)
        raise
    _end(work, attempt, "accepted", published.permalink)
    return published


def _outcome(error: NetworkError) -> str:
    return {Rejected: "rejected", Unavailable: "unavailable", Unknown: "unknown"}[type(error)]


def _ours(work: Claim) -> Delivery:
    """The delivery's row, locked, if the lease is still ours."""
    row = (
        Delivery.objects.select_for_update(of=("self",))
        .filter(pk=work.delivery.pk, lease=work.lease, state="sending")
        .first()
    )
    if row is None:
        raise LeaseLost
    return row


@transaction.atomic
def _begin(work: Claim, phase: str) -> Attempt:
    """Write down that a call is about to be made, and renew the lease for it."""
    row = _ours(work)
    row.tries += 1
    row.lease_until = clock.now() + dt.timedelta(seconds=settings.LEASE_SECONDS)
    row.save(update_fields=["tries", "lease_until"])
    return Attempt.objects.create(
        government_id=row.government_id, delivery=row, number=row.tries, phase=phase, at=clock.now()
    )


def _end(work: Claim, attempt: Attempt, outcome: str, detail: str) -> None:
    AttemptResult.objects.create(
        government_id=attempt.government_id, attempt=attempt, outcome=outcome, detail=detail[:500], at=clock.now()
    )


@transaction.atomic
def _keep_reservation(work: Claim, attempt: Attempt, reservation: str) -> None:
    row = _ours(work)
    row.reservation = work.delivery.reservation = reservation
    row.save(update_fields=["reservation"])
    _end(work, attempt, "reserved", reservation)


def _accept(work: Claim, published: Published) -> str:
    with transaction.atomic():
        accept(by=None, delivery=_ours(work), published=published)
    return "accepted"


@transaction.atomic
def _wait(work: Claim, state: str, detail: str, retry_after: float | None) -> str:
    """Let go of the delivery until later; or, when looking has not helped for long, until a person looks."""
    row = _ours(work)
    # Calls that were cut off say nothing about the network: only answers count against it.
    failed = row.attempts.filter(result__outcome__in=["unavailable", "unknown"])
    give_up = state == "unknown" and failed.filter(phase="find").count() >= MOST_LOOKS
    backoff = min(_LONGEST_WAIT, dt.timedelta(seconds=settings.SETTLE_SECONDS * 2 ** min(failed.count(), 8)))
    wait = dt.timedelta(seconds=retry_after) if retry_after is not None else backoff
    if give_up:
        ask_person(by=None, delivery=row, detail=detail)
    else:
        _release(row, state, detail, next_at=clock.now() + wait)
    return state


def _release(row: Delivery, state: str, detail: str, *, next_at: dt.datetime | None = None) -> None:
    row.state, row.detail, row.next_at = state, detail[:500], next_at
    row.lease = row.lease_until = None
    row.save(update_fields=["state", "detail", "next_at", "lease", "lease_until"])


@action("posts.accepted")
def accept(*, by: None, delivery: Delivery, published: Published) -> None:
    """The network has it: keep where and since when."""
    delivery.remote_id, delivery.permalink = published.remote_id, published.permalink
    delivery.published_at = published.at or clock.now()
    delivery.save(update_fields=["remote_id", "permalink", "published_at"])
    _release(delivery, "accepted", "")
    record("posts.accepted", delivery, by=by, facts={"permalink": published.permalink, "tries": delivery.tries})


@action("posts.rejected")
def reject(*, by: None, delivery: Delivery, detail: str) -> None:
    """The network has refused it for good; a person decides what next."""
    _release(delivery, "rejected", detail)
    record("posts.rejected", delivery, by=by, facts={"detail": detail[:500]})


@action("posts.stopped")
def stop(*, by: None, delivery: Delivery, detail: str) -> None:
    """What allowed it no longer holds (approval, decree, appointment, account): it is not sent, and says why."""
    _release(delivery, "stopped", detail)
    record("posts.stopped", delivery, by=by, facts={"detail": detail[:500]})


@action("posts.unknown")
def ask_person(*, by: None, delivery: Delivery, detail: str) -> None:
    """Nobody can find out by program: flag it for a person. It is never sent again blindly."""
    _release(delivery, "unknown", detail)
    record("posts.unknown", delivery, by=by, facts={"detail": detail[:500]})
