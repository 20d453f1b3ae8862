from __future__ import annotations

import http.client
from itertools import islice
from urllib.parse import urlsplit

import pytest

from kentongan.networks.testing.faulty_proxy import FAULTS, faulty_proxy, scripted, seeded
from kentongan.networks.tests.canned import canned, reply

BODY = b"0123456789"


def ask(address: str, method: str = "GET", timeout: float = 5) -> tuple[int, bytes]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request(method, "/a?b=c", b"x" if method == "POST" else None)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_without_faults_everything_is_passed_on() -> None:
    with canned(reply("201 Created", BODY)) as backend, faulty_proxy(backend.base_url) as proxy:
        assert ask(proxy.base_url, "POST") == (201, BODY)
    assert backend.heard[0].startswith(b"POST /a?b=c ")
    assert backend.heard[0].endswith(b"\r\n\r\nx")
    assert (proxy.passed, dict(proxy.faults), proxy.requests) == (1, {"none": 1}, [("POST", "/a?b=c")])


@pytest.mark.parametrize(("fault", "status"), [("500", 500), ("503", 503), ("429", 429)])
def test_an_answer_of_its_own_leaves_the_backend_alone(fault: str, status: int) -> None:
    with canned(reply("200 OK")) as backend, faulty_proxy(backend.base_url, [fault]) as proxy:  # type: ignore[list-item]
        assert ask(proxy.base_url)[0] == status
    assert backend.heard == []


@pytest.mark.parametrize(("fault", "heard"), [("drop-before", 0), ("drop-after", 1), ("truncate", 1)])
def test_a_lost_answer(fault: str, heard: int) -> None:
    with canned(reply("200 OK", BODY)) as backend:
        with (
            faulty_proxy(backend.base_url, [fault]) as proxy,  # type: ignore[list-item]
            pytest.raises((http.client.HTTPException, ConnectionError)),
        ):
            ask(proxy.base_url)
        assert len(backend.heard) == proxy.passed == heard


@pytest.mark.parametrize("fault", ["delay-request", "delay-answer"])
def test_late_is_processed_all_the_same(fault: str) -> None:
    with canned(reply("200 OK", BODY)) as backend:
        with faulty_proxy(backend.base_url, [fault], delay=0.4) as proxy, pytest.raises(TimeoutError):  # type: ignore[list-item]
            ask(proxy.base_url, timeout=0.1)
        assert len(backend.heard) == 1


def test_reading_can_be_spared() -> None:
    with canned(reply("200 OK")) as backend, faulty_proxy(backend.base_url) as proxy:
        proxy.plan(scripted("503"), writes_only=True)
        assert [ask(proxy.base_url, method)[0] for method in ("GET", "POST", "POST")] == [200, 503, 200]


def test_a_seed_gives_the_same_plan_again() -> None:
    plans = [list(islice(seeded(seed), 300)) for seed in (1, 1, 2)]
    assert plans[0] == plans[1] != plans[2]
    assert set(plans[0]) == {*FAULTS, "none"}
    assert 0.2 < sum(fault != "none" for fault in plans[0]) / 300 < 0.4
