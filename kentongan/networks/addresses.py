"""Where a call may go: the guard against calls into an office's own network (server-side request forgery).

An address is resolved once; what was checked is what is connected to, so a name that changes in between gains nothing.
"""

from __future__ import annotations

import os
import socket
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from kentongan.networks.base import Rejected, Unavailable

_NAT64 = IPv6Network("64:ff9b::/96")
_LOOPBACK_SETTING = "KENTONGAN_LOOPBACK"


@dataclass(frozen=True)
class Base:
    """A site's base address in its parts. `path` begins and ends with "/"."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the Host header says: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


_PORTS = {"https": 443, "http": 80}


def loopback_allowed() -> bool:
    """Whether this installation may call itself (trials and tests): KENTONGAN_LOOPBACK=1 in the environment."""
    return os.environ.get(_LOOPBACK_SETTING) == "1"


def parse(address: str) -> Base:
    """Read a base address as people enter it. Raises `Rejected` with the remedy in Bahasa Indonesia."""
    address = address.strip()
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        raise Rejected("Alamat situs tidak dapat dibaca. Contoh: https://berita.kabupaten.go.id") from None
    if scheme not in _PORTS or not host or any(map(_is_odd, address)):
        raise Rejected("Alamat situs harus lengkap, diawali https://. Contoh: https://berita.kabupaten.go.id")
    if parts.username is not None or parts.password is not None:
        raise Rejected("Alamat situs tidak boleh memuat nama pengguna atau sandi; isikan pada kolomnya.")
    if parts.query or parts.fragment:
        raise Rejected("Alamat situs tidak boleh memuat tanda tanya atau pagar; cukup alamat berandanya.")
    return Base(
        scheme, _ascii(host), _PORTS[scheme] if port is None else port, f"/{parts.path.strip('/')}/".replace("//", "/")
    )


def _is_odd(mark: str) -> bool:
    """Marks that different programs read differently: white space, control characters, the backslash."""
    return mark == "\\" or unicodedata.category(mark)[0] in "CZ"


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        raise Rejected("Nama situs tidak sah; periksa ejaannya.") from None


def reachable(base: Base, *, loopback: bool) -> tuple[str, ...]:
    """The checked IP addresses of a site, in the resolver's order.

    Raises `Unavailable` when the name cannot be resolved, `Rejected` when any of its addresses is not public. Loopback,
    and plain http to it, is allowed with `loopback` only.
    """
    addresses = tuple(dict.fromkeys(_resolve(base)))
    if loopback and all(_unwrapped(address).is_loopback for address in addresses):
        return addresses
    if base.scheme != "https":
        raise Rejected("Alamat situs harus diawali https://, supaya sandi tidak terbaca di jalan.")
    if not all(_is_public(address) for address in addresses):
        raise Rejected(f"{base.host} menunjuk ke jaringan dalam; yang dapat disambungkan hanya situs untuk umum.")
    return addresses


def _resolve(base: Base) -> list[str]:
    try:
        found = socket.getaddrinfo(base.host, base.port, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        raise Unavailable(f"Nama {base.host} tidak ditemukan. Periksa ejaan alamat dan sambungan internet.") from None
    return [str(sockaddr[0]).partition("%")[0] for *_, sockaddr in found]


def _unwrapped(address: str) -> IPv4Address | IPv6Address:
    """The address itself, or the IPv4 address that an IPv6 one carries inside."""
    ip = ip_address(address)
    if not isinstance(ip, IPv6Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)


def _is_public(address: str) -> bool:
    ip = _unwrapped(address)
    return ip.is_global and not ip.is_multicast
