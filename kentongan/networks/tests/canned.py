"""A server that says one thing, byte for byte."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Canned:
    base_url: str
    heard: list[bytes] = field(default_factory=list)


def reply(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@contextmanager
def canned(*pieces: bytes, pause: float = 0.0, tls: ssl.SSLContext | None = None) -> Iterator[Canned]:
    """Answer every request with these pieces, `pause` seconds between two of them, then hang up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.02)
        scheme = "https" if tls else "http"
        server = Canned(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}")
        over = threading.Event()
        thread = threading.Thread(target=_serve, args=(listener, _Play(server, pieces, pause, tls), over))
        thread.start()
        try:
            yield server
        finally:
            over.set()
            thread.join()


@dataclass(frozen=True)
class _Play:
    server: Canned
    pieces: Sequence[bytes]
    pause: float
    tls: ssl.SSLContext | None


def _serve(listener: socket.socket, play: _Play, over: threading.Event) -> None:
    while not over.is_set():
        with contextlib.suppress(TimeoutError):
            connection, _ = listener.accept()
            connection.settimeout(5)
            with connection, contextlib.suppress(OSError):
                _answer(connection, play, over)


def _answer(connection: socket.socket, play: _Play, over: threading.Event) -> None:
    if play.tls is not None:
        connection = play.tls.wrap_socket(connection, server_side=True)
    with connection:
        play.server.heard.append(_request(connection))
        for piece in play.pieces:
            connection.sendall(piece)
            if play.pause and over.wait(play.pause):
                return


def _request(connection: socket.socket) -> bytes:
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += connection.recv(65536)
    head, _, body = heard.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    wanted = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < wanted:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
