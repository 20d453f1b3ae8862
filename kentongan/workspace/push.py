"""Web push: RFC 8030 (the call), RFC 8291 (what only the device can read), RFC 8292 (who calls)."""

from __future__ import annotations

import base64
import json
import os
from functools import cache
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

import http_ece
import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kentongan.law import clock
from kentongan.networks.addresses import Base, loopback_allowed, parse
from kentongan.networks.base import NetworkError, Rejected
from kentongan.networks.calls import Call, Line, Patience, judge

_KEPT = 24 * 3600  # seconds that a push service keeps it for a device that is off
_SIGNED_FOR = 12 * 3600  # seconds; a day is the most that RFC 8292 allows
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SEC 2, 2.4.2)


class Gone(NetworkError):  # noqa: N818 (an answer: nobody listens there any more)
    """The device has taken its subscription back."""


class Keys(BaseModel):
    p256dh: Annotated[str, Field(max_length=200)]
    auth: Annotated[str, Field(max_length=100)]


class Subscription(BaseModel):
    """What a browser hands over (PushSubscription.toJSON())."""

    model_config = ConfigDict(extra="ignore")
    endpoint: Annotated[str, Field(max_length=1000)]
    keys: Keys

    @classmethod
    def of(cls, text: str) -> Subscription:
        """Read one. Raises `Rejected` when it makes no sense."""
        try:
            made = cls.model_validate_json(text)
            _locked(made, b"")
        except (ValidationError, ValueError):
            raise Rejected("Peramban tidak memberi alamat kabar yang dapat dipakai.") from None
        return made


@cache
def _key() -> ec.EllipticCurvePrivateKey:
    """Ours towards every push service, always the same: drawn from SECRET_KEY."""
    drawn = HKDF(hashes.SHA256(), 48, None, b"kentongan web push").derive(settings.SECRET_KEY.encode())
    return ec.derive_private_key(int.from_bytes(drawn) % (_ORDER - 1) + 1, ec.SECP256R1())


def public_key() -> str:
    """What a browser needs to subscribe (applicationServerKey, base64url)."""
    point = _key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _locked(to: Subscription, said: bytes) -> bytes:
    """What only this device can read."""
    ours = ec.generate_private_key(ec.SECP256R1())
    theirs, secret = _bytes(to.keys.p256dh), _bytes(to.keys.auth)
    locked = http_ece.encrypt(said, salt=os.urandom(16), private_key=ours, dh=theirs, auth_secret=secret)
    return bytes(locked)


def _origin(to: Subscription) -> str:
    parts = urlsplit(to.endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def base_of(to: Subscription) -> Base:
    """The push service's address; `Rejected` where it makes no sense."""
    return parse(_origin(to))


def push(to: Subscription, *, title: str, path: str, urgent: bool) -> None:
    """Send a notice to a device. Raises `Gone`, or a `NetworkError`."""
    parts = urlsplit(to.endpoint)
    base = base_of(to)
    said = json.dumps({"title": title, "path": path}).encode()
    claims = {
        "sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}",
        "aud": _origin(to),
        "exp": str(int(clock.now().timestamp()) + _SIGNED_FOR),
    }
    headers = {
        **Vapid02(_key()).sign(claims),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(_KEPT),
        "Urgency": "high" if urgent else "normal",
    }
    call = Call("POST", parts.path, dict(parse_qsl(parts.query)), body=_locked(to, said), headers=headers)
    answer = Line(base, httpx.Auth(), Patience(total=20), loopback=loopback_allowed()).ask(call)
    if answer.status in (404, 410):
        raise Gone("Perangkat ini tidak menerima kabar lagi.")
    if error := judge(answer, call, f"{base.host} menolak kabar ({answer.status})."):
        raise error
