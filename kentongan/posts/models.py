"""Posts, their pictures, versions, variants; deliveries and attempts."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.models import Account, Segment
from kentongan.cases.models import Case, Move
from kentongan.law import clock
from kentongan.offices.models import Agency, Appointment, Government, Person

SUBJECT = "post"


class Post(models.Model):
    """Pesan: what is said, as it stands now. What was handed over is kept in its versions."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="posts")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts")
    author = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    title = models.CharField(_("judul"), max_length=200)
    theme = models.CharField(_("tema"), max_length=120, blank=True)
    hashtags = models.CharField(_("tagar lain"), max_length=200, blank=True)
    kind = models.CharField(_("jenis pesan"), max_length=40, blank=True)
    assignment = models.TextField(_("penugasan peliputan"), blank=True)
    narrative = models.TextField(_("narasi"), blank=True)
    caption = models.TextField(_("caption"), blank=True)
    sources = models.TextField(_("sumber fakta"), blank=True)
    place = models.CharField(_("tempat kegiatan"), max_length=200, blank=True)
    event_start = models.DateTimeField(_("kegiatan mulai"), null=True, blank=True)
    event_end = models.DateTimeField(_("kegiatan selesai"), null=True, blank=True)
    segments: models.ManyToManyField[Segment, Segment] = models.ManyToManyField(
        Segment, related_name="posts", blank=True
    )
    saved = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["government", "-id"], name="post_by_government"),
            models.Index(fields=["government", "agency", "-id"], name="post_by_agency"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(event_end=None) | Q(event_start=None) | Q(event_end__gte=F("event_start")),
                name="event_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def case(self) -> Case:
        """The latest run of the publishing procedure on this post."""
        return (
            Case.objects.with_clock()
            .filter(government_id=self.government_id, subject_kind=SUBJECT, subject_id=self.pk)
            .latest("id")
        )


class Asset(models.Model):
    """A picture or video of a post, with the text for those who cannot see it."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="assets")
    sha256 = models.CharField(max_length=64)
    thumbnail_sha256 = models.CharField(max_length=64, blank=True)
    mime = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    alt = models.CharField(_("teks alternatif"), max_length=500, blank=True)
    position = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(F("post"), F("sha256"), name="one_asset_a_file")]

    @property
    def is_picture(self) -> bool:
        return self.mime.startswith("image/")


class Variant(models.Model):
    """The form of a post for one account. Without text of its own it says the caption with its hashtags."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="variants")
    account = models.ForeignKey(Account, models.PROTECT, related_name="variants")
    text = models.TextField(blank=True)
    scheduled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["account__name"]
        constraints = [models.UniqueConstraint(F("post"), F("account"), name="one_variant_an_account")]


class PostVersion(models.Model):
    """What a post said when somebody acted on it. `content` is the canonical form that is hashed."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(F("post"), F("number"), name="one_version_a_number")]


class Affirmation(models.Model):
    """A checklist (ethics: K13, W13, B12) that a person has signed for exactly this content."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="affirmations")
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(F("post"), F("content_hash"), F("by"), name="one_affirmation_a_person")]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: dt.datetime) -> Self:
        """Deliveries that a worker may take up now: waiting or unknown and their time has come, or left by a dead worker."""
        ripe = Q(state__in=["waiting", "unknown"], next_at__lte=now)
        return self.filter(ripe | Q(state="sending", lease_until__lt=now))


class Delivery(models.Model):
    """One thing that goes out to one account: made once, in the transaction that decides it.

    Either a version of a post, or the words of a reply (`reply`: text, thread and what it answers, of a room above).
    """

    STATES = ("waiting", "sending", "accepted", "rejected", "unknown", "stopped", "by_hand", "cancelled")

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    version = models.ForeignKey(PostVersion, models.PROTECT, related_name="deliveries", null=True, blank=True)
    reply = models.JSONField(null=True, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="deliveries")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    move = models.ForeignKey(Move, models.PROTECT, related_name="deliveries")
    key = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=10, default="waiting")
    next_at = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    reservation = models.CharField(max_length=200, blank=True)
    remote_id = models.CharField(max_length=200, blank=True)
    permalink = models.URLField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=now)
    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(state__in=["waiting", "unknown", "sending"]), name="delivery_to_take_up"
            ),
            models.Index(
                fields=["government", "-published_at"], condition=Q(state="accepted"), name="delivery_published"
            ),
            models.Index(fields=["account", "remote_id"], name="delivery_by_remote_id"),
        ]
        constraints = [
            models.UniqueConstraint(F("version"), F("account"), name="one_delivery_an_account"),
            models.UniqueConstraint(
                F("move"), F("account"), Coalesce(KT("reply__answers"), Value("")), name="one_delivery_a_decision"
            ),
            models.CheckConstraint(
                condition=Q(version=None, reply__isnull=False) | Q(version__isnull=False, reply=None),
                name="delivery_is_post_or_reply",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "waiting",
                        "sending",
                        "accepted",
                        "rejected",
                        "unknown",
                        "stopped",
                        "by_hand",
                        "cancelled",
                    ]
                ),
                name="delivery_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(permalink="") & Q(published_at__isnull=False),
                name="accepted_has_permalink",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease__isnull=False, lease_until__isnull=False)
                | ~Q(state="sending") & Q(lease=None, lease_until=None),
                name="sending_has_lease",
            ),
        ]

    @property
    def content_hash(self) -> str:
        """What was approved: the content on which the step was taken."""
        return self.version.content_hash if self.version else self.move.content_hash

    @staticmethod
    def new_key() -> str:
        """A name that is the same on every try and on no other delivery."""
        return f"kentongan-{uuid.uuid4().hex}"

    def is_overdue_unknown(self) -> bool:
        """Whether only a person can find out now."""
        return self.state == "unknown" and self.next_at is None


class Attempt(models.Model):
    """A call to a network, written down before it is made."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    phase = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(F("delivery"), F("number"), name="one_attempt_a_number"),
            models.CheckConstraint(
                condition=Q(phase__in=["reserve", "publish", "find", "hand"]), name="attempt_phase_is_known"
            ),
        ]


class AttemptResult(models.Model):
    """What came of an attempt. An attempt without one was cut off."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="result")
    outcome = models.CharField(max_length=12)
    detail = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["reserved", "accepted", "rejected", "unavailable", "unknown", "found", "absent"]
                ),
                name="attempt_outcome_is_known",
            )
        ]


class Upload(models.Model):
    """A file on its way in pieces, so that a broken line goes on where it stopped. Swept after a day."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="uploads")
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    token = models.UUIDField(unique=True, default=uuid.uuid4)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
