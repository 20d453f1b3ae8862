"""Everything that changes this room."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.ledger.actions import action, record
from kentongan.offices import rules
from kentongan.offices.models import Agency, Appointment, DayOff, Decree, Government, Invitation, Person
from kentongan.offices.packs import installed_packs, roles_of

INVITATION_DAYS = 7


def refuse_if(reason: Reason | None) -> None:
    """Raise `Refused` with that reason, unless there is none."""
    if reason is not None:
        raise Refused(reason)


@dataclass(frozen=True)
class PersonDetails:
    """What is known about a person, as entered."""

    name: str
    email: str
    nip: str = ""
    rank: str = ""
    position: str = ""


@action("offices.found_government")
def found_government(*, by: None, name: str, pack: str, coordinator: str, operator: PersonDetails) -> Person:
    """Set up a government with its coordinating agency and its first operator, who is returned."""
    said = installed_packs()[pack].regulation.government
    government = Government.objects.create(name=name, pack=pack, timezone=said.timezone, seat=said.seat or "")
    agency = Agency.objects.create(government=government, name=coordinator)
    government.coordinator = agency
    government.save(update_fields=["coordinator"])
    person = Person(government=government, agency=agency, operator=True, **vars(operator))
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
    record("offices.found_government", government, by=by, facts={"pack": pack, "operator": person.pk})
    return person


@action("offices.change_government")
def change_government(*, by: Person, government: Government, changes: Mapping[str, Any]) -> Government:
    """Change the name, seat, crest, or how days are counted. Clocks that already run keep their due date."""
    refuse_if(rules.why_not_keep_house(by, government))
    changed = {name: value for name, value in changes.items() if getattr(government, name) != value}
    for name, value in changed.items():
        setattr(government, name, value)
    government.full_clean()
    government.save(update_fields=list(changed))
    record("offices.change_government", government, by=by, facts={"changed": changed})
    return government


@action("offices.add_agency")
def add_agency(*, by: Person, government: Government, name: str, short_name: str = "", address: str = "") -> Agency:
    refuse_if(rules.why_not_keep_house(by, government))
    agency = Agency(government=government, name=name, short_name=short_name, address=address)
    agency.full_clean()
    agency.save()
    record("offices.add_agency", agency, by=by, facts={"name": name})
    return agency


@action("offices.change_agency")
def change_agency(*, by: Person, agency: Agency, name: str, short_name: str, address: str) -> Agency:
    refuse_if(rules.why_not_keep_house(by, agency.government))
    before = agency.name
    agency.name, agency.short_name, agency.address = name, short_name, address
    agency.full_clean()
    agency.save()
    record("offices.change_agency", agency, by=by, facts={"from": before, "to": name})
    return agency


@action("offices.set_day_off")
def set_day_off(*, by: Person, government: Government, day: dt.date, working: bool, reason: str) -> DayOff:
    """Set a day off (or an extra working day) of this government. Clocks that already run keep their due date."""
    refuse_if(rules.why_not_keep_house(by, government))
    row, _created = DayOff.objects.update_or_create(
        government=government, day=day, defaults={"working": working, "reason": reason}
    )
    record("offices.set_day_off", row, by=by, facts={"day": day.isoformat(), "working": working, "reason": reason})
    return row


@action("offices.add_person")
def add_person(*, by: Person, agency: Agency, details: PersonDetails) -> Person:
    """Add someone who cannot sign in before an invitation is accepted."""
    refuse_if(rules.why_not_keep_house(by, agency.government))
    person = Person(government=agency.government, agency=agency, **vars(details))
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
    record("offices.add_person", person, by=by)
    return person


@action("offices.change_person")
def change_person(*, by: Person, person: Person, agency: Agency, details: PersonDetails) -> Person:
    refuse_if(rules.why_not_keep_house(by, person.government))
    changed = [name for name, value in vars(details).items() if getattr(person, name) != value]
    for name, value in vars(details).items():
        setattr(person, name, value)
    person.agency = agency
    person.full_clean(exclude=["password"])
    person.save()
    record("offices.change_person", person, by=by, facts={"changed": changed})
    return person


@action("offices.set_person_active")
def set_person_active(*, by: Person, person: Person, active: bool) -> None:
    """Close somebody's access, or open it again. Appointments stay; they count only while the person is active."""
    refuse_if(rules.why_not_keep_house(by, person.government))
    if person.pk == by.pk:
        raise Refused(Reason(_("Anda tidak dapat menutup akses Anda sendiri.")))
    person.is_active = active
    person.save(update_fields=["is_active"])
    record("offices.set_person_active", person, by=by, facts={"active": active})


@action("offices.invite")
def invite(*, by: Person | None, person: Person) -> str:
    """Make a new invitation link and end earlier ones. Returns the token, which is kept nowhere else."""
    if by is not None:
        refuse_if(rules.why_not_keep_house(by, person.government))
    now = clock.now()
    person.invitations.filter(used_at=None).update(expires_at=now)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        government=person.government,
        person=person,
        token_sha256=token_digest(token),
        created_by=by,
        expires_at=now + dt.timedelta(days=INVITATION_DAYS),
    )
    record("offices.invite", person, by=by)
    return token


def token_digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@action("offices.accept_invitation")
def accept_invitation(*, by: None, token: str, password: str) -> Person:
    """Set the password of an invited person, once."""
    found = (
        Invitation.objects.select_for_update().filter(token_sha256=token_digest(token)).select_related("person").first()
    )
    if found is None or found.used_at is not None or found.expires_at <= clock.now():
        raise Refused(
            Reason(
                _("Tautan undangan ini sudah dipakai atau kedaluwarsa."),
                remedy=_("Minta tautan baru kepada pengelola sistem."),
            )
        )
    validate_password(password, found.person)
    found.used_at = clock.now()
    found.save(update_fields=["used_at"])
    found.person.set_password(password)
    found.person.save(update_fields=["password"])
    record("offices.accept_invitation", found.person, by=by)
    return found.person


@dataclass(frozen=True)
class DecreeDetails:
    """A decree as it is written, and the stored scan (SHA-256 and name) where there is one."""

    number: str
    made_on: dt.date
    subject: str
    signatory: str
    in_force_from: dt.date
    in_force_until: dt.date | None = None
    scan_sha256: str = ""
    scan_name: str = ""


@action("offices.register_decree")
def register_decree(*, by: Person, agency: Agency, details: DecreeDetails) -> Decree:
    refuse_if(rules.why_not_register_decrees(by, agency))
    decree = Decree(government=agency.government, agency=agency, registered_by=by, **vars(details))
    decree.full_clean()
    decree.save()
    record("offices.register_decree", decree, by=by, facts={"number": decree.number, "scan": decree.scan_sha256})
    return decree


@action("offices.revoke_decree")
def revoke_decree(*, by: Person, decree: Decree, reason: str) -> None:
    """Revoke a decree: from this moment nothing rests on it, neither appointments nor accounts."""
    refuse_if(rules.why_not_register_decrees(by, decree.agency))
    refuse_if(rules.why_not_revoke(decree))
    decree.revoked_at, decree.revoked_by, decree.revoked_reason = clock.now(), by, reason
    decree.full_clean()
    decree.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    record("offices.revoke_decree", decree, by=by, facts={"reason": reason})


@dataclass(frozen=True)
class Term:
    """From which day to which; no end means as long as the decree holds."""

    starts_on: dt.date
    ends_on: dt.date | None = None


@action("offices.appoint")
def appoint(
    *, by: Person, person: Person, role: str, decree: Decree, term: Term, whole_government: bool = False
) -> Appointment:
    """Put a person into a role at the decree's agency, or for the whole government (a regent, a PPID team)."""
    refuse_if(rules.why_not_register_decrees(by, decree.agency))
    refuse_if(
        rules.why_not_appoint(
            person, roles_of(decree.government)[role], decree, starts_on=term.starts_on, ends_on=term.ends_on
        )
    )
    appointment = Appointment(
        government=decree.government,
        person=person,
        agency=None if whole_government else decree.agency,
        role=role,
        decree=decree,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        appointed_by=by,
    )
    appointment.full_clean()
    appointment.save()
    record("offices.appoint", appointment, by=by, facts={"person": person.pk, "role": role, "decree": decree.number})
    return appointment


@action("offices.end_appointment")
def end_appointment(*, by: Person, appointment: Appointment, reason: str) -> None:
    """End an appointment now; it stays in the history with its reason."""
    refuse_if(rules.why_not_register_decrees(by, appointment.decree.agency))
    refuse_if(rules.why_not_end(appointment))
    appointment.ended_at, appointment.ended_by, appointment.ended_reason = clock.now(), by, reason
    appointment.full_clean()
    appointment.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    record("offices.end_appointment", appointment, by=by, facts={"reason": reason})


@action("offices.transfer_appointment")
def transfer_appointment(
    *, by: Person, appointment: Appointment, to: Person, decree: Decree, reason: str
) -> Appointment:
    """Hand a role over to somebody else by a (new) decree: the old appointment ends in the moment the new one is made."""
    end_appointment(by=by, appointment=appointment, reason=reason)
    made = appoint(
        by=by,
        person=to,
        role=appointment.role,
        decree=decree,
        term=Term(decree.government.today()),
        whole_government=appointment.agency_id is None,
    )
    record("offices.transfer_appointment", made, by=by, facts={"from": appointment.pk})
    return made


@action("offices.acknowledge_duties")
def acknowledge_duties(*, by: Person, appointment: Appointment) -> None:
    """The appointed person declares to know the duties and qualifications of the role (K14, W14, B13; L's header)."""
    if appointment.person_id != by.pk:
        raise Refused(Reason(_("Pernyataan hanya dapat dibuat oleh orang yang ditunjuk.")))
    if appointment.acknowledged_at is not None:
        raise Refused(Reason(_("Pernyataan ini sudah dibuat.")))
    appointment.acknowledged_at = clock.now()
    appointment.save(update_fields=["acknowledged_at"])
    record("offices.acknowledge_duties", appointment, by=by)
