"""The certificate must be the site's, by name, though the connection goes to an address that was checked before."""

from __future__ import annotations

import datetime as dt
import ssl
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kentongan.networks import calls
from kentongan.networks.addresses import Base
from kentongan.networks.base import Unavailable
from kentongan.networks.calls import Call, Line
from kentongan.networks.tests.canned import canned, reply

NAME = "situs.test"
AUTH = httpx.BasicAuth("author", "secret")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A file with key and self-signed certificate for NAME."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file = tmp_path / "certificate.pem"
    file.write_bytes(key.private_bytes(encoding, form, serialization.NoEncryption()) + signed.public_bytes(encoding))
    return file


@pytest.fixture
def serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture(autouse=True)
def resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name stands for loopback."""
    monkeypatch.setattr(calls, "reachable", lambda *_given, **_named: ("127.0.0.1",))


def line(name: str, address: str) -> Line:
    return Line(Base("https", name, int(address.rpartition(":")[2]), "/"), AUTH)


def test_the_sites_own_certificate_is_accepted(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, serving: ssl.SSLContext
) -> None:
    monkeypatch.setattr(calls, "_trust", lambda: ssl.create_default_context(cafile=certificate))
    with canned(reply("200 OK", b"hello"), tls=serving) as server:
        assert line(NAME, server.base_url).ask(Call("GET", "/")).body == b"hello"
    assert b"Host: situs.test:" in server.heard[0]


def test_another_sites_certificate_is_not(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, serving: ssl.SSLContext
) -> None:
    monkeypatch.setattr(calls, "_trust", lambda: ssl.create_default_context(cafile=certificate))
    with canned(reply("200 OK"), tls=serving) as server, pytest.raises(Unavailable, match="Sertifikat"):
        line("lain.test", server.base_url).ask(Call("POST", "/"))
    assert server.heard == []


def test_a_certificate_that_nobody_vouches_for_is_not(serving: ssl.SSLContext) -> None:
    with canned(reply("200 OK"), tls=serving) as server, pytest.raises(Unavailable, match="Sertifikat"):
        line(NAME, server.base_url).ask(Call("POST", "/"))
    assert server.heard == []
