"""Chaining entries without making writers queue, and checking the chain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain as joined

from django.db import connection, transaction

from kentongan.ledger.models import Batch, Entry, Leaf

GENESIS = "0" * 64
_LOCK = 0x6B656E74  # any number that nothing else in this database locks


def merkle_root(digests: Sequence[str]) -> str:
    """The Merkle root of a non-empty list of leaves (RFC 6962: leaves and nodes hashed under different prefixes; hex)."""
    level = [bytes.fromhex(digest) for digest in digests]
    while len(level) > 1:
        odd = [level[-1]] if len(level) % 2 else []
        level = [
            hashlib.sha256(b"\x01" + left + right).digest()
            for left, right in zip(level[::2], level[1::2], strict=False)
        ] + odd
    return level[0].hex()


def _chained(previous: str, number: int, size: int, horizon: int, root: str) -> str:
    return hashlib.sha256(f"{previous}|{number}|{size}|{horizon}|{root}".encode()).hexdigest()


def _horizon() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


@transaction.atomic
def seal(limit: int = 10_000) -> Batch | None:
    """Seal up to `limit` entries whose transactions are certainly over. None if there are none, or another seals now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return None
    horizon = _horizon()
    due = Entry.objects.filter(leaf_of=None, transaction_id__lt=horizon).order_by("transaction_id", "id")
    entries = list(due[: limit + 1])
    if not entries:
        return None
    if len(entries) > limit:
        # The rest of this transaction and all later ones wait: the horizon may only cover what is sealed.
        horizon = entries[limit].transaction_id
        whole = [entry for entry in entries if entry.transaction_id < horizon]
        entries = whole or list(due.filter(transaction_id=horizon))
        horizon = horizon if whole else horizon + 1
    previous = Batch.objects.order_by("-number").first()
    number = previous.number + 1 if previous else 1
    digests = [entry.leaf() for entry in entries]
    root = merkle_root(digests)
    batch = Batch.objects.create(
        number=number,
        size=len(entries),
        horizon=horizon,
        root=root,
        chain=_chained(previous.chain if previous else GENESIS, number, len(entries), horizon, root),
    )
    Leaf.objects.bulk_create(
        Leaf(entry=entry, batch=batch, position=position, digest=digest)
        for position, (entry, digest) in enumerate(zip(entries, digests, strict=True))
    )
    return batch


@dataclass(frozen=True)
class Broken:
    """The first place where the record is not what was sealed."""

    batch: int
    entry: int | None
    what: str  # "changed", "deleted", "inserted", "chain"

    def __str__(self) -> str:
        place = f"entry {self.entry} of batch {self.batch}" if self.entry else f"batch {self.batch}"
        return f"{place}: {self.what}"


def _batch_faults(batch: Batch, previous: str, number: int) -> Iterator[Broken]:
    if batch.number != number or batch.chain != _chained(previous, number, batch.size, batch.horizon, batch.root):
        yield Broken(number, None, "chain")
        return
    leaves = list(Leaf.objects.filter(batch=batch).order_by("position").values_list("position", "entry_id", "digest"))
    entries = Entry.objects.in_bulk([entry for _, entry, _ in leaves])
    for _, entry_id, digest in leaves:
        entry = entries.get(entry_id)
        if entry is None:
            yield Broken(number, entry_id, "deleted")
        elif entry.leaf() != digest:
            yield Broken(number, entry_id, "changed")
    if [position for position, _, _ in leaves] != list(range(batch.size)):
        yield Broken(number, None, "deleted" if len(leaves) < batch.size else "inserted")
    elif merkle_root([digest for _, _, digest in leaves]) != batch.root:
        yield Broken(number, None, "changed")


def _inserted(batches: int, horizon: int) -> Iterator[Broken]:
    late = Entry.objects.filter(leaf_of=None, transaction_id__lt=horizon).order_by("id").first()
    if late:
        yield Broken(batches, late.pk, "inserted")


def verify() -> Broken | None:
    """Check every sealed entry; the first that was changed, deleted or inserted, or None when the record is whole."""

    def faults() -> Iterator[Broken]:
        previous, number, horizon = GENESIS, 0, 0
        for batch in Batch.objects.order_by("number").iterator(chunk_size=500):
            number += 1
            yield from _batch_faults(batch, previous, number)
            previous, horizon = batch.chain, batch.horizon
        yield from _inserted(number, horizon)

    return next(joined(faults(), [None]))
