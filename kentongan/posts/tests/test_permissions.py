"""Who may do what: every step of Lamandau's SOP, every role, in every standing; by action and by direct request."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.db import transaction
from django.test import Client

from kentongan.cases.actions import move_case
from kentongan.cases.rules import Decision, why_not_act
from kentongan.law.refusal import Refused
from kentongan.offices.actions import (
    DecreeDetails,
    PersonDetails,
    Term,
    add_agency,
    add_person,
    appoint,
    register_decree,
    revoke_decree,
)
from kentongan.offices.models import Agency, Appointment, Decree, Person
from kentongan.posts.models import Post
from kentongan.workspace.stories import Cast, found, take, write

pytestmark = pytest.mark.django_db
ROLES = ("team", "reviewers", "chair", "superior", "officer", "head", "official", "regent")
STANDINGS = ("own agency", "other agency", "other government", "expired", "revoked", "not yet")
ACTORS = {"hand-over": "team", "receive": "reviewers", "check": "reviewers", "decide": "reviewers", "upload": "officer"}


def decree_of(cast: Cast, agency: Agency) -> Decree:
    day = cast.government.today() - dt.timedelta(days=30)
    return register_decree(by=cast.operator, agency=agency, details=DecreeDetails("9/UJI", day, "Uji", "Kepala", day))


def person_in(cast: Cast, role: str, standing: str) -> Person:
    """Somebody in that role and standing, beside the people of the story."""
    if standing == "other government":
        cast = found("sintang")
    agency = (
        add_agency(by=cast.operator, government=cast.government, name="Dinas Lain")
        if standing == "other agency"
        else cast.agency
    )
    nip = "198101012006011001"
    person = add_person(
        by=cast.operator, agency=agency, details=PersonDetails("Uji", f"uji@{cast.government.pack}.example", nip)
    )
    today, decree = cast.government.today(), decree_of(cast, agency)
    term = {
        "expired": Term(today - dt.timedelta(days=20), today - dt.timedelta(days=1)),
        "not yet": Term(today + dt.timedelta(days=1)),
    }.get(standing, Term(today))
    if standing == "other government":
        Appointment.objects.create(
            government=cast.government,
            agency=agency,
            person=person,
            role=role,
            decree=decree,
            starts_on=today,
            appointed_by=cast.operator,
        )
    else:
        appoint(by=cast.operator, person=person, role=role, decree=decree, term=term)
    if standing == "revoked":
        revoke_decree(by=cast.operator, decree=decree, reason="Uji")
    return person


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
