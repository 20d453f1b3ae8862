"""The built-in network: a message is public here as soon as its delivery is accepted, so nothing needs to be sent."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from kentongan.networks.base import Credentials, Field, Health, Kind, Limits, Outgoing, Published, Verification


class Website:
    """The portal as a network. Publishing and finding give the same address every time."""

    key = "website"
    title = "Situs Kentongan"
    kind: Kind = "blog"
    verified: Verification = "real-server"
    by_hand = False
    fields: Sequence[Field] = ()
    limits = Limits()

    def check(self, credentials: Credentials) -> Health:
        return Health(acts_as=settings.PUBLIC_URL)

    def reserve(self, outgoing: Outgoing, credentials: Credentials) -> str:
        return outgoing.key

    def publish(self, outgoing: Outgoing, reservation: str, credentials: Credentials) -> Published:
        return Published(
            remote_id=reservation, permalink=settings.PUBLIC_URL + reverse("portal:post", args=[reservation])
        )

    def find(self, outgoing: Outgoing, reservation: str, credentials: Credentials) -> Published | None:
        return self.publish(outgoing, reservation, credentials)
