"""Looking at the clocks, every minute."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kentongan.cases.clocks import raise_due_alerts


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="cases-alerts", pass_context=False)
def watch_clocks(timestamp: int) -> None:
    """Raise what is due."""
    raise_due_alerts()
