"""Entries, and the sealed batches that chain them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast
from django.utils.timezone import now


def _transaction_id() -> Cast:
    return Cast(Cast(Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField())


class Entry(models.Model):
    """One thing that was done. `facts` is JSON without secrets and with as little personal data as serves."""

    government = models.ForeignKey("offices.Government", models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    appointment = models.ForeignKey("offices.Appointment", models.PROTECT, related_name="+", null=True, blank=True)
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    transaction_id = models.BigIntegerField(db_default=_transaction_id())

    class Meta:
        indexes = [
            models.Index(fields=["government", "-id"], name="entry_by_government"),
            models.Index(fields=["government", "subject", "subject_id", "id"], name="entry_by_subject"),
            models.Index(fields=["transaction_id"], name="entry_by_transaction"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(verb=""), name="entry_has_verb")]

    def leaf(self) -> str:
        """SHA-256 over everything the entry says, as canonical JSON (hex)."""
        said: dict[str, Any] = {
            "id": self.pk,
            "government": self.government_id,
            "at": self.at.isoformat(),
            "verb": self.verb,
            "by": self.by_id,
            "appointment": self.appointment_id,
            "subject": self.subject,
            "subject_id": self.subject_id,
            "facts": self.facts,
            "recorded_at": self.recorded_at.isoformat(),
            "transaction_id": self.transaction_id,
        }
        canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(b"\x00" + canonical.encode()).hexdigest()


class Batch(models.Model):
    """Entries sealed together: one Merkle root, chained to the batch before.

    `horizon`: every transaction below it was over when the batch was sealed, so no entry of one can appear later.
    """

    number = models.BigIntegerField(unique=True)
    size = models.IntegerField()
    horizon = models.BigIntegerField()
    root = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["number"]
        constraints = [models.CheckConstraint(condition=Q(size__gt=0) & Q(number__gt=0), name="batch_is_not_empty")]


class Leaf(models.Model):
    """The place of one entry in its batch."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="leaf_of")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="leaves")
    position = models.IntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(F("batch"), F("position"), name="one_leaf_a_position")]
