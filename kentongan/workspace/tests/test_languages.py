"""English is complete: every sentence of the interface has its translation, with the same values in it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from kentongan.workspace.actions import speak
from kentongan.workspace.stories import found, write

NAMED = re.compile(r"%\(\w+\)[sd]")


def test_every_sentence_is_translated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    root = tmp_path / "kentongan"
    shutil.copytree(settings.PACKAGE, root, ignore=shutil.ignore_patterns("tests", "static", "packs", "*.pyc", "*.mo"))
    settings.LOCALE_PATHS = [root / "workspace" / "locale"]
    monkeypatch.chdir(root)
    call_command("makemessages", locale=["en"], no_location=True, no_obsolete=True, verbosity=0)
    with (root / "workspace/locale/en/LC_MESSAGES/django.po").open("rb") as written:
        catalogue = [message for message in read_po(written) if message.id]
    assert len(catalogue) > 400
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), message.id
        assert not message.fuzzy, message.id
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        assert set(NAMED.findall(ids[0])) == set(NAMED.findall(texts[0])), message.id


@pytest.mark.django_db
def test_whoever_chose_english_reads_english() -> None:
    cast = found("lamandau")
    person = cast.people["team"]
    post = write(cast, 0)
    speak(by=person, language="en")
    client = Client()
    client.force_login(person)
    words = client.get(f"/kerja/pesan/{post.pk}/").content.decode()
    assert "Complete for this step." in words
    assert 'lang="en"' in words
    assert "Waiting for me" in client.get("/kerja/").content.decode()


def test_no_catalogue_lies_outside_the_known_languages() -> None:
    known = {code for code, _name in settings.LANGUAGES}
    assert {path.name for path in settings.LOCALE_PATHS[0].iterdir()} <= known
