from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kentongan.networks import calls
from kentongan.networks.addresses import parse
from kentongan.networks.base import NetworkError, Rejected, Unavailable, Unknown
from kentongan.networks.calls import Answer, Call, Line, Patience, judge, retry_after
from kentongan.networks.testing.processes import free_port
from kentongan.networks.tests.canned import canned, reply

READ = Call("GET", "/")
WRITE = Call("POST", "/", json={"a": 1})
SECRET = "xyzzy plugh"


def line(address: str, *, loopback: bool = True, **patience: float) -> Line:
    quick = Patience(**{"connect": 1, "read": 0.3, "total": 1, "answer_bytes": 1000, **patience})  # type: ignore[arg-type]
    return Line(parse(address), httpx.BasicAuth("author", SECRET), quick, loopback)


def test_an_answer_is_given_whole() -> None:
    with canned(reply("200 OK", b"hello", "X-Extra: 1")) as server:
        answer = line(server.base_url).ask(READ)
    assert (answer.status, answer.body, answer.headers["x-extra"]) == (200, b"hello", "1")


def test_what_is_sent() -> None:
    with canned(reply("200 OK")) as server:
        line(f"{server.base_url}/blog").ask(Call("POST", "/blog/", {"rest_route": "/wp/v2/posts"}, {"a": "é"}))
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /blog/?rest_route=%2Fwp%2Fv2%2Fposts HTTP/1.1\r\n")
    assert f"host: {server.base_url.removeprefix('http://')}".encode() in head.lower()
    assert b"accept-encoding: identity" in head.lower()
    assert b"authorization: basic " in head.lower()
    assert body == '{"a":"é"}'.encode()


@pytest.mark.parametrize("call", [READ, WRITE])
def test_refused_connection_has_sent_nothing(call: Call) -> None:
    with pytest.raises(Unavailable):
        line(f"http://127.0.0.1:{free_port()}").ask(call)


@pytest.mark.parametrize("call", [READ, WRITE])
@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param((), id="hangs up"),
        pytest.param((b"HTTP/1.1 200 OK\r\nContent-Le",), id="half a head"),
        pytest.param((reply("200 OK", b"0123456789")[:-5],), id="half a body"),
        pytest.param((b"SSH-2.0-OpenSSH_9.2\r\n",), id="not http"),
        pytest.param((b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",), id="nonsense head"),
        pytest.param((reply("200 OK", b"x" * 1001),), id="too large"),
        pytest.param((b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5000,), id="too large, length unsaid"),
        pytest.param((reply("200 OK", b"\x1f\x8b", "Content-Encoding: gzip"),), id="compressed unasked"),
    ],
)
def test_a_broken_answer_leaves_it_unknown(call: Call, pieces: tuple[bytes, ...]) -> None:
    with canned(*pieces) as server, pytest.raises(Unknown):
        line(server.base_url).ask(call)


def test_silence_leaves_it_unknown() -> None:
    with canned(b"", b"too late", pause=0.6) as server, pytest.raises(Unknown, match=r"tidak menjawab"):
        line(server.base_url).ask(WRITE)


def test_dripping_is_ended() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"
    with canned(head, *[b"x"] * 900, pause=0.1) as server, pytest.raises(Unknown, match=r"lambat"):
        line(server.base_url, total=0.4).ask(WRITE)


def test_the_largest_answer_is_taken() -> None:
    with canned(reply("200 OK", b"x" * 1000)) as server:
        assert len(line(server.base_url).ask(READ).body) == 1000


def test_credentials_do_not_follow_a_redirect() -> None:
    with canned(reply("200 OK")) as elsewhere:
        moved = reply("307 Moved", b"", f"Location: {elsewhere.base_url}/")
        with canned(moved) as server:
            answer = line(server.base_url).ask(WRITE)
    assert answer.status == 307
    assert elsewhere.heard == []


def test_the_next_address_is_tried_when_nothing_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with canned(reply("200 OK", b"here")) as server:
        port = int(server.base_url.rpartition(":")[2])
        monkeypatch.setattr(calls, "reachable", lambda *_given, **_named: ("::1", "127.0.0.1"))
        assert line(f"http://site.test:{port}").ask(WRITE).body == b"here"
    assert b"Host: site.test:" in server.heard[0]


def test_a_message_that_may_have_arrived_goes_to_no_other_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with canned() as server:
        port = int(server.base_url.rpartition(":")[2])
        monkeypatch.setattr(calls, "reachable", lambda *_given, **_named: ("127.0.0.1", "127.0.0.1"))
        with pytest.raises(Unknown):
            line(f"http://site.test:{port}").ask(WRITE)
    assert len(server.heard) == 1


def test_loopback_needs_permission() -> None:
    with canned(reply("200 OK")) as server, pytest.raises(Rejected):
        line(server.base_url, loopback=False).ask(READ)
    assert server.heard == []


def test_proxies_and_passwords_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with canned(reply("200 OK")) as server:
        assert line(server.base_url).ask(READ).status == 200


@pytest.mark.parametrize("pieces", [(), (b"nonsense",), (reply("200 OK", b"x" * 2000),)])
def test_no_error_and_no_log_holds_the_secret(pieces: tuple[bytes, ...], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with canned(*pieces) as server:
        way = line(server.base_url)
        with pytest.raises(NetworkError) as caught:
            way.ask(WRITE)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(way) + caplog.text
    assert SECRET not in told
    assert "YXV0aG9y" not in told


@given(st.lists(st.binary(max_size=200) | st.just(b"HTTP/1.1 200 OK\r\n") | st.just(b"\r\n"), max_size=5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_end_in_an_answer_or_one_of_our_errors(pieces: list[bytes]) -> None:
    with canned(b"".join(pieces)) as server:
        try:
            answer = line(server.base_url).ask(WRITE)
        except NetworkError as error:
            assert type(error) is Unknown  # noqa: PT017 (both ends are right)
        else:
            assert isinstance(answer, Answer)


@pytest.mark.parametrize(
    ("status", "on_read", "on_write"),
    [
        (101, Unknown, Unknown),
        (200, None, None),
        (201, None, None),
        (301, Rejected, Rejected),
        (400, Rejected, Rejected),
        (401, Rejected, Rejected),
        (403, Rejected, Rejected),
        (404, Rejected, Rejected),
        (408, Unavailable, Unavailable),
        (410, Rejected, Rejected),
        (413, Rejected, Rejected),
        (422, Rejected, Rejected),
        (429, Unavailable, Unavailable),
        (500, Unavailable, Unknown),
        (502, Unavailable, Unknown),
        (503, Unavailable, Unavailable),
        (504, Unavailable, Unknown),
    ],
)
def test_what_a_status_means(status: int, on_read: type | None, on_write: type | None) -> None:
    answer = Answer(status, {"retry-after": "9"}, b"")
    for call, expected in ((READ, on_read), (WRITE, on_write)):
        error = judge(answer, call, "detail")
        assert (type(error) if error else None) is expected
        if status in (429, 503):
            assert isinstance(error, Unavailable)
            assert error.retry_after == 9


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", None),
        ("0", 0),
        ("120", 120),
        ("99999999", 86400),
        ("9" * 400, 86400),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("²", None),
        ("Mon, 05 Jan 2026 10:01:40 GMT", 100),
        ("Mon, 05 Jan 2026 09:00:00 GMT", 0),
        ("Mon, 05 Jan 2099 09:00:00 GMT", 86400),
    ],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    def now() -> datetime:
        return datetime(2026, 1, 5, 10, tzinfo=UTC)

    assert retry_after({"retry-after": header}, now) == seconds


@given(st.text(max_size=40))
def test_any_retry_after_is_bounded(header: str) -> None:
    seconds = retry_after({"retry-after": header})
    assert seconds is None or 0 <= seconds <= 86400
