"""What every network must be, whichever it is."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from kentongan.networks import registry
from kentongan.networks.base import Kind, Limits, Network, NetworkError, Outgoing, Verification
from kentongan.networks.installed import installed, register_all

NETWORKS = [pytest.param(network, id=network.key) for network in installed()]
MESSAGE = Outgoing(key="k-1", title="Judul", text="Isi", caption="Caption", hashtags=("#Tema",))
every_network = pytest.mark.parametrize("network", NETWORKS)


@every_network
def test_is_a_network(network: Network) -> None:
    assert isinstance(network, Network)


@every_network
def test_key_fits_the_database_and_addresses(network: Network) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", network.key)
    assert len(network.key) <= 40


@every_network
def test_says_what_it_is(network: Network) -> None:
    assert network.title.strip() == network.title != ""
    assert network.kind in get_args(Kind)
    assert network.verified in get_args(Verification)
    assert isinstance(network.by_hand, bool)


@every_network
def test_limits_are_sensible(network: Network) -> None:
    assert isinstance(network.limits, Limits)
    numbers = [value for value in vars(network.limits).values() if value is not None and not isinstance(value, bool)]
    assert all(isinstance(value, int) and value > 0 for value in numbers)


@every_network
def test_fields_are_named_and_secrets_are_marked(network: Network) -> None:
    names = [field.name for field in network.fields]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in names)
    assert all(field.label for field in network.fields)
    suspicious = re.compile("password|token|secret|key")
    assert all(field.secret for field in network.fields if suspicious.search(field.name))


@every_network
def test_needs_credentials_exactly_when_a_program_publishes(network: Network) -> None:
    assert bool(network.fields) is not network.by_hand


@every_network
@pytest.mark.parametrize("call", ["check", "reserve", "publish", "find"])
def test_without_credentials_the_error_is_typed_and_speaks(network: Network, call: str) -> None:
    arguments: dict[str, tuple[object, ...]] = {
        "check": ({},),
        "reserve": (MESSAGE, {}),
        "publish": (MESSAGE, "1", {}),
        "find": (MESSAGE, "1", {}),
    }
    with pytest.raises(NetworkError) as caught:
        getattr(network, call)(*arguments[call])
    assert caught.value.detail.endswith(".")
    assert type(caught.value) is not NetworkError


@every_network
@pytest.mark.parametrize("address", ["http://10.0.0.1", "https://169.254.169.254", "https://[fe80::1]", "file:///etc"])
def test_does_not_call_into_the_offices_own_network(network: Network, address: str) -> None:
    credentials = {field.name: address if field.name == "address" else "x" for field in network.fields}
    with pytest.raises(NetworkError):
        network.check(credentials)


def test_keys_and_titles_are_unique() -> None:
    networks = installed()
    assert len({network.key for network in networks}) == len(networks)
    assert len({network.title for network in networks}) == len(networks)


def test_register_all_makes_them_known_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_networks", {})
    register_all()
    assert {network.key for network in registry.all_networks()} == {network.key for network in installed()}
    with pytest.raises(ValueError, match="twice"):
        register_all()


def test_all_networks_are_ordered_by_title(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_networks", {})
    register_all()
    titles = [network.title for network in registry.all_networks()]
    assert titles == sorted(titles)
