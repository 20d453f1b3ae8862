"""Accounts and segments."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from kentongan.networks import registry
from kentongan.networks.base import Network
from kentongan.offices.models import Agency, Decree, Government, Person
from kentongan.offices.packs import pack_of


class AccountQuerySet(models.QuerySet["Account"]):
    def open(self) -> Self:
        """Accounts that were not given up."""
        return self.filter(closed_at=None)


class Account(models.Model):
    """Akun resmi: designated by a decree (K9c, W9c, B9(1)), of one of the kinds the pack allows, on a network.

    `hook` names it in the address to which its network may call; without a `hook_secret` (encrypted) nothing is heard there.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="accounts")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="accounts")
    decree = models.ForeignKey(Decree, models.PROTECT, related_name="accounts")
    network = models.CharField(_("jejaring"), max_length=40)
    kind = models.CharField(_("jenis media sosial"), max_length=20)
    name = models.CharField(_("nama akun"), max_length=120)
    handle = models.CharField(_("nama pengguna"), max_length=120, blank=True)
    url = models.URLField(_("alamat akun"), blank=True)
    custodian = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    recovery_holder = models.CharField(_("pemegang surel/telepon pemulihan"), max_length=200, blank=True)
    two_factor = models.BooleanField(_("verifikasi dua langkah aktif"), default=False)
    credentials = models.BinaryField(default=bytes, editable=False)
    hook = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    hook_secret = models.BinaryField(default=bytes, editable=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_as = models.CharField(max_length=200, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_reason = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)
    segments: models.ManyToManyField[Segment, Segment] = models.ManyToManyField(
        "Segment", related_name="accounts", blank=True
    )
    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                F("government"), F("network"), F("name"), condition=Q(closed_at=None), name="one_account_a_name"
            ),
            models.CheckConstraint(condition=Q(paused_at=None) | ~Q(paused_reason=""), name="pause_has_reason"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def adapter(self) -> Network:
        return registry.get(self.network)

    def text_limit(self) -> int | None:
        """Characters a message may have here: the pack's limit for the kind or the network's, the stricter (A3)."""
        kind = next((kind for kind in pack_of(self.government).regulation.account_kinds if kind.key == self.kind), None)
        limits = [limit for limit in (self.adapter.limits.text, kind.text_limit if kind else None) if limit is not None]
        return min(limits, default=None)


class Segment(models.Model):
    """Segmentasi teknografis (K9a, W9a, B8a): which part of the audience, on what devices, by what line, where."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="segments")
    name = models.CharField(_("nama segmen"), max_length=120)
    device = models.CharField(_("perangkat"), max_length=120, blank=True)
    connection = models.CharField(_("koneksi"), max_length=120, blank=True)
    networks_used = models.CharField(_("jejaring yang dipakai"), max_length=200, blank=True)
    habits = models.CharField(_("kebiasaan"), max_length=300, blank=True)
    size = models.PositiveIntegerField(_("perkiraan jumlah"), null=True, blank=True)
    source = models.CharField(_("sumber angka"), max_length=300, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(F("government"), F("name"), name="one_segment_a_name"),
            models.CheckConstraint(condition=Q(size=None) | ~Q(source=""), name="figure_has_source"),
        ]

    def __str__(self) -> str:
        return self.name
