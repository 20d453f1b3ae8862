"""Every network that comes with Kentongan; outside its folder, a network is named only here."""

from __future__ import annotations

from kentongan.networks import registry
from kentongan.networks.base import Network
from kentongan.networks.manual.network import ByHand
from kentongan.networks.manual.places import PLACES
from kentongan.networks.mediawiki.network import MediaWiki
from kentongan.networks.wordpress.network import WordPress


def installed() -> tuple[Network, ...]:
    """New instances of all of them; making one does no input or output."""
    return (WordPress(), MediaWiki(), *map(ByHand, PLACES))


def register_all() -> None:
    """Make them known to this process. Call it once, at start."""
    for network in installed():
        registry.register(network)
