"""authority(): the one place that says who may act.

Authority is an appointment in force, by a decree in force, for the role and the agency (K9c-d, K10(1), W10(1), B9(1)).
Nobody has it otherwise: keeping the house (`Person.operator`) gives none.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kentongan.law.refusal import Reason, Refused
from kentongan.offices.models import Agency, Appointment, Person


def authority(person: Person, *, agency: Agency, roles: Collection[str]) -> Appointment:
    """The appointment that lets `person` act for `agency` in one of `roles`, or `Refused` with the reason."""
    found = find_authority(person, agency=agency, roles=roles)
    if isinstance(found, Reason):
        raise Refused(found)
    return found


def why_not_authorised(person: Person, *, agency: Agency, roles: Collection[str]) -> Reason | None:
    """Why `person` may not act for `agency` in any of `roles`, or None."""
    found = find_authority(person, agency=agency, roles=roles)
    return found if isinstance(found, Reason) else None


def find_authority(person: Person, *, agency: Agency, roles: Collection[str]) -> Appointment | Reason:
    """The appointment in force, or the most telling reason why there is none."""
    if person.government_id != agency.government_id:
        return Reason(_("Ini bukan urusan pemerintah daerah Anda."))
    if not person.is_active:
        return Reason(_("Akun Anda tidak aktif."), remedy=_("Hubungi pengelola sistem."))
    ever = Appointment.objects.covering(agency).filter(person=person, role__in=roles).select_related("decree")
    today = agency.government.today()
    current = [appointment for appointment in ever if appointment.holds(today)]
    return current[0] if current else _why_none(person, list(ever), agency, roles)


def _why_none(person: Person, ever: list[Appointment], agency: Agency, roles: Collection[str]) -> Reason:
    if not ever:
        elsewhere = person.appointments.filter(role__in=roles).exists()
        text = (
            _("Penunjukan Anda bukan untuk %(agency)s.")
            if elsewhere
            else _("Anda belum ditunjuk untuk tindakan ini di %(agency)s.")
        )
        return Reason(text % {"agency": agency.name}, remedy=_("Penunjukan dibuat dengan Keputusan."))
    last = max(ever, key=lambda appointment: (appointment.starts_on, appointment.pk))
    decree = last.decree
    today = agency.government.today()
    if decree.revoked_at is not None:
        return Reason(_("Keputusan penunjukan Anda telah dicabut."), citation=decree.number)
    if last.starts_on > today or decree.in_force_from > today:
        return Reason(_("Penunjukan Anda belum mulai berlaku."), citation=decree.number)
    ended = (
        last.ends_on
        or decree.in_force_until
        or (last.ended_at and last.ended_at.astimezone(agency.government.zone).date())
    )
    return Reason(
        _("Penunjukan Anda telah berakhir pada %(day)s.") % {"day": date_format(ended or today, "j F Y")},
        citation=decree.number,
    )


def agencies_of(person: Person, roles: Collection[str] | None = None) -> list[tuple[int | None, str]]:
    """(agency id or None for all, role) of each appointment in force, for queries over many rows."""
    held = Appointment.objects.in_force(person.government.today()).filter(person=person)
    if roles is not None:
        held = held.filter(role__in=roles)
    return list(held.values_list("agency_id", "role"))
