"""Moving whatever is encrypted at rest under the newest key, so that an old one can be put away."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model

from kentongan.accounts import secrets
from kentongan.accounts.models import Account
from kentongan.inbox.models import Message
from kentongan.networks.base import Unavailable
from kentongan.workspace.models import Target

SEALED: tuple[tuple[type[Model], str], ...] = (
    (Account, "credentials"),
    (Account, "hook_secret"),
    (Message, "contact"),
    (Target, "address"),
)


def _stored() -> Iterator[tuple[type[Model], str, int, bytes]]:
    for model, field in SEALED:
        rows = model._base_manager.exclude(**{field: b""}).values_list("pk", field)
        for pk, sealed in rows.iterator():
            yield model, field, pk, bytes(sealed)


def reseal_all() -> int:
    """Encrypt every secret anew with the newest key; what no key opens stays as it is. How many were moved.

    What somebody else changes meanwhile is left alone: it is under the newest key already.
    """
    moved = 0
    for model, field, pk, sealed in _stored():
        try:
            fresh = secrets.seal(secrets.unseal(sealed))
        except Unavailable:
            continue
        moved += model._base_manager.filter(**{"pk": pk, field: sealed}).update(**{field: fresh})
    return moved


def count_lost() -> int:
    """How many secrets no key opens."""
    lost = 0
    for _model, _field, _pk, sealed in _stored():
        try:
            secrets.unseal(sealed)
        except Unavailable:
            lost += 1
    return lost
