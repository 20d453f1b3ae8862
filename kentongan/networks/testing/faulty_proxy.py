"""A reverse proxy on loopback that goes wrong on purpose, by a plan that can be repeated."""

from __future__ import annotations

import http.client
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal, cast
from urllib.parse import urlsplit

Fault = Literal[
    "none",  # passed on and answered
    "delay-request",  # reaches the backend late
    "delay-answer",  # the backend has it at once, the answer comes late
    "drop-before",  # the connection ends, the backend has nothing
    "drop-after",  # the connection ends, the backend has it
    "truncate",  # the backend has it, half of the answer comes back
    "500",  # answered without the backend
    "503",
    "429",
]
FAULTS: tuple[Fault, ...] = (
    "delay-request",
    "delay-answer",
    "drop-before",
    "drop-after",
    "truncate",
    "500",
    "503",
    "429",
)
_NOT_PASSED_ON = ("connection", "host", "transfer-encoding", "keep-alive")
_RETRY_AFTER = "7"


def scripted(*faults: Fault) -> Iterator[Fault]:
    """These faults, one a request, then none for ever."""
    yield from faults
    while True:
        yield "none"


def seeded(seed: int, *, share: float = 0.3, of: Sequence[Fault] = FAULTS) -> Iterator[Fault]:
    """A fault on about `share` of the requests, the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 (a plan to repeat, not a secret)
    while True:
        yield chance.choice(of) if chance.random() < share else "none"


@dataclass
class FaultyProxy:
    """A running proxy. `faults` counts what was done, `passed` what the backend got, `requests` is all that came."""

    base_url: str = ""
    faults: Counter[str] = field(default_factory=Counter)
    passed: int = 0
    requests: list[tuple[str, str]] = field(default_factory=list)
    writes_only: bool = False
    _plan: Iterator[Fault] = field(default_factory=scripted)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, faults: Iterable[Fault], *, writes_only: bool = False) -> None:
        """From now on these faults, one a request (`writes_only`: reading is spared); none after the last."""
        with self._lock:
            self._plan, self.writes_only = iter(faults), writes_only

    def next_fault(self, method: str, path: str) -> Fault:
        with self._lock:
            self.requests.append((method, path))
            spared = self.writes_only and method in ("GET", "HEAD")
            fault: Fault = "none" if spared else next(self._plan, "none")
            self.faults[fault] += 1
            return fault

    def count_passed(self) -> None:
        with self._lock:
            self.passed += 1


@dataclass(frozen=True)
class _Route:
    """What every request needs to know: where the backend is, and how late is late (seconds)."""

    proxy: FaultyProxy
    host: str
    port: int
    delay: float


class _Server(ThreadingHTTPServer):
    # A request that is still on its way when the test ends must reach the backend, or counts are wrong.
    daemon_threads = False
    block_on_close = True

    def __init__(self, route: _Route) -> None:
        self.route = route
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has given up is part of the play."""


@dataclass(frozen=True)
class _Reply:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _play(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        route = cast(_Server, self.server).route
        fault = route.proxy.next_fault(self.command, self.path)
        self.close_connection = True
        if fault == "drop-before":
            self._drop()
        elif fault in ("500", "503", "429"):
            self._answer(_Reply(int(fault), [("Retry-After", _RETRY_AFTER)], b"not today"))
        else:
            self._pass_on(route, body, fault)

    def _pass_on(self, route: _Route, body: bytes, fault: Fault) -> None:
        if fault == "delay-request":
            time.sleep(route.delay)
        reply = self._ask_backend(route, body)
        if fault == "delay-answer":
            time.sleep(route.delay)
        if fault == "drop-after":
            self._drop()
        else:
            self._answer(reply, half=fault == "truncate")

    def _ask_backend(self, route: _Route, body: bytes) -> _Reply:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _NOT_PASSED_ON}
        backend = http.client.HTTPConnection(route.host, route.port, timeout=30)
        try:
            backend.request(self.command, self.path, body, headers)
            response = backend.getresponse()
            kept = [(name, value) for name, value in response.getheaders() if name.lower() not in _NOT_PASSED_ON]
            reply = _Reply(response.status, kept, response.read())
        finally:
            backend.close()
        route.proxy.count_passed()
        return reply

    def _answer(self, reply: _Reply, *, half: bool = False) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body[: len(reply.body) // 2] if half else reply.body)

    def _drop(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _play  # noqa: N815 (the base class asks for these names)

    def log_message(self, format: str, *args: object) -> None:
        """Tests read the counters instead."""


@contextmanager
def faulty_proxy(backend: str, faults: Iterable[Fault] = (), *, delay: float = 1.0) -> Iterator[FaultyProxy]:
    """Stand before `backend` (an http address on loopback). `delay`: seconds that a delay lasts."""
    parts = urlsplit(backend)
    proxy = FaultyProxy(_plan=iter(faults))
    server = _Server(_Route(proxy, parts.hostname or "127.0.0.1", parts.port or 80, delay))
    proxy.base_url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
