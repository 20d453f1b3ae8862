"""Who may do what: every step of Lamandau's SOP, every role, in every standing; by action and by direct request."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from kentongan.cases.actions import move_case
from kentongan.cases.models import Case
from kentongan.cases.rules import Decision, why_not_act
from kentongan.law.refusal import Refused
from kentongan.offices.models import Person
from kentongan.posts.models import Post
from kentongan.workspace.stories import Cast, found, take, write
from kentongan.workspace.tests.acts import People, people_in, undone

pytestmark = pytest.mark.django_db
ACTORS = {"hand-over": "team", "receive": "reviewers", "check": "reviewers", "decide": "reviewers", "upload": "officer"}


def at_step(cast: Cast, key: str) -> Post:
    post = write(cast, 0)
    while (step := Post.objects.get(pk=post.pk).case.current_step) and step.key != key:
        take(cast, post, step)
    return Post.objects.select_related("government", "agency").get(pk=post.pk)


@dataclass(frozen=True)
class Stage:
    cast: Cast
    next_door: Cast
    people: People


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: object) -> Iterator[Stage]:
    """Somebody in each role and standing, for all tests: each undoes what it does."""
    with undone(django_db_blocker):
        cast, next_door = found("lamandau"), found("sintang")
        yield Stage(cast, next_door, people_in(cast, next_door))


@pytest.fixture
def stage(played: Stage, db: None) -> Stage:
    return copy.deepcopy(played)


@pytest.mark.parametrize("key", ACTORS)
def test_only_the_steps_actor_in_force_at_that_agency_may_take_it(key: str, stage: Stage) -> None:
    case = at_step(stage.cast, key).case
    for (role, standing), person in stage.people.items():
        with transaction.atomic():
            allowed = role == ACTORS[key] and standing == "own agency"
            assert (why_not_act(case, person) is None) is allowed, (key, role, standing)
            if not allowed:
                _refused(case, person)
            # A request ends in the same action: it is tried where one thing alone is wrong.
            if not allowed and (role == ACTORS[key] or standing == "own agency"):
                answer = _request(case, person)
                assert answer.status_code == (404 if standing == "other government" else 409)
            transaction.set_rollback(True)
    case.refresh_from_db()
    assert case.current_step.key == key


def _refused(case: Case, person: Person) -> None:
    decision = Decision(case.current_step.outcomes[0].key, case.moves_made, response="x", confirmed="password")
    with pytest.raises(Refused) as error:
        move_case(by=person, case=case, decision=decision)
    assert [str(reason) for reason in error.value.reasons] == [str(why_not_act(case, person))]


def _request(case: Case, person: Person) -> HttpResponse:
    client = Client()
    client.force_login(person)
    entered = {"seen_move": case.moves_made, "seen_hash": "0" * 64, "response": "x"}
    return client.post(f"/kerja/pesan/{case.subject_id}/langkah/{case.current_step.outcomes[0].key}/", entered)


@pytest.mark.parametrize("path", ["", "tulis/", "versi/"])
def test_another_governments_posts_are_not_there(path: str, stage: Stage) -> None:
    post = write(stage.cast, 0)
    client = Client()
    client.force_login(stage.next_door.operator)
    assert client.get(f"/kerja/pesan/{post.pk}/{path}").status_code == 404


def test_the_operator_has_no_authority_for_official_acts(stage: Stage) -> None:
    post = at_step(stage.cast, "hand-over")
    assert why_not_act(post.case, stage.cast.operator) is not None


@pytest.mark.parametrize(
    "path", ["/kerja/", "/kerja/pesan/", "/kerja/akun/", "/kerja/kantor/", "/kerja/jejak/", "/kerja/saya/"]
)
def test_nothing_of_the_workspace_is_shown_to_strangers(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/masuk/login/")
