"""Notices: what the ledger says that a person should know."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kentongan.ledger.models import Entry
from kentongan.offices.models import Government, Person


class Notice(models.Model):
    """One entry of the ledger told to one person, once. `path` leads to where something can be done about it."""

    government = models.ForeignKey(Government, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    about = models.CharField(max_length=250)
    path = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_by_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["id"], condition=Q(mailed_at=None), name="notice_unmailed"),
        ]
        constraints = [models.UniqueConstraint(F("person"), F("entry"), name="one_notice_an_entry")]


class Told(models.Model):
    """Up to which sealed entry people have been told: one row."""

    only = models.BooleanField(default=True, unique=True)
    leaf = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_told_row")]
