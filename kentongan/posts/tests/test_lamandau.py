"""Lamandau's SOP, by example: what it refuses, what it asks, what goes out."""

from __future__ import annotations

import datetime as dt

import pytest

from kentongan.cases import actions as cases
from kentongan.cases.rules import Decision
from kentongan.law import clock
from kentongan.law.refusal import Refused
from kentongan.ledger.models import Entry
from kentongan.offices.actions import end_appointment, revoke_decree
from kentongan.offices.models import Appointment
from kentongan.posts.actions import Draft, add_asset, affirm_ethics, create_post, edit_post, remove_asset, save_draft
from kentongan.posts.content import content_of, hash_of
from kentongan.posts.deliveries import deliver
from kentongan.posts.models import Delivery, Post
from kentongan.workspace import stories
from kentongan.workspace.stories import Cast, draft_of, found, photo, run_through, take, write

pytestmark = pytest.mark.django_db
SOP = "SOP 000/4/VII/DISKOMINFOSTANDI/2025, langkah 1"


@pytest.fixture
def cast() -> Cast:
    return found("lamandau")


def fresh(post: Post) -> Post:
    return Post.objects.select_related("government", "agency").get(pk=post.pk)


def hand_over(cast: Cast, post: Post) -> None:
    now = fresh(post)
    cases.move_case(by=cast.people["team"], case=now.case, decision=Decision("done", now.case.moves_made))


def up_to(cast: Cast, post: Post, key: str) -> Post:
    """Take every step before the one named."""
    while (step := fresh(post).case.current_step) and step.key != key:
        take(cast, post, step)
    return fresh(post)


def reasons(error: pytest.ExceptionInfo[Refused]) -> dict[str, str]:
    return {reason.field: str(reason) for reason in error.value.reasons}


def test_what_is_incomplete_is_refused_with_the_sops_citation_and_nothing_is_lost(cast: Cast) -> None:
    post = create_post(by=cast.people["team"], agency=cast.agency, title="Bakti sosial")
    for seed in range(3):
        add_asset(by=cast.people["team"], post=post, content=photo(seed))
    draft = draft_of(fresh(post), cast, 0)
    fields = {**draft.fields, "caption": "a" * 201, "theme": "Bakti Sosial"}
    save_draft(by=cast.people["team"], post=post, draft=Draft(fields=fields))
    entries = Entry.objects.count()
    with pytest.raises(Refused) as error:
        hand_over(cast, post)
    said = reasons(error)
    assert {"assets", "caption", "theme"} < set(said)
    assert sum(field.startswith("alt-") for field in said) == 3
    assert all(SOP in words for words in said.values())
    assert "201" in said["caption"]
    assert "3 foto" in said["assets"]
    assert "tidak tertulis dalam SOP" in said["theme"]
    kept = fresh(post)
    assert (kept.caption, kept.case.step, kept.case.moves_made) == ("a" * 201, "hand-over", 0)
    assert Entry.objects.count() == entries


def test_a_reviewer_lets_one_case_do_with_fewer_photos_for_a_written_reason(cast: Cast) -> None:
    post = write(cast, 0)
    remove_asset(by=cast.people["team"], asset=post.assets.last())
    case = fresh(post).case
    with pytest.raises(Refused, match="3 foto"):
        hand_over(cast, post)
    with pytest.raises(Refused, match="Alasan"):
        cases.waive_requirement(by=cast.people["reviewers"], case=case, requirement="photos", reason=" ")
    with pytest.raises(Refused, match="tidak dapat dikecualikan"):
        cases.waive_requirement(by=cast.people["reviewers"], case=case, requirement="caption", reason="Singkat.")
    cases.waive_requirement(by=cast.people["reviewers"], case=case, requirement="photos", reason="Hujan lebat.")
    run_through(cast, post)
    assert fresh(post).case.current_step is None


def test_a_caption_of_200_visible_characters_is_enough(cast: Cast) -> None:
    post = write(cast, 0)
    save_draft(by=cast.people["team"], post=post, draft=Draft(fields={"caption": "👨‍👩‍👧‍👦" + "é" * 199}))
    hand_over(cast, post)
    assert fresh(post).case.step == "receive"


def test_rejection_needs_a_written_reason_and_makes_a_new_revision(cast: Cast) -> None:
    post = write(cast, 0)
    hand_over(cast, post)
    case = fresh(post).case
    with pytest.raises(Refused) as error:
        cases.move_case(by=cast.people["reviewers"], case=case, decision=Decision("rejected", 1))
    assert set(reasons(error)) == {"response"}
    cases.move_case(by=cast.people["reviewers"], case=case, decision=Decision("rejected", 1, response="Foto kabur."))
    assert (fresh(post).case.step, fresh(post).case.revision) == ("hand-over", 2)


def test_a_page_sent_twice_moves_once(cast: Cast) -> None:
    post = write(cast, 0)
    case = fresh(post).case
    cases.move_case(by=cast.people["team"], case=case, decision=Decision("done", 0))
    with pytest.raises(Refused):
        cases.move_case(by=cast.people["team"], case=case, decision=Decision("done", 0))
    assert fresh(post).case.moves_made == 1


def test_the_author_never_approves(cast: Cast) -> None:
    team = cast.people["team"]
    appointment = Appointment.objects.get(person=cast.people["reviewers"])
    Appointment.objects.create(
        government=cast.government, agency=cast.agency, person=team, role="reviewers", decree=cast.decree,
        starts_on=appointment.starts_on, appointed_by=cast.operator,
    )  # fmt: skip
    post = write(cast, 0)
    hand_over(cast, post)
    with pytest.raises(Refused, match="menyetujui kontennya sendiri"):
        cases.move_case(by=team, case=fresh(post).case, decision=Decision("accepted", 1, response="Baik"))


def test_a_decision_is_signed_or_refused(cast: Cast) -> None:
    post = up_to(cast, write(cast, 0), "decide")
    decision = Decision("accepted", post.case.moves_made, response="Setuju")
    with pytest.raises(Refused) as error:
        cases.move_case(by=cast.people["reviewers"], case=post.case, decision=decision)
    assert set(reasons(error)) == {"password"}


def test_the_whole_way_publishes_once_an_account_and_tells_where(cast: Cast) -> None:
    post = write(cast, 0)
    run_through(cast, post)
    website = Delivery.objects.get(version__post=post, account__network="website")
    assert deliver(website.pk) == "accepted"
    assert deliver(website.pk) == ""
    assert Delivery.objects.filter(version__post=post).count() == 2
    website.refresh_from_db()
    assert website.permalink.endswith(f"/pesan/{website.key}/")
    assert Delivery.objects.get(version__post=post, account__network="manual-instagram").state == "by_hand"


def test_an_edit_after_approval_voids_it_and_goes_back_to_review(cast: Cast) -> None:
    post = up_to(cast, write(cast, 0), "upload")
    signed = hash_of(content_of(post))
    assert post.case.signed_roles(signed) == {"reviewers"}
    edit_post(by=cast.people["team"], post=post, draft=Draft(fields={"caption": "Lain"}), reason="Salah tulis")
    case = fresh(post).case
    assert (case.step, case.revision) == ("receive", 2)
    edit_post(by=cast.people["team"], post=fresh(post), draft=Draft(fields={"caption": post.caption}), reason="Kembali")
    assert hash_of(content_of(fresh(post))) == signed
    assert fresh(post).case.signed_roles(signed) == set()


@pytest.mark.parametrize("what", ["decree", "appointment"])
def test_what_allowed_it_is_asked_again_in_the_moment_of_sending(cast: Cast, what: str) -> None:
    post = write(cast, 0)
    run_through(cast, post)
    if what == "decree":
        revoke_decree(by=cast.operator, decree=cast.decree, reason="Diganti")
    else:
        end_appointment(
            by=cast.operator, appointment=Appointment.objects.get(person=cast.people["officer"]), reason="Pindah tugas"
        )
    website = Delivery.objects.get(version__post=post, account__network="website")
    assert deliver(website.pk) == "stopped"
    website.refresh_from_db()
    assert cast.decree.number in website.detail
    assert website.attempts.count() == 0


def test_deadlines_follow_the_event_and_the_hand_over() -> None:
    with clock.at(dt.datetime(2026, 3, 2, 5, 0, tzinfo=dt.UTC)):  # 12.00 WIB
        cast = found("lamandau")
        post = write(cast, 0)
        day_of_event = fresh(post).case.clocks.get(stopped_at=None).due_at
        hand_over(cast, post)
        next_day = fresh(post).case.clocks.get(stopped_at=None).due_at
    assert day_of_event == dt.datetime(2026, 3, 2, 16, 59, 59, 999999, tzinfo=dt.UTC)
    assert next_day == dt.datetime(2026, 3, 3, 16, 59, 59, 999999, tzinfo=dt.UTC)


def test_ethics_bind_to_the_content_that_was_read(cast: Cast) -> None:
    post = up_to(cast, write(cast, 0), "upload")
    with pytest.raises(Refused, match="berubah"):
        affirm_ethics(by=cast.people["officer"], post=post, seen_hash="0" * 64)


def test_sintangs_story_takes_five_steps_and_its_drafter_does_not_approve() -> None:
    cast = found("sintang")
    post = stories.write(cast, 0)
    run_through(cast, post)
    assert [move.step for move in fresh(post).case.moves.all()] == ["order", "draft", "correct", "approve", "publish"]
    assert fresh(post).case.signatures.get().role == "division_head"
