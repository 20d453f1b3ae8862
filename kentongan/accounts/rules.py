"""What may be done with an account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kentongan.accounts.models import Account
from kentongan.law.refusal import Reason
from kentongan.offices.authority import why_not_authorised
from kentongan.offices.models import Agency, Decree, Government, Person
from kentongan.offices.rules import why_not_keep_house


def why_not_manage(person: Person, agency: Agency) -> Reason | None:
    """Accounts are kept by the agency's officials and officers, its head, or an operator who registers for them."""
    if why_not_keep_house(person, agency.government) is None:
        return None
    return why_not_authorised(person, agency=agency, roles=["head", "official", "officer"])


def why_not_describe_audience(person: Person, government: Government) -> Reason | None:
    """Segments are described by an operator, or by whoever keeps the accounts of their own agency."""
    refused = why_not_keep_house(person, government)
    if refused is None or person.agency is None or person.government_id != government.pk:
        return refused
    return why_not_manage(person, person.agency)


def why_not_designated(decree: Decree, agency: Agency) -> Reason | None:
    """An account becomes official by a decree of that agency in force (K10(1), W10(1), B9(1))."""
    if decree.agency_id != agency.pk:
        return Reason(
            _("Keputusan ini bukan dari perangkat daerah pemilik akun."), field="decree", citation=decree.number
        )
    if not decree.holds(agency.government.today()):
        return Reason(_("Keputusan penunjukan akun tidak berlaku."), field="decree", citation=decree.number)
    return None


def why_not_usable(account: Account) -> Reason | None:
    """Why nothing goes out on this account now."""
    if account.closed_at is not None:
        return Reason(_("Akun %(name)s sudah ditutup.") % {"name": account.name})
    if account.paused_at is not None:
        return Reason(_("Akun %(name)s dijeda: %(reason)s") % {"name": account.name, "reason": account.paused_reason})
    if not account.decree.holds(account.government.today()):
        return Reason(
            _("Keputusan penunjukan akun %(name)s tidak berlaku lagi.") % {"name": account.name},
            citation=account.decree.number,
            remedy=_("Daftarkan Keputusan baru, lalu tunjuk ulang akun ini."),
        )
    return None
