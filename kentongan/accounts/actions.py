"""Everything that changes accounts and segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from django.utils.translation import gettext_lazy as _

from kentongan.accounts import rules, secrets
from kentongan.accounts.models import Account, Segment
from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.ledger.actions import action, record
from kentongan.networks.base import Health, Hooked, NetworkError
from kentongan.offices.actions import refuse_if
from kentongan.offices.models import Agency, Decree, Government, Person


@dataclass(frozen=True)
class AccountDetails:
    """An account as it is entered."""

    network: str
    kind: str
    name: str
    handle: str = ""
    url: str = ""
    custodian: Person | None = None
    recovery_holder: str = ""
    two_factor: bool = False


@action("accounts.designate")
def designate_account(
    *, by: Person, agency: Agency, decree: Decree, details: AccountDetails, segments: Sequence[Segment] = ()
) -> Account:
    """Make an account official by a decree in force."""
    refuse_if(rules.why_not_manage(by, agency))
    refuse_if(rules.why_not_designated(decree, agency))
    account = Account(government=agency.government, agency=agency, decree=decree, **vars(details))
    account.full_clean(exclude=["credentials"])
    account.save()
    account.segments.set(segments)
    record("accounts.designate", account, by=by, facts={"network": account.network, "decree": decree.number})
    return account


@action("accounts.redesignate")
def redesignate_account(*, by: Person, account: Account, decree: Decree) -> None:
    """Put an account on another decree, when the old one has ended."""
    refuse_if(rules.why_not_manage(by, account.agency))
    refuse_if(rules.why_not_designated(decree, account.agency))
    before, account.decree = account.decree.number, decree
    account.save(update_fields=["decree"])
    record("accounts.redesignate", account, by=by, facts={"from": before, "to": decree.number})


@action("accounts.change")
def change_account(*, by: Person, account: Account, changes: Mapping[str, Any], segments: Sequence[Segment]) -> None:
    """Change name, address and custody of an account; its network and kind stay."""
    refuse_if(rules.why_not_manage(by, account.agency))
    for name, value in changes.items():
        setattr(account, name, value)
    account.full_clean(exclude=["credentials"])
    account.save(update_fields=list(changes))
    account.segments.set(segments)
    record("accounts.change", account, by=by, facts={"changed": sorted(changes)})


@action("accounts.connect")
def connect_account(*, by: Person, account: Account, credentials: Mapping[str, str]) -> Health:
    """Store credentials after the network itself has confirmed them. Nothing is kept when it does not."""
    refuse_if(rules.why_not_manage(by, account.agency))
    try:
        health = account.adapter.check(credentials)
    except NetworkError as error:
        raise Refused(
            Reason(_("Sambungan ditolak: %(detail)s") % {"detail": error.detail}, field="credentials")
        ) from error
    account.credentials = secrets.seal(credentials)
    account.verified_at, account.verified_as = clock.now(), health.acts_as
    account.save(update_fields=["credentials", "verified_at", "verified_as"])
    record("accounts.connect", account, by=by, facts={"as": health.acts_as})
    return health


@action("accounts.pause")
def pause_account(*, by: Person, account: Account, reason: str) -> None:
    """Let nothing go out on this account for now (a hijacked account, an incident)."""
    refuse_if(rules.why_not_manage(by, account.agency))
    if not reason.strip():
        raise Refused(Reason(_("Alasan jeda wajib diisi."), field="reason"))
    account.paused_at, account.paused_reason = clock.now(), reason
    account.save(update_fields=["paused_at", "paused_reason"])
    record("accounts.pause", account, by=by, facts={"reason": reason})


@action("accounts.resume")
def resume_account(*, by: Person, account: Account) -> None:
    refuse_if(rules.why_not_manage(by, account.agency))
    account.paused_at, account.paused_reason = None, ""
    account.save(update_fields=["paused_at", "paused_reason"])
    record("accounts.resume", account, by=by)


@action("accounts.close")
def close_account(*, by: Person, account: Account) -> None:
    """Give an account up; its history and its posts stay. Credentials are erased."""
    refuse_if(rules.why_not_manage(by, account.agency))
    account.closed_at, account.credentials, account.hook_secret = clock.now(), b"", b""
    account.save(update_fields=["closed_at", "credentials", "hook_secret"])
    record("accounts.close", account, by=by)


@action("accounts.add_segment")
def add_segment(*, by: Person, government: Government, name: str, **described: Any) -> Segment:
    """Describe a segment of the audience; a figure needs its source."""
    refuse_if(rules.why_not_describe_audience(by, government))
    segment = Segment(government=government, name=name, **described)
    segment.full_clean()
    segment.save()
    record("accounts.add_segment", segment, by=by, facts={"name": name})
    return segment


@action("accounts.hook")
def make_hook_secret(*, by: Person, account: Account) -> str:
    """Make the secret with which the network signs its calls; shown once. The one before is worth nothing any more."""
    refuse_if(rules.why_not_manage(by, account.agency))
    if not isinstance(account.adapter, Hooked):
        raise Refused(Reason(_("Jejaring ini tidak mengirim kabar sendiri.")))
    secret = token_urlsafe(32)
    account.hook_secret = secrets.seal({"secret": secret})
    account.save(update_fields=["hook_secret"])
    record("accounts.hook", account, by=by)
    return secret
