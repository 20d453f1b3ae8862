"""Telling people, soon after it happened."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from procrastinate.contrib.django import app

from kentongan.workspace import notices, sending, stories
from kentongan.workspace.models import Target


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="workspace-tell", pass_context=False)
def tell(timestamp: int) -> None:
    """Make notices of what is new in the ledger."""
    while notices.tell():
        pass


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="workspace-mail", pass_context=False)
def mail(timestamp: int) -> None:
    """Mail what was not mailed."""
    while sending.mail_some():
        pass


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock="workspace-push", pass_context=False)
def push(timestamp: int) -> None:
    """Tell people's devices and chats."""
    while sending.push_some():
        pass


@app.task
def try_target(target_id: int) -> None:
    """Send a notice to one device or chat, to see whether it arrives."""
    target = Target.objects.filter(pk=target_id).select_related("person").first()
    if target:
        with translation.override(target.person.language):
            sending.tell_target(
                target, title=gettext("Kabar percobaan dari Kentongan"), path=reverse("workspace:wishes")
            )


@app.periodic(cron="5 17 * * *")
@app.task(queueing_lock="workspace-roots", pass_context=False)
def mail_roots(timestamp: int) -> None:
    """Mail the ledger's last seal to those who coordinate, every midnight in Jakarta."""
    sending.mail_last_seal()


@app.periodic(cron="50 18 * * *")
@app.task(queueing_lock="workspace-forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Delete notices that nobody looks at any more."""
    sending.forget_old()


@app.task(queueing_lock="workspace-example")
def play_example(pack: str) -> None:
    """Play a pack's story for somebody who wants to look first."""
    for _line in stories.play(pack):
        pass
