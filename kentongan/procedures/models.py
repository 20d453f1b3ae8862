"""SOPs that agencies compose, and the editions of them that decrees have set."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from kentongan.cases.models import Case, Move, ProcedureVersion
from kentongan.offices.models import Agency, Decree, Government, Person

SUBJECT = "sop"


class Sop(models.Model):
    """An agency's SOP as it is being written. `draft`: YAML, as in a pack; `runs_on`: the subject it is for."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="sops")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="sops")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    runs_on = models.CharField(max_length=30)
    title = models.CharField(_("judul"), max_length=300)
    draft = models.TextField()
    decree = models.ForeignKey(Decree, models.PROTECT, related_name="+", null=True, blank=True)
    effective_on = models.DateField(_("berlaku sejak"), null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["government", "-id"], name="sop_by_government")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decree=None, effective_on=None) | Q(decree__isnull=False, effective_on__isnull=False),
                name="sop_decree_has_day",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of what is approved."""
        return hashlib.sha256(self.draft.encode()).hexdigest()

    @cached_property
    def case(self) -> Case:
        """The run of the procedure by which this SOP is approved."""
        rows = Case.objects.with_clock().filter(government_id=self.government_id, subject_kind=SUBJECT)
        return rows.filter(subject_id=self.pk).latest("id")


class EditionQuerySet(models.QuerySet["Edition"]):
    def in_force(self, day: dt.date) -> Self:
        """Editions that have come into effect by a decree that holds on that day; the one that counts comes last."""
        held = self.filter(effective_on__lte=day, decree__in=Decree.objects.in_force(day))
        return held.order_by("effective_on", "id")


class Edition(models.Model):
    """An SOP as a decree has set it, from a day on. Cases started under an earlier one finish under theirs."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    sop = models.OneToOneField(Sop, models.PROTECT, related_name="edition")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="editions")
    runs_on = models.CharField(max_length=30)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    decree = models.ForeignKey(Decree, models.PROTECT, related_name="+")
    effective_on = models.DateField()
    move = models.ForeignKey(Move, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-id"]
        indexes = [models.Index(fields=["government", "runs_on", "agency"], name="edition_by_agency")]
        constraints = [models.UniqueConstraint(F("decree"), F("sop"), name="one_edition_a_decree")]
