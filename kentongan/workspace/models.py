"""Notices: what the ledger says that a person should know, and how that person wants to hear of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from kentongan.ledger.models import Entry
from kentongan.offices.models import Government, Person


class Notice(models.Model):
    """One entry of the ledger told to one person, once. `path` leads to where something can be done about it.

    `mail_at`: when it may be mailed (None: not wanted); `push_at`: when it may reach the person's devices and chats.
    """

    government = models.ForeignKey(Government, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    about = models.CharField(max_length=250)
    path = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    push_at = models.DateTimeField(null=True, blank=True)
    pushed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_by_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["mail_at"], condition=Q(mailed_at=None), name="notice_unmailed"),
            models.Index(fields=["push_at"], condition=Q(pushed_at=None), name="notice_unpushed"),
        ]
        constraints = [models.UniqueConstraint(F("person"), F("entry"), name="one_notice_an_entry")]


class Wishes(models.Model):
    """How a person wants to hear of things. Emergencies come at any hour."""

    MAILS = {"soon": _("segera"), "daily": _("sekali sehari, pagi hari"), "none": _("tidak lewat surel")}

    person = models.OneToOneField(Person, models.CASCADE, related_name="wishes")
    mail = models.CharField(_("surel"), max_length=10, choices=list(MAILS.items()), default="soon")
    quiet_from = models.TimeField(_("tenang mulai pukul"), null=True, blank=True)
    quiet_until = models.TimeField(_("sampai pukul"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until")),
                name="quiet_hours_are_whole",
                violation_error_message=_("Isi kedua jamnya (dan tidak sama), atau kosongkan keduanya."),
            )
        ]


class Target(models.Model):
    """A device (web push) or a chat (Apprise) on which a person hears of things. `address` is encrypted."""

    KINDS = ("push", "chat")

    government = models.ForeignKey(Government, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="targets")
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    address = models.BinaryField()
    address_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=now)
    told_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(F("person"), F("address_sha256"), name="one_target_an_address"),
            models.CheckConstraint(condition=Q(kind__in=["push", "chat"]), name="target_kind_is_known"),
        ]


class Told(models.Model):
    """Up to which sealed entry people have been told: one row."""

    only = models.BooleanField(default=True, unique=True)
    leaf = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_told_row")]
