"""Telling people, soon after it happened."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kentongan.workspace import notices


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
