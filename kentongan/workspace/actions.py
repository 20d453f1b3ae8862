"""What a person changes about their own frame: language, notices read. Private convenience, not in the ledger."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.offices.models import Government, Person
from kentongan.offices.packs import installed_packs
from kentongan.workspace.models import Notice


def speak(*, by: Person, language: str) -> None:
    """Show the site in another language to this person."""
    if language not in dict(settings.LANGUAGES):
        raise Refused(Reason(_("Bahasa ini belum tersedia."), field="language"))
    by.language = language
    by.save(update_fields=["language"])


def try_example(*, pack: str) -> None:
    """Let a worker play a pack's story, while nobody has set anything up. Asking twice plays once."""
    if pack not in installed_packs():
        raise Refused(Reason(_("Pilih salah satu peraturan."), field="pack"))
    if Government.objects.exists():
        raise Refused(Reason(_("Kentongan sudah disiapkan.")))
    with suppress(AlreadyEnqueued):
        app.configure_task("kentongan.workspace.tasks.play_example", queueing_lock="workspace-example").defer(pack=pack)


def mark_read(*, by: Person) -> None:
    """Mark all of this person's notices as read."""
    Notice.objects.filter(person=by, read_at=None).update(read_at=clock.now())
