"""What came in, what was asked of other agencies, what was answered."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.models import Account
from kentongan.cases.models import Case, Move
from kentongan.offices.authority import agencies_of
from kentongan.offices.models import Agency, Appointment, Government, Person
from kentongan.posts.models import Delivery

MESSAGE, REQUEST, CONSULTATION = "message", "request", "consultation"
ROLES = ("officer", "official", "head")  # who may read what an agency was told
INTENTS = {
    "question": _("Pertanyaan"),
    "comment": _("Komentar"),
    "criticism": _("Kritik"),
    "suggestion": _("Saran"),
}
CLOSINGS = {
    "thanks": _("Ucapan terima kasih, tidak perlu dijawab"),
    "spam": _("Spam"),
    "abuse": _("Kata-kata kasar atau ancaman"),
    "national": _("Pengaduan diteruskan ke SP4N-LAPOR!"),
    "duplicate": _("Sama dengan pesan lain"),
    "elsewhere": _("Sudah dijawab di tempat lain"),
}
HEARD = {
    "comment": _("Komentar"),
    "mention": _("Sebutan"),
    "message": _("Pesan pribadi"),
    "form": _("Formulir situs"),
    "hand": _("Dicatat petugas"),
}


class Stream(models.Model):
    """How far one stream of an account was read: comments and private messages never share a mark."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="streams")
    name = models.CharField(max_length=40)
    cursor = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(F("account"), F("name"), name="one_stream_a_name")]

    @property
    def silent_since(self) -> dt.datetime | None:
        """Since when nobody has read it; None for one that was never read."""
        return self.failing_since or self.checked_at


class Event(models.Model):
    """What a network sent by itself, as it came: stored before anything is made of it. Kept some days."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="events")
    body = models.BinaryField()
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(read_at=None), name="event_unread")]


class Thread(models.Model):
    """A conversation on an account, or (without one) on the portal. `version` counts everything that was said in it."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="threads", null=True, blank=True)
    remote_id = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    about = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(F("account"), F("remote_id"), name="one_thread_an_account"),
            models.UniqueConstraint(
                F("government"), F("remote_id"), condition=Q(account=None), name="one_thread_on_the_portal"
            ),
        ]


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, person: Person) -> Self:
        """What this person may read: of the agencies (or the whole government) where they hold an office for it."""
        agencies = {agency for agency, _role in agencies_of(person, ROLES)}
        rows = self.filter(government_id=person.government_id, own=False)
        return rows if None in agencies else rows.filter(agency__in=[agency for agency in agencies if agency])


class Message(models.Model):
    """Masukan: what one person said once. `open`, `step` and `due_at` are kept beside its case, for the lists.

    `draft` is the reply as it is being written; the step that replies sends exactly it. `contact` is encrypted.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="messages")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="messages")
    account = models.ForeignKey(Account, models.PROTECT, related_name="messages", null=True, blank=True)
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="messages")
    remote_id = models.CharField(max_length=200)
    heard = models.CharField(max_length=10)
    parent = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    author = models.CharField(max_length=200, blank=True)
    author_id = models.CharField(max_length=200, blank=True)
    contact = models.BinaryField(default=bytes)
    permalink = models.URLField(max_length=500, blank=True)
    screenshot_sha256 = models.CharField(max_length=64, blank=True)
    own = models.BooleanField(default=False)
    at = models.DateTimeField()
    received_at = models.DateTimeField(default=now)
    edited_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    tracking_sha256 = models.CharField(max_length=64, blank=True)

    open = models.BooleanField(default=True)
    step = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    assignee = models.ForeignKey(Person, models.PROTECT, related_name="assigned_messages", null=True, blank=True)
    intent = models.CharField(max_length=20, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    emergency = models.BooleanField(default=False)
    closed_as = models.CharField(max_length=20, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, related_name="merged", null=True, blank=True)

    draft = models.TextField(blank=True)
    draft_answer = models.ForeignKey("Answer", models.PROTECT, related_name="+", null=True, blank=True)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)

    search = models.GeneratedField(
        expression=SearchVector("text", config="indonesian"), output_field=SearchVectorField(), db_persist=True
    )
    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["government", "due_at", "id"], condition=Q(open=True), name="message_due"),
            models.Index(fields=["agency", "due_at", "id"], condition=Q(open=True), name="message_due_at_agency"),
            models.Index(fields=["assignee", "due_at"], condition=Q(open=True), name="message_assigned"),
            models.Index(
                fields=["government", "due_at", "id"], condition=Q(open=True, emergency=True), name="message_emergency"
            ),
            models.Index(fields=["account", "-id"], condition=Q(own=False), name="message_by_account"),
            models.Index(fields=["government", "-id"], condition=Q(own=False), name="message_by_government"),
            models.Index(fields=["agency", "-id"], condition=Q(own=False), name="message_by_agency"),
            models.Index(fields=["thread", "at"], name="message_in_thread"),
            models.Index(fields=["tracking_sha256"], condition=~Q(tracking_sha256=""), name="message_tracked"),
            models.Index(fields=["government", "received_at"], condition=Q(erased_at=None), name="message_unerased"),
            models.Index(
                fields=["screenshot_sha256"], condition=~Q(screenshot_sha256=""), name="message_with_screenshot"
            ),
            GinIndex(fields=["search"], name="message_search"),
        ]
        constraints = [
            models.UniqueConstraint(F("account"), F("remote_id"), name="one_message_a_remote_id"),
            models.UniqueConstraint(
                F("government"), F("remote_id"), condition=Q(account=None), name="one_message_on_the_portal"
            ),
            models.CheckConstraint(condition=Q(heard__in=list(HEARD)), name="message_was_heard_somehow"),
            models.CheckConstraint(condition=Q(intent__in=["", *INTENTS]), name="message_intent_is_known"),
            models.CheckConstraint(condition=Q(open=True, closed_as="") | Q(open=False), name="open_is_not_closed"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return " ".join(self.text.split())[:80] or str(_("(tanpa kata)"))

    @cached_property
    def asked_alike(self) -> list[Message]:
        """Messages merged into this one, one a conversation: whoever asked the same elsewhere hears the answer, too."""
        rows = self.merged.filter(gone_at=None, erased_at=None).exclude(thread=self.thread_id).defer("search")
        rows = rows.select_related("account__government", "thread").order_by("thread_id", "id")
        return list(rows.distinct("thread_id"))

    @cached_property
    def case(self) -> Case:
        """The latest run of a procedure on this message."""
        return (
            Case.objects.with_clock()
            .filter(government_id=self.government_id, subject_kind__in=[MESSAGE, REQUEST], subject_id=self.pk)
            .latest("id")
        )


class Change(models.Model):
    """What a message said before it was edited or deleted over there. Erased with the message's personal data."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10)
    before = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["edited", "deleted", "restored"]), name="change_is_known")
        ]


class Note(models.Model):
    """A remark among colleagues; it never leaves the house."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Presence(models.Model):
    """Who has a message open now, and who is writing. Old rows mean nothing and are swept."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="present")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    typing_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(F("message"), F("person"), name="one_presence_a_person")]


class Filter(models.Model):
    """A list that somebody asks for again and again: the query of its address under a name."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="filters")
    name = models.CharField(_("nama saringan"), max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(F("person"), F("name"), name="one_filter_a_name")]


class Registration(models.Model):
    """A number in a register: a formal information request here, or a complaint in the national system."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, related_name="registrations")
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=60)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(F("government"), F("kind"), F("number"), name="one_registration_a_number"),
            models.CheckConstraint(condition=Q(kind__in=["request", "national"]), name="registration_kind_is_known"),
            models.CheckConstraint(condition=~Q(number=""), name="registration_has_number"),
        ]


class Suggestion(models.Model):
    """What the text seems to say, with reason and certainty; a person confirms or corrects it. Never a decision."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, models.CASCADE, related_name="suggestions")
    question = models.CharField(max_length=20)
    label = models.CharField(max_length=60)
    certainty = models.FloatField()
    reason = models.CharField(max_length=300)
    decided = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["government", "question", "-at"], condition=~Q(decided=""), name="suggestion_decided")
        ]
        constraints = [
            models.UniqueConstraint(F("message"), F("question"), name="one_suggestion_a_question"),
            models.CheckConstraint(
                condition=Q(decided="", by=None, at=None) | ~Q(decided="") & Q(by__isnull=False, at__isnull=False),
                name="decision_has_person",
            ),
        ]


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, person: Person) -> Self:
        """What was asked of, or by, the agencies where this person holds an office for it."""
        agencies = {agency for agency, _role in agencies_of(person, ROLES)}
        rows = self.filter(government_id=person.government_id)
        if None in agencies:
            return rows
        held = [agency for agency in agencies if agency]
        return rows.filter(Q(agency__in=held) | Q(asker__in=held))

    def open(self) -> Self:
        return self.filter(outcome="")


class Consultation(models.Model):
    """Menghubungi instansi terkait: a question to another agency, which sees it and nothing else of the inbox.

    `excerpt` is what was said, without personal data. `answer` is the agency's draft; what was handed over is kept in
    versions. `used`: what the officer made of it.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="consultations")
    message = models.ForeignKey(Message, models.PROTECT, related_name="consultations")
    asker = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="consultations")
    question = models.TextField(_("yang ditanyakan"))
    excerpt = models.TextField(_("kutipan masukan"))
    follows = models.ForeignKey("self", models.PROTECT, related_name="followed_by", null=True, blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(_("jawaban"), blank=True)
    next_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    used = models.TextField(blank=True)
    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["government", "agency", "-id"], name="consultation_at_agency")]
        constraints = [
            models.UniqueConstraint(
                F("message"), F("agency"), condition=Q(outcome=""), name="one_open_consultation_an_agency"
            ),
            models.CheckConstraint(condition=~Q(agency=F("asker")), name="another_agency_is_asked"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "accepted", "declined", "withdrawn"]), name="consultation_outcome_is_known"
            ),
        ]

    def __str__(self) -> str:
        return " ".join(self.question.split())[:80]

    @cached_property
    def case(self) -> Case:
        return (
            Case.objects.with_clock()
            .filter(government_id=self.government_id, subject_kind=CONSULTATION, subject_id=self.pk)
            .latest("id")
        )


class ConsultationVersion(models.Model):
    """An answer as an agency handed it over, and as the officer used it."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(F("consultation"), F("number"), name="one_answer_version_a_number")]


class Answer(models.Model):
    """Jawaban tersedia: kept for the next who asks. Its questions, one a line; `short` for networks with little room."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="answers")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="answers")
    questions = models.TextField(_("pertanyaan (satu per baris)"))
    text = models.TextField(_("jawaban"))
    short = models.TextField(_("jawaban pendek"), blank=True)
    legal_basis = models.CharField(_("dasar hukum"), max_length=300, blank=True)
    shared = models.BooleanField(_("boleh dipakai perangkat daerah lain"), default=True)
    public = models.BooleanField(_("tampil di situs publik"), default=False)
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+", null=True, blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    used = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["government", "agency", "-id"], name="answer_at_agency")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="answer_approval_is_whole",
            )
        ]

    def __str__(self) -> str:
        return self.questions.splitlines()[0][:80] if self.questions else ""

    def within(self, limit: int | None) -> str:
        """The answer, or its short form where it has more than `limit` characters."""
        return self.short if self.short and limit is not None and len(self.text) > limit else self.text


class AnswerVersion(models.Model):
    """What a library answer said, each time it was changed."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(F("answer"), F("number"), name="one_library_version_a_number")]


class Reply(models.Model):
    """Jawaban: what was said to the asker, by the decision (`move`) that sent it. On the portal it needs no delivery.

    Who asked the same elsewhere is told by the same decision, in a reply of their own.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, related_name="replies")
    text = models.TextField()
    move = models.ForeignKey(Move, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="+", null=True, blank=True)
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="replies", null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(F("move"), F("message"), name="one_reply_a_decision")]


class Hit(models.Model):
    """How often something was tried in a stretch of time: floods of forms, forged signatures. Swept daily."""

    key = models.CharField(max_length=100)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(F("key"), F("window"), name="one_count_a_window")]
