"""Jobs of this room: listen, read what networks sent, look again, suggest, mail askers, forget."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kentongan.inbox import answering_askers, forgetting, listening, suggesting
from kentongan.inbox.models import Event
from kentongan.law import clock
from kentongan.offices.models import Government

LISTEN, READ = "kentongan.inbox.tasks.listen", "kentongan.inbox.tasks.read"


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="inbox-listen-all", pass_context=False)
def listen_all(timestamp: int) -> None:
    """Have every account listened to, each in a job of its own."""
    for pk in listening.heard_accounts().values_list("pk", flat=True):
        with suppress(AlreadyEnqueued):  # the worker has not come to it since the last minute
            app.configure_task(LISTEN, lock=f"listen-{pk}", queueing_lock=f"listen-{pk}").defer(account_id=pk)


@app.task(name=LISTEN, queue="inbox")
def listen(account_id: int) -> None:
    """Read what is new on one account."""
    listening.collect(listening.heard_accounts().get(pk=account_id))


@app.task(name=READ, queue="inbox")
def read(event_id: int) -> None:
    """Make messages of what a network sent."""
    listening.read_event(event_id)


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="inbox-events", pass_context=False)
def read_waiting(timestamp: int) -> None:
    """Read what a network sent and nobody has read."""
    rows = Event.objects.filter(read_at=None, tries__lt=listening.MOST_TRIES)
    for pk in rows.filter(received_at__lt=clock.now() - dt.timedelta(seconds=10)).values_list("pk", flat=True)[:500]:
        listening.read_event(pk)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="inbox-look-again", pass_context=False)
def look_again(timestamp: int) -> None:
    """See what was edited or deleted over there."""
    for account in listening.heard_accounts():
        listening.look_again(account)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="inbox-alarm", pass_context=False)
def alarm(timestamp: int) -> None:
    """Say which accounts have fallen silent."""
    listening.raise_alarms()


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock="inbox-suggest", pass_context=False)
def suggest(timestamp: int) -> None:
    """Say what new messages seem to say."""
    while suggesting.suggest_for_new():
        pass


@app.periodic(cron="40 18 * * *")
@app.task(queueing_lock="inbox-learn", pass_context=False)
def learn(timestamp: int) -> None:
    """Learn anew from what people confirmed and corrected, every night."""
    for government in Government.objects.all():
        suggesting.learn(government)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="inbox-mail-askers", pass_context=False)
def mail_askers(timestamp: int) -> None:
    """Tell those who left an address that they were answered."""
    while answering_askers.mail_answers():
        pass


@app.periodic(cron="20 19 * * *")
@app.task(queueing_lock="inbox-forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Erase what the pack's period is over for."""
    forgetting.sweep()
    for government in Government.objects.all():
        while forgetting.erase_old(government):
            pass


def read_soon(event: Event) -> None:
    """Have an event read when the transaction commits."""
    app.configure_task(READ).defer(event_id=event.pk)
