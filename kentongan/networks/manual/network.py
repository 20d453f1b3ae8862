"""A place as a network. Nothing is ever sent: the calls only say so."""

from __future__ import annotations

from collections.abc import Sequence

from kentongan.networks.base import Credentials, Field, Health, Outgoing, Published, Rejected, Verification
from kentongan.networks.manual.places import Place

_WORDS = "{} dikerjakan dengan tangan: tayangkan sendiri, lalu catat alamat, waktu, dan tangkapan layarnya."


class ByHand:
    """A network without an interface for programs."""

    by_hand = True
    verified: Verification = "none"
    fields: Sequence[Field] = ()

    def __init__(self, place: Place) -> None:
        self.key = place.key
        self.title = place.title
        self.kind = place.kind
        self.limits = place.limits

    def _refusal(self) -> Rejected:
        return Rejected(_WORDS.format(self.title))

    def check(self, credentials: Credentials) -> Health:
        raise self._refusal()

    def reserve(self, outgoing: Outgoing, credentials: Credentials) -> str:
        raise self._refusal()

    def publish(self, outgoing: Outgoing, reservation: str, credentials: Credentials) -> Published:
        raise self._refusal()

    def find(self, outgoing: Outgoing, reservation: str, credentials: Credentials) -> Published | None:
        raise self._refusal()
