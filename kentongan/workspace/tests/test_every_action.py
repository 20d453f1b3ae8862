"""What holds of every action there is: its entry is part of it, and only those may who are entitled."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from kentongan.law.refusal import Refused
from kentongan.ledger.actions import ACTIONS
from kentongan.ledger.models import Entry
from kentongan.offices.models import Person
from kentongan.workspace.stories import found
from kentongan.workspace.tests.acts import ACTS, Act, Scene, everything, scene, undone, writes
from kentongan.workspace.tests.acts_inbox import INBOX_ACTS, inbox_scene

pytestmark = pytest.mark.django_db


EVERY = {**ACTS, **INBOX_ACTS}


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: object) -> Iterator[tuple[Scene, Scene]]:
    """Both scenes, played once for all tests upon them: each undoes what it does."""
    with undone(django_db_blocker):
        next_door = found("sintang")
        yield scene(next_door), inbox_scene(next_door)


@pytest.fixture
def scene_of(stage: tuple[Scene, Scene], db: None) -> Callable[[str], Scene]:
    """The scene in which an action is done."""
    posts, inbox = copy.deepcopy(stage)
    return lambda verb: inbox if verb in INBOX_ACTS else posts


def test_the_table_knows_every_action() -> None:
    assert set(EVERY) == set(ACTIONS)


@pytest.mark.parametrize("acts", [ACTS, INBOX_ACTS], ids=["posts", "inbox"])
def test_without_its_entry_nothing_of_an_action_is_saved(
    acts: dict[str, Act], scene_of: Callable[[str], Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError("the ledger is broken")

    for verb, act in acts.items():
        s = scene_of(verb)
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
def test_each_action_is_allowed_to_whom_the_table_says_by_action_and_by_request(
    verb: str, scene_of: Callable[[str], Scene]
) -> None:
    act, s = EVERY[verb], scene_of(verb)
    act.prepare(s)
    for (role, standing), person in s.people.items():
        own = standing == "own agency" or (act.at_any_agency and standing == "other agency")
        allowed = standing != "other government" if role == "operator" and act.operator else role in act.roles and own
        with transaction.atomic():
            if allowed:
                act.do(s, person)
            else:
                reason = _refused(s, verb, person, f"{role} {standing}")
                # A request ends in the same action: it is tried where one thing alone is wrong.
                if own or role in (*act.roles, "operator"):
                    _refused_by_request(s, verb, standing, person, reason)
            transaction.set_rollback(True)


def _refused(s: Scene, verb: str, person: Person, who: str) -> str:
    """Try the action; the reason it was refused for."""
    before = writes()
    with pytest.raises(Refused) as error:
        EVERY[verb].do(s, person)
    assert writes() == before, (verb, who)
    return str(error.value.reasons[0].text)


def _refused_by_request(s: Scene, verb: str, standing: str, person: Person, reason: str) -> None:
    act, case = EVERY[verb], (verb, person.email, standing)
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
        assert reason in answer.content.decode(), (case, answer.status_code)
