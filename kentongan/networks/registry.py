"""The networks this installation knows. The only module that names them; rooms above add theirs at start."""

from __future__ import annotations

from kentongan.networks.base import Network

_networks: dict[str, Network] = {}


def register(network: Network) -> None:
    """Add a network. Registering the same key twice is a fault of the program."""
    if network.key in _networks:
        raise ValueError(f"network {network.key!r} is registered twice")
    _networks[network.key] = network


def get(key: str) -> Network:
    """The network of that key; KeyError if this installation does not have it."""
    return _networks[key]


def all_networks() -> tuple[Network, ...]:
    """Every network, ordered by title."""
    return tuple(sorted(_networks.values(), key=lambda network: network.title))
