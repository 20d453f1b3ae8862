"""Cases, moves, clocks, signatures, alerts."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from kentongan.law import clock
from kentongan.law.model import Procedure, Step
from kentongan.offices.models import Agency, Appointment, Government, Person


class ProcedureVersion(models.Model):
    """A procedure as it was when cases started under it. Running cases finish under theirs."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    definition = models.JSONField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(F("government"), F("key"), F("digest"), name="one_version_a_digest")]

    @cached_property
    def procedure(self) -> Procedure:
        return Procedure.model_validate(self.definition)


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> Self:
        """Cases that still have a step to take."""
        return self.filter(ended_at=None)

    def with_clock(self) -> Self:
        """Each with its running clock under `running`, in one query more."""
        running = models.Prefetch("clocks", Clock.objects.filter(stopped_at=None), to_attr="running")
        return self.select_related("procedure_version", "agency", "acting", "government").prefetch_related(running)


class Case(models.Model):
    """One run of a procedure on one subject. `step` is the key of the step whose turn it is, "" once ended.

    `acting`: the agency whose turn it is; none once ended, or while cases of other agencies do the step's work.
    `started_by`: none where the program started it (a message that came in).
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="cases")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="cases")
    acting = models.ForeignKey(Agency, models.PROTECT, related_name="+", null=True, blank=True)
    procedure_version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="cases")
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    step = models.CharField(max_length=60, blank=True)
    revision = models.PositiveIntegerField(default=1)
    moves_made = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)
    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["government", "acting", "step"], condition=Q(ended_at=None), name="open_case"),
            models.Index(fields=["government", "subject_kind", "subject_id", "-id"], name="case_of_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                F("government"),
                F("subject_kind"),
                F("subject_id"),
                condition=Q(ended_at=None),
                name="one_open_case_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) & ~Q(step="") | Q(ended_at__isnull=False, step=""), name="open_case_has_step"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(ended_at__isnull=False), name="withdrawn_case_is_over"
            ),
        ]

    @property
    def procedure(self) -> Procedure:
        return self.procedure_version.procedure

    def signed_roles(self, content_hash: str) -> frozenset[str]:
        """Roles whose signature stands on exactly this content, given since it was last sent back."""
        return frozenset(self.signatures.on(content_hash, self.revision).values_list("role", flat=True))

    @property
    def current_step(self) -> Step | None:
        """The step whose turn it is, None once ended."""
        return self.procedure.step(self.step) if self.step else None


class Move(models.Model):
    """Who did what on a step. `outcome` is one of the step's, or "edited"/"withdrawn" for what stands outside the SOP."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="moves")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=60)
    outcome = models.CharField(max_length=30)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    response = models.TextField(blank=True)
    late_reason = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(F("case"), F("number"), name="one_move_a_number")]


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> Self:
        """Clocks that nobody has stopped."""
        return self.filter(stopped_at=None)

    def late(self, now: dt.datetime) -> Self:
        """Clocks that ran, or run, past their due time."""
        return self.filter(Q(stopped_at=None, due_at__lt=now) | Q(stopped_at__gt=F("due_at")))


class Clock(models.Model):
    """What started it, when it is due by which rule and calendar, what stopped it. Late is derived, never stored."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="clocks")
    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    step = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    rule = models.JSONField()
    calendar_version = models.CharField(max_length=120)
    next_alert_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.OneToOneField(Move, models.PROTECT, related_name="clock", null=True, blank=True)
    objects = ClockQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["government", "due_at"], condition=Q(stopped_at=None), name="running_clock"),
            models.Index(
                fields=["next_alert_at"],
                condition=Q(stopped_at=None, next_alert_at__isnull=False),
                name="clock_to_alert",
            ),
        ]
        constraints = [
            models.UniqueConstraint(F("case"), condition=Q(stopped_at=None), name="one_running_clock_a_case"),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stopped_by=None) | Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="clock_stops_by_a_move",
            ),
        ]

    def is_late(self, now: dt.datetime | None = None) -> bool:
        """Whether it ran past its due time."""
        return (self.stopped_at or now or clock.now()) > self.due_at

    def took(self, now: dt.datetime | None = None) -> dt.timedelta:
        """How long it has run, or ran."""
        return (self.stopped_at or now or clock.now()) - self.started_at

    def left(self, now: dt.datetime | None = None) -> dt.timedelta:
        """What is (or was) left of it; negative when late."""
        return self.due_at - (self.stopped_at or now or clock.now())


class Extension(models.Model):
    """More time for a clock: once, by somebody entitled, with a reason. What it was due before is kept."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="extension")
    due_before = models.DateTimeField()
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason")]


class SignatureQuerySet(models.QuerySet["Signature"]):
    def on(self, content_hash: str, revision: int) -> Self:
        """Signatures on exactly this content, given since it was last sent back."""
        return self.filter(content_hash=content_hash, revision=revision)


class Signature(models.Model):
    """A person's approval of exactly this content, confirmed by signing in once more."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="signatures")
    content_hash = models.CharField(max_length=64)
    revision = models.PositiveIntegerField()
    role = models.CharField(max_length=40)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    method = models.CharField(max_length=20)
    at = models.DateTimeField()
    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                F("case"), F("revision"), F("content_hash"), F("role"), F("by"), name="one_signature_a_content"
            ),
            models.CheckConstraint(condition=Q(method__in=["password", "passkey"]), name="signature_is_confirmed"),
        ]


class Waiver(models.Model):
    """A requirement that this case may do without, by the written reason of a role that the procedure names."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="waivers")
    requirement = models.CharField(max_length=60)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(F("case"), F("requirement"), name="one_waiver_a_requirement"),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_reason"),
        ]


class Alert(models.Model):
    """A clock that was half over, nearly over, or over: told once a level."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="alerts")
    level = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(F("clock"), F("level"), name="one_alert_a_level"),
            models.CheckConstraint(condition=Q(level__in=["half", "soon", "late"]), name="alert_level_is_known"),
        ]
