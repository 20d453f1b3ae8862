from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.networks.addresses import Base, loopback_allowed, parse, reachable
from kentongan.networks.base import Rejected, Unavailable

PUBLIC = "93.184.216.34"
Resolves = Callable[..., None]


@pytest.fixture
def resolves(monkeypatch: pytest.MonkeyPatch) -> Resolves:
    """Make every name resolve to these addresses."""

    def install(*addresses: str) -> None:
        answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_named: answer)

    return install


@pytest.mark.parametrize(
    ("address", "base", "authority"),
    [
        ("https://a.go.id", Base("https", "a.go.id", 443, "/"), "a.go.id"),
        (" https://A.go.id/ ", Base("https", "a.go.id", 443, "/"), "a.go.id"),
        ("https://a.go.id:8443/blog", Base("https", "a.go.id", 8443, "/blog/"), "a.go.id:8443"),
        ("http://[::1]:81/x/y/", Base("http", "::1", 81, "/x/y/"), "[::1]:81"),
        ("https://bücher.example", Base("https", "xn--bcher-kva.example", 443, "/"), "xn--bcher-kva.example"),
    ],
)
def test_parse(address: str, base: Base, authority: str) -> None:
    assert parse(address) == base
    assert parse(address).authority == authority


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a.go.id",
        "ftp://a.go.id",
        "file:///etc/passwd",
        "https://",
        "https://u:p@a.go.id",
        "https://a.go.id?x=1",
        "https://a.go.id/#x",
        "https://a.go.id:port",
        "https://a.go.id:99999",
        "https://a b.go.id",
        "https://a.go.id\\@b.example",
        "https://[::1",
        "https://a..ü",
    ],
)
def test_parse_refuses(address: str) -> None:
    with pytest.raises(Rejected):
        parse(address)


def test_a_public_site_is_reachable_at_all_its_addresses(resolves: Resolves) -> None:
    resolves(PUBLIC, "2606:2800:220:1::1", PUBLIC)
    assert reachable(parse("https://a.go.id"), loopback=False) == (PUBLIC, "2606:2800:220:1::1")


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1",
        "127.8.9.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 (an address to refuse)
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:a00:1::f5ff:fffe",
    ],
)
@pytest.mark.parametrize("beside", [(), (PUBLIC,)])
def test_the_inside_is_never_reached(resolves: Resolves, inside: str, beside: tuple[str, ...]) -> None:
    resolves(*beside, inside)
    with pytest.raises(Rejected, match="jaringan dalam"):
        reachable(parse("https://a.go.id"), loopback=False)


@pytest.mark.parametrize("inside", ["10.1.2.3", "169.254.169.254", "fe80::1"])
def test_loopback_permits_nothing_but_loopback(resolves: Resolves, inside: str) -> None:
    resolves("127.0.0.1", inside)
    with pytest.raises(Rejected):
        reachable(parse("https://a.go.id"), loopback=True)


@pytest.mark.parametrize("form", ["127.0.0.1", "2130706433", "0x7f.1", "localhost"])
def test_every_way_to_write_loopback_is_seen(form: str) -> None:
    with pytest.raises(Rejected):
        reachable(parse(f"https://{form}"), loopback=False)
    assert reachable(parse(f"http://{form}"), loopback=True)


def test_plain_http_goes_to_loopback_only(resolves: Resolves) -> None:
    resolves(PUBLIC)
    for loopback in (False, True):
        with pytest.raises(Rejected, match="https://"):
            reachable(parse("http://a.go.id"), loopback=loopback)


def test_a_name_that_is_not_found_may_be_found_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise socket.gaierror(-3, "later")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(Unavailable, match=r"a\.go\.id"):
        reachable(parse("https://a.go.id"), loopback=False)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_and_its_ipv6_disguises_are_judged_alike(address: object) -> None:
    from kentongan.networks.addresses import _is_public

    plain = _is_public(str(address))
    assert _is_public(f"::ffff:{address}") == plain
    assert _is_public(f"64:ff9b::{address}") == plain


@pytest.mark.parametrize(("value", "allowed"), [("1", True), ("0", False), ("", False), ("true", False)])
def test_loopback_setting(monkeypatch: pytest.MonkeyPatch, value: str, allowed: bool) -> None:
    monkeypatch.setenv("KENTONGAN_LOOPBACK", value)
    assert loopback_allowed() is allowed
