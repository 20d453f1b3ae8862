"""What holds of every action there is: its entry is part of it, and only those may who are entitled."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from kentongan.law.refusal import Refused
from kentongan.ledger.actions import ACTIONS
from kentongan.ledger.models import Entry
from kentongan.offices.packs import pack_of
from kentongan.workspace.tests.acts import ACTS, ROLES, STANDINGS, Act, Scene, everything, person_in, scene, writes
from kentongan.workspace.tests.acts_inbox import INBOX_ACTS, inbox_scene

pytestmark = pytest.mark.django_db


EVERY = {**ACTS, **INBOX_ACTS}


def scene_of(verb: str) -> Scene:
    return inbox_scene() if verb in INBOX_ACTS else scene()


def test_the_table_knows_every_action() -> None:
    assert set(EVERY) == set(ACTIONS)


@pytest.mark.parametrize(("acts", "played"), [(ACTS, scene), (INBOX_ACTS, inbox_scene)], ids=["posts", "inbox"])
def test_without_its_entry_nothing_of_an_action_is_saved(
    acts: dict[str, Act], played: Callable[[], Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    s = played()

    def broken(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError("the ledger is broken")

    for verb, act in acts.items():
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


@pytest.mark.parametrize("verb", [verb for verb, act in EVERY.items() if act.who])
def test_each_action_is_allowed_to_whom_the_table_says_by_action_and_by_request(verb: str) -> None:
    act, s = EVERY[verb], scene_of(verb)
    act.prepare(s)
    known = [role for role in ROLES if role in pack_of(s.cast.government).regulation.roles]
    for role, standing in itertools.product((*known, "operator"), STANDINGS):
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
    act, case = EVERY[verb], (verb, role, standing)
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
    if act.unseen and answer.status_code == 404:
        return
    if standing != "other government" and verb != "cases.sign":
        assert str(error.value.reasons[0].text) in answer.content.decode(), (case, answer.status_code)
