"""A process that reads a stream of messages as a network would give it: pages out of order, again and again.

python -m kentongan.inbox.tests.collector ACCOUNT SEED COUNT: tells each page it has kept on standard output.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Iterator

from kentongan.networks.base import Incoming

PAGE = 500
BEGUN = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def item(number: int) -> Incoming:
    """The message of that number; its network's clock goes wrong now and then."""
    skew = dt.timedelta(hours=random.Random(number).choice([0, 0, 0, -30, 30]))
    words = ("Kapan jalan diperbaiki?", "Lampu mati", "Terima kasih", "Saran: tambah bangku")[number % 4]
    at = BEGUN + dt.timedelta(seconds=number) + skew
    return Incoming(f"m-{number}", f"t-{number % 997}", "comment", f"{words} {number}", f"Orang {number % 50}", at)


def pages(seed: int, count: int) -> Iterator[list[Incoming]]:
    """Every message at least once, in pages that overlap, in any order, some twice, one of them fifty times."""
    chance = random.Random(seed)
    starts = list(range(0, count, PAGE * 4 // 5))
    chance.shuffle(starts)
    for start in [*starts, *chance.sample(starts, len(starts) // 8)]:
        page = [item(number) for number in range(start, min(start + PAGE, count))]
        chance.shuffle(page)
        yield [*page, item(7)]


def main(account_id: int, seed: int, count: int) -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.config.settings")
    import django

    django.setup()
    from kentongan.accounts.models import Account
    from kentongan.inbox.collecting import take

    account = Account.objects.select_related("agency__government", "government").get(pk=account_id)
    for number, page in enumerate(pages(seed, count)):
        take(account, page)
        print(number, flush=True)  # noqa: T201 (the test listens)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
