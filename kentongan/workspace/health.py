"""What is missing or unhealthy, with the remedy: for `kentongan doctor`."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from procrastinate.contrib.django.models import ProcrastinateWorker

from kentongan.accounts.models import Account
from kentongan.accounts.rules import why_not_usable
from kentongan.cases.clocks import calendar_of
from kentongan.inbox.listening import silent_streams
from kentongan.law import clock
from kentongan.ledger.models import Entry
from kentongan.offices.models import Government
from kentongan.posts.models import Delivery
from kentongan.workspace.resealing import count_lost

_LITTLE_SPACE = 2 * 2**30  # bytes


@dataclass(frozen=True)
class Complaint:
    what: str
    remedy: str


def complaints() -> Iterator[Complaint]:
    """Everything that somebody should do something about."""
    if _pending_migrations():
        yield Complaint("the database is older than the program", "run `kentongan serve`, or manage.py migrate")
        return
    if not _has_worker():
        yield Complaint("no worker has been seen for a minute", "run `kentongan serve` or `kentongan worker`")
    if shutil.disk_usage(settings.DATA).free < _LITTLE_SPACE:
        yield Complaint("less than 2 GiB is free where the data lies", "make room, or move KENTONGAN_DATA")
    if not settings.EMAIL_CONFIG:
        yield Complaint(f"no mail server is set; mail is kept in {settings.EMAIL_FILE_PATH}", "set EMAIL_URL")
    if not settings.PUBLIC_URL.startswith("https://"):
        yield Complaint(
            f"PUBLIC_URL is {settings.PUBLIC_URL}", "put a proxy with TLS in front and set PUBLIC_URL to https://"
        )
    yield from _of_work()


def _pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _has_worker() -> bool:
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=clock.now() - dt.timedelta(minutes=1)).exists()


def _of_work() -> Iterator[Complaint]:
    unsealed = Entry.objects.filter(leaf_of=None, recorded_at__lt=clock.now() - dt.timedelta(minutes=5)).count()
    if unsealed:
        yield Complaint(f"{unsealed} entries of the ledger are not sealed", "look whether a worker runs")
    lost = count_lost()
    if lost:
        yield Complaint(
            f"{lost} stored secrets fit no key", "put the lost key back into ENCRYPTION_KEYS, or connect them again"
        )
    unknown = Delivery.objects.filter(state="unknown", next_at=None).count()
    if unknown:
        yield Complaint(
            f"{unknown} deliveries wait for a person to look", "open them from the home page of their officer"
        )
    for account in Account.objects.open().select_related("government", "decree"):
        reason = why_not_usable(account)
        if reason:
            yield Complaint(
                f"{account.government}: {reason.text}", str(reason.remedy) or "resume the account when it is safe"
            )
    for stream in silent_streams():
        yield Complaint(
            f"{stream.account}: not read since {stream.silent_since:%Y-%m-%d %H:%M} UTC. {stream.detail}",
            "look whether a worker runs and the account is still connected",
        )
    for government in Government.objects.all():
        unknown_years = calendar_of(government).unknown_years()
        if unknown_years:
            years = ", ".join(map(str, unknown_years))
            yield Complaint(
                f"{government}: no holidays are known for {years}", "update the `holidays` package, or add days off"
            )
