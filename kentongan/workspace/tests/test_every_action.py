"""What holds of every action there is: its entry is part of it, and only those may who are entitled."""

from __future__ import annotations

import itertools

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from kentongan.law.refusal import Refused
from kentongan.ledger.actions import ACTIONS
from kentongan.ledger.models import Entry
from kentongan.workspace.tests.acts import ACTS, ROLES, STANDINGS, Scene, everything, person_in, scene, writes

pytestmark = pytest.mark.django_db


@pytest.fixture
def s() -> Scene:
    return scene()


def test_the_table_knows_every_action() -> None:
    assert set(ACTS) == set(ACTIONS)


def test_without_its_entry_nothing_of_an_action_is_saved(s: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError("the ledger is broken")

    for verb, act in ACTS.items():
        with transaction.atomic():
            act.prepare(s)
            before = everything()
            with monkeypatch.context() as patch:
                patch.setattr(Entry.objects, "create", broken)
                with pytest.raises(DatabaseError, match="the ledger is broken"):
                    act.do(s, act.rightful(s))
            assert everything() == before, verb
            act.do(s, act.rightful(s))
            assert everything() != before, verb
            assert Entry.objects.filter(verb=verb).exists(), verb
            transaction.set_rollback(True)


@pytest.mark.parametrize("verb", [verb for verb, act in ACTS.items() if act.who])
def test_each_action_is_allowed_to_whom_the_table_says_by_action_and_by_request(s: Scene, verb: str) -> None:
    act = ACTS[verb]
    act.prepare(s)
    for role, standing in itertools.product((*ROLES, "operator"), STANDINGS):
        own = standing == "own agency" or (act.at_any_agency and standing == "other agency")
        allowed = standing != "other government" if role == "operator" and act.operator else role in act.roles and own
        with transaction.atomic():
            person = person_in(s.cast, role, standing, s.next_door)
            if not allowed:
                _refused(s, verb, role, standing, person)
            else:
                act.do(s, person)
            transaction.set_rollback(True)


def _refused(s: Scene, verb: str, role: str, standing: str, person: object) -> None:
    act, case = ACTS[verb], (verb, role, standing)
    before = writes()
    with pytest.raises(Refused) as error:
        act.do(s, person)
    assert writes() == before, case
    if act.request is None or (act.own_government and standing == "other government"):
        return
    client = Client()
    client.force_login(person)
    before = writes()
    path, data = act.request(s)
    answer = client.post(path, data, follow=True)
    assert answer.status_code in (200, 404, 409, 422), (case, answer.status_code)
    assert writes() == before, case
    if standing != "other government" and verb != "cases.sign":
        assert str(error.value.reasons[0].text) in answer.content.decode(), (case, answer.status_code)
