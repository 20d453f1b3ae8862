"""Who may do what: every step of Lamandau's SOP, every role, in every standing; by action and by direct request."""

from __future__ import annotations

import itertools

import pytest
from django.db import transaction
from django.test import Client

from kentongan.cases.actions import move_case
from kentongan.cases.rules import Decision, why_not_act
from kentongan.law.refusal import Refused
from kentongan.posts.models import Post
from kentongan.workspace.stories import Cast, found, take, write
from kentongan.workspace.tests.acts import ROLES, STANDINGS, person_in

pytestmark = pytest.mark.django_db
ACTORS = {"hand-over": "team", "receive": "reviewers", "check": "reviewers", "decide": "reviewers", "upload": "officer"}


def at_step(cast: Cast, key: str) -> Post:
    post = write(cast, 0)
    while (step := Post.objects.get(pk=post.pk).case.current_step) and step.key != key:
        take(cast, post, step)
    return Post.objects.select_related("government", "agency").get(pk=post.pk)


@pytest.mark.parametrize("key", ACTORS)
def test_only_the_steps_actor_in_force_at_that_agency_may_take_it(key: str) -> None:
    cast = found("lamandau")
    post = at_step(cast, key)
    case = post.case
    for role, standing in itertools.product(ROLES, STANDINGS):
        with transaction.atomic():
            person = person_in(cast, role, standing)
            allowed = role == ACTORS[key] and standing == "own agency"
            assert (why_not_act(case, person) is None) is allowed, (key, role, standing)
            if not allowed:
                outcome = case.current_step.outcomes[0].key
                with pytest.raises(Refused) as error:
                    move_case(
                        by=person,
                        case=case,
                        decision=Decision(outcome, case.moves_made, response="x", confirmed="password"),
                    )
                assert [str(reason) for reason in error.value.reasons] == [str(why_not_act(case, person))]
                client = Client()
                client.force_login(person)
                entered = {"seen_move": case.moves_made, "seen_hash": "0" * 64, "response": "x"}
                answer = client.post(f"/kerja/pesan/{post.pk}/langkah/{outcome}/", entered)
                assert answer.status_code == (404 if standing == "other government" else 409)
            transaction.set_rollback(True)
    assert Post.objects.get(pk=post.pk).case.moves_made == case.moves_made


@pytest.mark.parametrize("path", ["", "tulis/", "versi/"])
def test_another_governments_posts_are_not_there(path: str) -> None:
    post = write(found("lamandau"), 0)
    client = Client()
    client.force_login(found("sintang").operator)
    assert client.get(f"/kerja/pesan/{post.pk}/{path}").status_code == 404


def test_the_operator_has_no_authority_for_official_acts() -> None:
    cast = found("lamandau")
    post = at_step(cast, "hand-over")
    assert why_not_act(post.case, cast.operator) is not None


@pytest.mark.parametrize(
    "path", ["/kerja/", "/kerja/pesan/", "/kerja/akun/", "/kerja/kantor/", "/kerja/jejak/", "/kerja/saya/"]
)
def test_nothing_of_the_workspace_is_shown_to_strangers(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/masuk/login/")
