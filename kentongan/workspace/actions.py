"""What a person changes about their own frame: language, notices read, how to hear of things. Private convenience, not in the ledger."""

from __future__ import annotations

import hashlib
from contextlib import suppress

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kentongan.accounts import secrets
from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.networks.addresses import loopback_allowed, reachable
from kentongan.networks.base import NetworkError
from kentongan.offices.models import Government, Person
from kentongan.offices.packs import installed_packs
from kentongan.workspace import chat, push
from kentongan.workspace.models import Notice, Target, Wishes


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


def wish(*, by: Person, wishes: Wishes) -> None:
    """Keep how this person wants to hear of things; it holds for what comes from now on."""
    wishes.person = by
    wishes.full_clean()
    wishes.save()


_MOST_TARGETS = 20


def _add_target(by: Person, kind: str, address: str, name: str) -> Target:
    if by.targets.count() >= _MOST_TARGETS:
        raise Refused(Reason(_("Terlalu banyak tujuan kabar."), remedy=_("Hapus yang tidak dipakai lagi.")))
    target, _made = Target.objects.update_or_create(
        person=by,
        address_sha256=hashlib.sha256(address.encode()).hexdigest(),
        defaults={
            "government_id": by.government_id,
            "kind": kind,
            "name": name[:100],
            "address": secrets.seal({"address": address}),
            "failing_since": None,
            "detail": "",
        },
    )
    return target


def add_device(*, by: Person, subscription: str, name: str) -> Target:
    """Let notices come to a browser; asking twice adds it once."""
    try:
        read = push.Subscription.of(subscription)
        reachable(push.base_of(read), loopback=loopback_allowed())
    except NetworkError as error:
        raise Refused(Reason(error.detail)) from None
    return _add_target(by, "push", read.model_dump_json(), name or str(_("peramban")))


def add_chat(*, by: Person, address: str) -> Target:
    """Let notices come to a chat; asking twice adds it once."""
    address = address.strip()
    chat.read(address)
    return _add_target(by, "chat", address, chat.name_of(address))


def remove_target(*, target: Target) -> None:
    """Tell nothing there any more."""
    target.delete()


def try_target(*, target: Target) -> None:
    """Have a worker send a notice there, to see whether it arrives."""
    task = app.configure_task("kentongan.workspace.tasks.try_target", queueing_lock=f"try-target-{target.pk}")
    with suppress(AlreadyEnqueued):
        task.defer(target_id=target.pk)


def mark_read(*, by: Person) -> None:
    """Mark all of this person's notices as read."""
    Notice.objects.filter(person=by, read_at=None).update(read_at=clock.now())
