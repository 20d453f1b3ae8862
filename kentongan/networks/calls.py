"""One HTTP call and what may be concluded from how it went.

What an error means depends on how far the call came: before anything was sent the network certainly has nothing; after
that nobody knows. Nothing that these functions raise, show or log holds the credentials: errors of the HTTP library are
turned into ours and dropped.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache

import httpx

from kentongan.networks.addresses import Base, reachable
from kentongan.networks.base import NetworkError, Rejected, Unavailable, Unknown

_LONGEST_WAIT = 86_400.0  # seconds; a network that asks for more is asked again after a day
_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class TooLarge(Unknown):
    """The answer is larger than anybody wants to wait for; asking for less may help."""


@dataclass(frozen=True)
class Patience:
    """How long and how much: seconds, and bytes of an answer. `total` bounds one answer however slowly it drips."""

    connect: float = 5.0
    read: float = 20.0
    total: float = 60.0
    answer_bytes: int = 2 * 1024 * 1024


@dataclass(frozen=True)
class Call:
    """One call. `query` is added to the address; `changes`: whether the network does something because of it."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    json: object = None
    form: Mapping[str, str] = field(default_factory=dict)
    file: tuple[str, bytes, str] | None = None  # name, content, MIME type
    body: bytes | None = None  # as it is, with `headers` that say what it is
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        return self.method not in ("GET", "HEAD")


@dataclass(frozen=True)
class Answer:
    """What came back, whole. `status` is any HTTP status."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Line:
    """The way to one site: its base address, the sign-in, and what is allowed on the way."""

    base: Base
    auth: httpx.Auth = field(repr=False)
    patience: Patience = Patience()
    loopback: bool = False

    def ask(self, call: Call) -> Answer:
        """Make the call once. Raises `Rejected`, `Unavailable` or `Unknown`; any answer that is whole is returned."""
        outcome: Answer | NetworkError = Unavailable(f"{self.base.host} tidak dapat dihubungi. Coba lagi nanti.")
        for address in reachable(self.base, loopback=self.loopback):
            outcome = self._try(call, address)
            # Only a call of which nothing was sent may go to the site's next address.
            if not isinstance(outcome, Unavailable):
                break
        if isinstance(outcome, NetworkError):
            raise outcome
        return outcome

    def _try(self, call: Call, address: str) -> Answer | NetworkError:
        """The errors are returned, not raised: what is raised here would drag the request along as its context."""
        patience = self.patience
        timeout = httpx.Timeout(patience.read, connect=patience.connect)
        try:
            with httpx.Client(verify=_trust(), timeout=timeout, trust_env=False, follow_redirects=False) as client:
                return self._send(client, call, address)
        except _BEFORE_SENDING as error:
            return Unavailable(_why_no_connection(self.base.host, error))
        except httpx.TimeoutException:
            return Unknown(f"{self.base.host} tidak menjawab dalam {patience.read:g} detik.")
        except httpx.HTTPError:
            return Unknown(f"Sambungan ke {self.base.host} terputus sebelum jawabannya lengkap.")

    def _send(self, client: httpx.Client, call: Call, address: str) -> Answer | NetworkError:
        with client.stream(
            call.method,
            httpx.URL(
                scheme=self.base.scheme, host=address, port=self.base.port, path=call.path, params=dict(call.query)
            ),
            headers={
                **call.headers,
                "Host": self.base.authority,
                "Accept-Encoding": "identity",
                "User-Agent": "Kentongan",
            },
            auth=self.auth,
            extensions={"sni_hostname": self.base.host},
            **_content(call),  # type: ignore[arg-type] # httpx types each of these arguments on its own
        ) as response:
            return self._read(response)

    def _read(self, response: httpx.Response) -> Answer | NetworkError:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            return Unknown(f"{self.base.host} menjawab dalam bentuk yang tidak diminta.")
        deadline = time.monotonic() + self.patience.total
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > self.patience.answer_bytes:
                return TooLarge(f"Jawaban {self.base.host} terlalu besar.")
            if time.monotonic() > deadline:
                return Unknown(f"{self.base.host} menjawab terlalu lambat.")
        return Answer(response.status_code, dict(response.headers), bytes(body))


@cache
def _trust() -> ssl.SSLContext:
    # Reading the certificates takes longer than most calls.
    return httpx.create_ssl_context(trust_env=False)


def _content(call: Call) -> dict[str, object]:
    if call.body is not None:
        return {"content": call.body}
    if call.file is not None:
        return {"data": dict(call.form), "files": {"file": call.file}}
    if call.form:
        return {"data": dict(call.form)}
    return {} if call.json is None else {"json": call.json}


def _why_no_connection(host: str, error: httpx.HTTPError) -> str:
    if "CERTIFICATE" in str(error).upper():
        return f"Sertifikat keamanan {host} tidak sah atau kedaluwarsa. Minta pengelola situs memperbaruinya."
    return f"{host} tidak dapat dihubungi. Coba lagi nanti."


def judge(answer: Answer, call: Call, detail: str) -> NetworkError | None:
    """What a status means for the message; None for success (2xx). `detail` explains it to people."""
    status = answer.status
    if 200 <= status < 300:
        return None
    if status < 200:
        return Unknown(detail)
    if status in (408, 425, 429, 503):
        return Unavailable(detail, retry_after(answer.headers))
    if status >= 500:
        return Unknown(detail) if call.changes else Unavailable(detail)
    return Rejected(detail)


def retry_after(headers: Mapping[str, str], now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """Seconds to wait (0 to a day), from a Retry-After header in either of its forms; None without a readable one."""
    value = headers.get("retry-after", "").strip()
    try:
        seconds = (
            float(value)
            if value.isascii() and value.isdigit()
            else (parsedate_to_datetime(value) - now()).total_seconds()
        )
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)
