"""What a person changes about their own frame: language, notices read. Private convenience, not in the ledger."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.offices.models import Person
from kentongan.workspace.models import Notice


def speak(*, by: Person, language: str) -> None:
    """Show the site in another language to this person."""
    if language not in dict(settings.LANGUAGES):
        raise Refused(Reason(_("Bahasa ini belum tersedia."), field="language"))
    by.language = language
    by.save(update_fields=["language"])


def mark_read(*, by: Person) -> None:
    """Mark all of this person's notices as read."""
    Notice.objects.filter(person=by, read_at=None).update(read_at=clock.now())
