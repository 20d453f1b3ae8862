"""The adapter over a line that breaks: every fault ends in the right error, and afterwards `find` tells the truth."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kentongan.networks.base import Media, NetworkError, Outgoing, Published, Rejected, Unavailable, Unknown
from kentongan.networks.calls import Patience
from kentongan.networks.testing.faulty_proxy import FAULTS, Fault, FaultyProxy, scripted, seeded
from kentongan.networks.testing.processes import free_port
from kentongan.networks.testing.wordpress_server import WordPressSite
from kentongan.networks.tests.canned import canned, reply
from kentongan.networks.tests.conftest import LATE
from kentongan.networks.wordpress.network import WordPress

Message = Callable[..., Outgoing]
ERRORS: dict[Fault, type[NetworkError]] = {
    "delay-request": Unknown,
    "delay-answer": Unknown,
    "drop-before": Unknown,
    "drop-after": Unknown,
    "truncate": Unknown,
    "500": Unknown,
    "503": Unavailable,
    "429": Unavailable,
}
ARRIVES = ("delay-request", "delay-answer", "drop-after", "truncate")
every_fault = pytest.mark.parametrize("fault", FAULTS)


@pytest.fixture
def credentials(site: WordPressSite, proxy: FaultyProxy) -> Iterator[dict[str, str]]:
    """The author's, through the proxy."""
    yield site.credentials("author", base_url=proxy.base_url)
    proxy.plan(())


def settle(fault: Fault) -> None:
    """Wait until a request that was held up has reached the site."""
    if fault == "delay-request":
        time.sleep(LATE)


@pytest.mark.server
@every_fault
def test_publishing(
    hasty: WordPress,
    site: WordPressSite,
    proxy: FaultyProxy,
    message: Message,
    credentials: dict[str, str],
    fault: Fault,
) -> None:
    outgoing = message()
    reservation = hasty.reserve(outgoing, site.author_credentials)
    proxy.plan([fault], writes_only=True)
    with pytest.raises(NetworkError) as caught:
        hasty.publish(outgoing, reservation, credentials)
    assert type(caught.value) is ERRORS[fault]
    if isinstance(caught.value, Unavailable):
        assert caught.value.retry_after == 7
    settle(fault)
    found = hasty.find(outgoing, reservation, credentials)
    assert isinstance(found, Published) is (fault in ARRIVES)
    assert site.count_public(outgoing.key) == int(fault in ARRIVES)
    hasty.publish(outgoing, reservation, credentials)
    assert site.count_public(outgoing.key) == 1


@pytest.mark.server
@every_fault
def test_reserving(
    hasty: WordPress,
    site: WordPressSite,
    proxy: FaultyProxy,
    message: Message,
    credentials: dict[str, str],
    fault: Fault,
) -> None:
    outgoing = message()
    proxy.plan([fault], writes_only=True)
    with pytest.raises(NetworkError) as caught:
        hasty.reserve(outgoing, credentials)
    assert type(caught.value) is ERRORS[fault]
    again = hasty.reserve(outgoing, credentials)
    settle(fault)
    assert site.count_public(outgoing.key) == 0
    # One that was held up may have left a second draft; the first one is taken again all the same.
    assert hasty.reserve(outgoing, credentials) == again
    hasty.publish(outgoing, again, credentials)
    assert site.count_public(outgoing.key) == 1


@pytest.mark.server
@every_fault
@pytest.mark.parametrize("is_public", [False, True])
def test_looking_never_lies(
    hasty: WordPress,
    site: WordPressSite,
    proxy: FaultyProxy,
    message: Message,
    credentials: dict[str, str],
    fault: Fault,
    is_public: bool,
) -> None:
    outgoing = message()
    reservation = hasty.reserve(outgoing, site.author_credentials)
    if is_public:
        hasty.publish(outgoing, reservation, site.author_credentials)
    proxy.plan([fault])
    with pytest.raises((Unknown, Unavailable)):
        hasty.find(outgoing, reservation, credentials)
    assert (hasty.find(outgoing, reservation, credentials) is not None) is is_public


@pytest.mark.server
@every_fault
def test_checking(hasty: WordPress, proxy: FaultyProxy, credentials: dict[str, str], fault: Fault) -> None:
    proxy.plan([fault])
    with pytest.raises((Unknown, Unavailable)):
        hasty.check(credentials)
    assert hasty.check(credentials).acts_as == "author"


@pytest.mark.server
@every_fault
def test_an_upload_that_went_wrong_is_not_made_twice(
    hasty: WordPress,
    site: WordPressSite,
    proxy: FaultyProxy,
    message: Message,
    picture: Callable[..., Media],
    credentials: dict[str, str],
    fault: Fault,
) -> None:
    shared = picture()
    outgoing = message(media=(shared,))
    proxy.plan([fault], writes_only=True)
    with pytest.raises(NetworkError) as caught:
        hasty.reserve(outgoing, credentials)
    assert type(caught.value) is ERRORS[fault]
    settle(fault)
    hasty.publish(outgoing, hasty.reserve(outgoing, credentials), credentials)
    kept = "SELECT COUNT(*) FROM wp_posts WHERE post_type = 'attachment' AND post_name LIKE %s"
    assert site.ask(kept, f"kentongan-{shared.sha256}%") == [(1,)]


@pytest.mark.server
@given(
    steps=st.lists(st.sampled_from(["reserve", "forget", "publish", "find"]), max_size=7),
    seed=st.integers(0, 10**6),
)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_repeated_and_whatever_breaks_exactly_one_is_public(
    hasty: WordPress,
    site: WordPressSite,
    proxy: FaultyProxy,
    message: Message,
    credentials: dict[str, str],
    steps: list[str],
    seed: int,
) -> None:
    outgoing, reservation = message(), ""
    swift = [fault for fault in FAULTS if not fault.startswith("delay")]
    proxy.plan(seeded(seed, share=0.35, of=swift))
    for step in steps:
        with suppress(Unknown, Unavailable):
            if step == "forget":
                reservation = ""
            elif step == "reserve":
                reservation = hasty.reserve(outgoing, credentials)
            elif step == "publish" and reservation:
                hasty.publish(outgoing, reservation, credentials)
            elif step == "find":
                found = hasty.find(outgoing, reservation, credentials)
                assert (found is not None) == (site.count_public(outgoing.key) == 1)
    assert site.count_public(outgoing.key) <= 1
    proxy.plan(scripted())
    published = hasty.publish(outgoing, hasty.reserve(outgoing, credentials), credentials)
    assert site.count_public(outgoing.key) == 1
    assert hasty.find(outgoing, "", credentials) == published


HERE = {"username": "author", "password": "abcd efgh"}
NONSENSE = [
    b"",
    b"<html>hello</html>",
    b"null",
    b"[]",
    b"{}",
    b'{"id": "7"}',
    b'{"id": -1, "slug": "k", "status": "publish", "link": "https://a.example/1"}',
    b'{"id": 7, "slug": "k", "status": "publish", "link": "javascript:alert(1)"}',
    b'{"id": 7, "slug": "k", "status": "publish", "link": "/1"}',
    b'{"id": 7, "slug": "k", "status": "", "link": "https://a.example/1"}',
    b'{"id": 7, "slug": "k", "status": "publish", "link": "https://a.example/' + b"1" * 600 + b'"}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", NONSENSE, ids=lambda body: body[:60].decode() or "empty")
@pytest.mark.parametrize("call", ["reserve", "publish", "find", "check"])
def test_nonsense_is_not_believed(network: WordPress, message: Message, body: bytes, call: str) -> None:
    outgoing = message()
    with canned(reply("200 OK", body)) as server:
        credentials = {"address": server.base_url, **HERE}
        arguments = {"reserve": (outgoing,), "publish": (outgoing, "7"), "find": (outgoing, "7"), "check": ()}[call]
        with pytest.raises(Unknown):
            getattr(network, call)(*arguments, credentials)


def test_an_answer_about_another_post_is_not_believed(network: WordPress, message: Message) -> None:
    other = b'{"id": 8, "slug": "k", "status": "draft", "link": "https://a.example/1"}'
    with canned(reply("200 OK", other)) as server, pytest.raises(Unknown):
        network.publish(message(), "7", {"address": server.base_url, **HERE})


def test_a_post_that_was_not_asked_for_is_not_taken_for_ours(network: WordPress, message: Message) -> None:
    other = b'[{"id": 8, "slug": "other", "status": "publish", "link": "https://a.example/1"}]'
    with canned(reply("200 OK", other)) as server:
        assert network.find(message(), "", {"address": server.base_url, **HERE}) is None


def test_an_oversized_answer_is_cut_off(message: Message) -> None:
    frugal = WordPress(loopback=True, patience=Patience(answer_bytes=5000))
    with canned(reply("200 OK", b"[" + b" " * 10_000 + b"]")) as server, pytest.raises(Unknown, match="terlalu besar"):
        frugal.find(message(), "", {"address": server.base_url, **HERE})


@pytest.mark.parametrize("said", ["abcd efgh", "abcdefgh", "YXV0aG9yOmFiY2QgZWZnaA=="])
def test_a_site_that_throws_the_password_back_does_not_spread_it(network: WordPress, said: str) -> None:
    body = f'{{"code": "x", "message": "<b>you sent</b> {said} &amp; more"}}'.encode()
    with canned(reply("400 Bad Request", body)) as server, pytest.raises(Rejected) as caught:
        network.check({"address": server.base_url, **HERE})
    assert said not in caught.value.detail
    assert "you sent ••• & more" in caught.value.detail


@pytest.mark.parametrize(
    ("status", "error", "word"),
    [
        ("302 Found", Rejected, "mengalihkan"),
        ("403 Forbidden", Rejected, "tidak berhak"),
        ("404 Not Found", Rejected, "REST API"),
        ("413 Too Large", Rejected, "terlalu besar"),
        ("502 Bad Gateway", Unavailable, "gangguan"),
        ("204 No Content", Unknown, "204"),
    ],
)
def test_pages_on_the_way(network: WordPress, message: Message, status: str, error: type, word: str) -> None:
    with canned(reply(status, b"" if status.startswith("204") else b"<h1>no</h1>")) as server:
        with pytest.raises(error, match=word) as caught:
            network.find(message(), "7", {"address": server.base_url, **HERE})
        assert type(caught.value) is error


def test_a_site_that_is_down_has_got_nothing(network: WordPress, message: Message) -> None:
    with pytest.raises(Unavailable):
        network.publish(message(), "7", {"address": f"http://127.0.0.1:{free_port()}", **HERE})


@pytest.mark.parametrize("missing", ["address", "username", "password"])
def test_an_empty_field_is_named(network: WordPress, missing: str) -> None:
    label = {"address": "Alamat situs", "username": "Nama pengguna", "password": "Sandi aplikasi"}[missing]
    with pytest.raises(Rejected, match=f"{label} belum diisi"):
        network.check({"address": "https://a.example", **HERE, missing: "  "})


def test_the_setting_permits_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = {"address": f"http://127.0.0.1:{free_port()}", **HERE}
    monkeypatch.delenv("KENTONGAN_LOOPBACK", raising=False)
    with pytest.raises(Rejected, match="https://"):
        WordPress().check(credentials)
    monkeypatch.setenv("KENTONGAN_LOOPBACK", "1")
    with pytest.raises(Unavailable):
        WordPress().check(credentials)
