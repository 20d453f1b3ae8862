"""Predicates of this room: each returns the reason why not, or None."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from kentongan.law.model import Role
from kentongan.law.refusal import Reason
from kentongan.offices.authority import why_not_authorised
from kentongan.offices.models import Agency, Appointment, Decree, Government, Person


def why_not_keep_house(person: Person, government: Government) -> Reason | None:
    """Agencies, people and settings are kept by operators of that government."""
    if person.operator and person.is_active and person.government_id == government.pk:
        return None
    return Reason(
        _("Hanya pengelola sistem yang dapat mengubah ini."),
        remedy=_("Hubungi pengelola sistem pemerintah daerah Anda."),
    )


def why_not_register_decrees(person: Person, agency: Agency) -> Reason | None:
    """Decrees and appointments are registered by an operator, or by the head who signs them."""
    if why_not_keep_house(person, agency.government) is None:
        return None
    if why_not_authorised(person, agency=agency, roles=["head"]) is None:
        return None
    return Reason(
        _("Keputusan didaftarkan oleh pengelola sistem atau kepala %(agency)s.") % {"agency": agency.name},
        remedy=_("Hubungi salah satunya."),
    )


def why_not_appoint(
    person: Person, role: Role, decree: Decree, *, starts_on: dt.date, ends_on: dt.date | None
) -> Reason | None:
    """An appointment rests on a decree that holds at its start; officials and officers are civil servants (K1.7-8)."""
    if person.government_id != decree.government_id:
        return Reason(_("Orang ini dari pemerintah daerah lain."), field="person")
    if decree.revoked_at is not None:
        return Reason(_("Keputusan ini telah dicabut."), field="decree", citation=decree.number)
    if role.civil_servant and not person.is_civil_servant:
        return Reason(
            _("%(role)s harus Pegawai Aparatur Sipil Negara.") % {"role": role.title},
            field="person",
            citation=role.citation or "",
            remedy=_("Isi NIP (18 angka) orang ini dahulu."),
        )
    if starts_on < decree.in_force_from:
        return Reason(
            _("Penunjukan tidak dapat dimulai sebelum Keputusan berlaku."), field="starts_on", citation=decree.number
        )
    last = ends_on or decree.in_force_until
    if last is not None and decree.in_force_until is not None and last > decree.in_force_until:
        return Reason(
            _("Penunjukan tidak dapat melampaui masa berlaku Keputusan."), field="ends_on", citation=decree.number
        )
    return None


def why_not_end(appointment: Appointment) -> Reason | None:
    """An appointment ends once."""
    if appointment.ended_at is not None:
        return Reason(_("Penunjukan ini sudah diakhiri."))
    return None


def why_not_revoke(decree: Decree) -> Reason | None:
    """A decree is revoked once."""
    if decree.revoked_at is not None:
        return Reason(_("Keputusan ini sudah dicabut."), citation=decree.number)
    return None
