"""Telling people, soon after it happened."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kentongan.workspace import notices, stories


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
    while notices.mail_waiting():
        pass


@app.periodic(cron="5 17 * * *")
@app.task(queueing_lock="workspace-roots", pass_context=False)
def mail_roots(timestamp: int) -> None:
    """Mail the ledger's last seal to those who coordinate, every midnight in Jakarta."""
    notices.mail_last_seal()


@app.task(queueing_lock="workspace-example")
def play_example(pack: str) -> None:
    """Play a pack's story for somebody who wants to look first."""
    for _line in stories.play(pack):
        pass
