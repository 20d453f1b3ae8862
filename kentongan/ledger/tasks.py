"""Sealing, every few seconds."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kentongan.ledger import sealing


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="ledger-seal", pass_context=False)
def seal_ledger(timestamp: int) -> None:
    """Seal what is over."""
    while sealing.seal():
        pass
