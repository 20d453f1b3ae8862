"""Governments and their agencies, people, decrees and appointments (Pasal 9-10 of the guidelines that packs carry)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from kentongan.law import clock


class Government(models.Model):
    """One regency: the tenant. Its pack says by which regulation it works; its zone, which day it is."""

    name = models.CharField(_("nama pemerintah daerah"), max_length=200, unique=True)
    pack = models.CharField(max_length=60)
    timezone = models.CharField(_("zona waktu"), max_length=40)
    seat = models.CharField(_("ibu kota"), max_length=100, blank=True)
    coordinator = models.ForeignKey("Agency", models.PROTECT, related_name="+", null=True, blank=True)
    working_days_only = models.BooleanField(_("H+n dihitung dalam hari kerja"), default=False)
    crest_sha256 = models.CharField(max_length=64, blank=True)
    approver_may_upload = models.BooleanField(_("pemberi persetujuan boleh mengunggah sendiri"), default=False)
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def today(self) -> dt.date:
        """The date it is there now."""
        return clock.now().astimezone(self.zone).date()


class DayOff(models.Model):
    """A day off (or, `working`, an extra working day) that this government has set itself."""

    government = models.ForeignKey(Government, models.CASCADE, related_name="days_off")
    day = models.DateField()
    working = models.BooleanField(default=False)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(F("government"), F("day"), name="one_day_off_a_day")]


class Agency(models.Model):
    """Perangkat Daerah, UPT or non-structural body inside the government."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="agencies")
    name = models.CharField(_("nama perangkat daerah"), max_length=200)
    short_name = models.CharField(_("singkatan"), max_length=40, blank=True)
    address = models.CharField(_("alamat"), max_length=300, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(F("government"), F("name"), name="one_agency_a_name")]

    def __str__(self) -> str:
        return self.short_name or self.name


class PersonManager(BaseUserManager["Person"]):
    """Finds people by their e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """A human being who signs in. Authority comes from appointments, never from a flag here.

    `operator` keeps the house (agencies, people, registering decrees) and gives no right to any official act.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="people")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="people", null=True, blank=True)
    name = models.CharField(_("nama lengkap"), max_length=200)
    email = models.EmailField(_("alamat surel"), unique=True)
    nip = models.CharField(
        "NIP",
        max_length=18,
        blank=True,
        validators=[RegexValidator(r"^\d{18}$", _("NIP terdiri atas 18 angka."))],
        help_text=_("18 angka tanpa spasi; wajib bagi pejabat dan petugas (ASN)."),
    )
    rank = models.CharField(_("pangkat/golongan"), max_length=100, blank=True)
    position = models.CharField(_("jabatan"), max_length=200, blank=True)
    phone = models.CharField(_("telepon"), max_length=30, blank=True)
    language = models.CharField(max_length=5, default="id")
    operator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["government", "name"], name="person_by_government")]
        constraints = [
            models.CheckConstraint(condition=Q(nip="") | Q(nip__regex=r"^\d{18}$"), name="nip_has_18_digits"),
            models.UniqueConstraint(F("government"), F("nip"), condition=~Q(nip=""), name="one_person_a_nip"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_civil_servant(self) -> bool:
        return bool(self.nip)


class DecreeQuerySet(models.QuerySet["Decree"]):
    def in_force(self, day: dt.date) -> Self:
        """Decrees that hold on that day."""
        started = self.filter(in_force_from__lte=day, revoked_at=None)
        return started.filter(Q(in_force_until=None) | Q(in_force_until__gte=day))


class Decree(models.Model):
    """Keputusan: what designates accounts and the people who answer for them (K10(1), W10(1), B9(1))."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="decrees")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="decrees")
    number = models.CharField(_("nomor keputusan"), max_length=100)
    made_on = models.DateField(_("tanggal ditetapkan"))
    subject = models.CharField(_("tentang"), max_length=300)
    signatory = models.CharField(_("ditandatangani oleh"), max_length=200)
    in_force_from = models.DateField(_("berlaku sejak"))
    in_force_until = models.DateField(_("berlaku sampai"), null=True, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    scan_name = models.CharField(max_length=200, blank=True)
    registered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    revoked_reason = models.CharField(max_length=300, blank=True)
    objects = DecreeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-id"]
        constraints = [
            models.UniqueConstraint(F("government"), F("agency"), F("number"), name="one_decree_a_number"),
            models.CheckConstraint(
                condition=Q(in_force_until=None) | Q(in_force_until__gte=F("in_force_from")),
                name="decree_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_reason="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_reason=""),
                name="revocation_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.subject})"

    def holds(self, day: dt.date) -> bool:
        """Whether the decree is in force on that day."""
        ended = self.revoked_at is not None or (self.in_force_until is not None and self.in_force_until < day)
        return self.in_force_from <= day and not ended


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, day: dt.date) -> Self:
        """Appointments that hold on that day, by a decree that holds, of a person who still signs in."""
        decreed = Decree.objects.in_force(day)
        started = self.filter(starts_on__lte=day, ended_at=None, decree__in=decreed, person__is_active=True)
        return started.filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def covering(self, agency: Agency) -> Self:
        """Appointments for that agency, or for the whole government it belongs to."""
        return self.filter(government_id=agency.government_id).filter(Q(agency=agency) | Q(agency=None))


class Appointment(models.Model):
    """Penunjukan: a person in a role, at an agency (or, without one, for the whole government), by a decree, for a time."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="appointments", null=True, blank=True)
    role = models.CharField(_("peran"), max_length=40)
    decree = models.ForeignKey(Decree, models.PROTECT, related_name="appointments")
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai"), null=True, blank=True)
    appointed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField(default=now)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["role", "person__name"]
        indexes = [models.Index(fields=["government", "person", "role"], name="appointment_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "role"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="one_open_appointment_a_role",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="appointment_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_reason=""),
                name="ending_is_whole",
            ),
        ]

    def holds(self, day: dt.date) -> bool:
        """Whether the appointment and its decree are in force on that day. Reads `decree`."""
        over = self.ended_at is not None or (self.ends_on is not None and self.ends_on < day)
        return self.starts_on <= day and not over and self.decree.holds(day)


class Invitation(models.Model):
    """A link by which an invited person sets a password, once, for some days. Only the token's hash is kept."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class SignInAttempt(models.Model):
    """One try to sign in, shown to the person it concerns. Kept 180 days."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_in_attempts")
    at = models.DateTimeField(default=now)
    succeeded = models.BooleanField()
    address = models.GenericIPAddressField(null=True, blank=True)
    device = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="sign_in_by_person")]
