"""The answer library: what holds is suggested with its source and age, what does not is not; and what is learned from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from kentongan.inbox import library
from kentongan.inbox.actions import answer_message, decide_suggestion
from kentongan.inbox.consultations import draft_answer
from kentongan.inbox.forgetting import erase_message
from kentongan.inbox.library import approve_answer, change_answer, due_for_review, retire_answer, suggest, write_answer
from kentongan.inbox.models import Answer, Consultation, Message, Suggestion
from kentongan.inbox.suggesting import examples, learn, state_of_learning, suggest_for_new
from kentongan.inbox.tests.conftest import Office, again, person
from kentongan.inbox.tests.test_service import ask, decide, seen
from kentongan.law import clock
from kentongan.law.refusal import Refused
from kentongan.offices.models import Person
from kentongan.workspace.stories import found

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ASKED = "Kapan jadwal perbaikan jalan Desa Melati?"


@pytest.fixture(autouse=True)
def _learned_here(settings: object, tmp_path: Path) -> None:
    """What one test learns is not there in the next."""
    settings.DATA = tmp_path  # type: ignore[attr-defined]


def kept(office: Office, *, approved: bool = True, other: bool = False, **given: object) -> Answer:
    """An answer of the first agency, or of the other one."""
    fields = {"questions": "Kapan jalan diperbaiki?\nJadwal perbaikan jalan", "text": "Setiap kemarau.", **given}
    agency = office.other if other else office.cast.agency
    writer, approver = ("other officer", "other official") if other else ("officer", "official")
    answer = write_answer(by=office.people[writer], agency=agency, fields=fields)
    if approved:
        approve_answer(by=office.people[approver], answer=answer, seen_version=1)
    return answer


def suggested(message: Message) -> list[Answer]:
    return [fit.answer for fit in suggest(message)]


def under_review(office: Office) -> list[Answer]:
    return list(due_for_review(office.cast.government, [office.cast.agency.pk]))


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def heard_elsewhere(office: Office, text: str = ASKED) -> Message:
    """The same question, on its way at the other agency."""
    message = office.hear(text)
    Message.objects.filter(pk=message.pk).update(agency=office.other)
    return again(message)


def test_an_expired_answer_is_not_suggested_and_comes_up_for_review(office: Office) -> None:
    last = dt.date(2026, 3, 31)
    with clock.at(NOW):
        message, expiring, lasting = office.hear(ASKED), kept(office, valid_until=last), kept(office, text="Lain")
        assert set(suggested(message)) == {expiring, lasting}
        assert under_review(office) == []
    with clock.at(dt.datetime(2026, 3, 18, 3, 0, tzinfo=dt.UTC)):
        assert set(suggested(message)) == {expiring, lasting}
        assert under_review(office) == [expiring]
    # The day ends at midnight in the government's own zone (WIB), seven hours before UTC's.
    with clock.at(dt.datetime(2026, 3, 31, 16, 59, tzinfo=dt.UTC)):
        assert set(suggested(message)) == {expiring, lasting}
    with clock.at(dt.datetime(2026, 3, 31, 17, 1, tzinfo=dt.UTC)):
        assert suggested(message) == [lasting]
        assert under_review(office) == [expiring]
        page = signed_in(office.people["officer"]).get("/kerja/masukan/jawaban/")
        assert list(page.context["review"]) == [expiring]
        assert "Perlu ditinjau" in page.content.decode()
        shown = signed_in(office.people["officer"]).get(f"/kerja/masukan/{message.pk}/")
        assert [fit.answer for fit, _text in shown.context["fits"]] == [lasting]


def test_what_nobody_has_looked_at_for_long_comes_up_for_review_too(office: Office) -> None:
    with clock.at(NOW):
        answer = kept(office)
    with clock.at(NOW + 179 * DAY):
        assert under_review(office) == []
    with clock.at(NOW + 181 * DAY):
        assert under_review(office) == [answer]
        assert suggested(office.hear(ASKED)) == [answer]
        changed = change_answer(by=office.people["officer"], answer=answer, fields={"text": "Setiap bulan."})
        approve_answer(by=office.people["official"], answer=changed, seen_version=2)
        assert under_review(office) == []


def test_a_retired_answer_is_not_suggested_and_not_reviewed(office: Office) -> None:
    with clock.at(NOW):
        message, answer = office.hear(ASKED), kept(office, valid_until=dt.date(2026, 3, 5), text="Jawab lama")
        assert suggested(message) == [answer]
        assert under_review(office) == [answer]
        retire_answer(by=office.people["officer"], answer=answer)
        assert suggested(message) == []
        assert under_review(office) == []
        page = signed_in(office.people["officer"]).get("/kerja/masukan/jawaban/").content.decode()
        assert f"/kerja/masukan/jawaban/{answer.pk}/" not in page
    with clock.at(NOW + 400 * DAY):
        assert under_review(office) == []


def test_only_its_own_agency_is_offered_what_is_not_shared(office: Office) -> None:
    message, next_door = office.hear(ASKED), heard_elsewhere(office)
    theirs = kept(office, other=True, shared=False)
    assert suggested(message) == []
    assert suggested(next_door) == [theirs]
    ours = kept(office, shared=False)
    assert suggested(message) == [ours]
    assert suggested(next_door) == [theirs]
    shared = kept(office, other=True, shared=True)
    assert set(suggested(message)) == {ours, shared}


def test_another_governments_answers_are_nobody_elses(office: Office) -> None:
    bone = found("bone")
    fields = {"questions": ASKED, "text": "Di sana."}
    answer = write_answer(by=bone.people["officer"], agency=bone.agency, fields=fields)
    Answer.objects.filter(pk=answer.pk).update(approved_by=bone.operator, approved_at=clock.now())
    assert suggested(office.hear(ASKED)) == []
    assert signed_in(office.people["officer"]).get(f"/kerja/masukan/jawaban/{answer.pk}/").status_code == 404


def test_only_what_somebody_else_has_approved_is_suggested(office: Office) -> None:
    message, answer = office.hear(ASKED), kept(office, approved=False)
    assert suggested(message) == []
    for who in ("officer", "other official"):
        with pytest.raises(Refused, match=r"belum ditunjuk|Penunjukan Anda bukan untuk"):
            approve_answer(by=office.people[who], answer=answer, seen_version=1)
    approve_answer(by=office.people["official"], answer=answer, seen_version=1)
    assert suggested(message) == [answer]
    changed = change_answer(by=office.people["official"], answer=answer, fields={"text": "Besok."})
    assert suggested(message) == []
    with pytest.raises(Refused, match="sendiri"):
        approve_answer(by=office.people["official"], answer=changed, seen_version=2)
    second = person(office.cast, office.cast.agency, "official", "Pejabat Kedua")
    with pytest.raises(Refused, match="berubah sejak"):
        approve_answer(by=second, answer=changed, seen_version=1)
    approve_answer(by=second, answer=changed, seen_version=2)
    assert suggested(message) == [answer]
    assert [version.content["text"] for version in answer.versions.all()] == ["Setiap kemarau.", "Besok."]


def test_a_suggestion_tells_its_source_its_age_and_why(office: Office) -> None:
    with clock.at(NOW - 20 * DAY):
        answer = kept(office, other=True, approved=False, legal_basis="Perda 3/2024")
    with clock.at(NOW - 3 * DAY):
        approve_answer(by=office.people["other official"], answer=answer, seen_version=1)
    with clock.at(NOW):
        message = office.hear(ASKED)
        (fit,) = suggest(message)
        assert (fit.answer, fit.age, fit.answer.agency) == (answer, 3 * DAY, office.other)
        assert 0 < fit.certainty <= 1
        assert "jalan" in fit.reason
        page = signed_in(office.people["officer"]).get(f"/kerja/masukan/{message.pk}/").content.decode()
        said = re.search(r'<li class="fit">.*?</li>', page, re.DOTALL)
        assert said
        for words in ("Setiap kemarau.", office.other.name, "ditinjau 3 hari", "dipakai 0 kali", fit.reason, "Perda 3/2024"):  # fmt: skip
            assert words in said[0], words


def test_what_it_was_accepted_for_before_is_learned_and_nothing_fits_what_is_unlike(office: Office) -> None:
    answer = kept(office, questions="Perbaikan infrastruktur", text="Setiap kemarau.")
    strange = "Lubang gede banget depan pasar bikin motor jatuh"
    assert suggested(office.hear(strange)) == []
    first = office.hear(strange)
    given = {"by": office.people["officer"], "message": first, "text": answer.text, "seen": seen(first)}
    answer_message(**given, answer=answer)
    assert suggested(office.hear("Lubang gede depan pasar bikin jatuh lagi")) == [answer]
    assert suggested(office.hear("Harga beras hari ini berapa")) == []
    assert suggested(office.hear("???")) == []


@pytest.mark.parametrize("count", [0, 5, 16])
def test_many_expired_answers_do_not_hide_the_one_that_holds(office: Office, count: int) -> None:
    message = office.hear(ASKED)
    valid = kept(office, questions="Jadwal perbaikan jalan di semua desa tahun ini", text="Lihat papan pengumuman.")
    for year in range(2024 - count, 2024):
        kept(office, questions=f"{ASKED}\n{year}", valid_until=dt.date(year, 12, 31))
    assert suggested(message) == [valid]


def expire(office: Office, answer: Answer) -> None:
    Answer.objects.filter(pk=answer.pk).update(valid_until=office.cast.government.today() - DAY)


def retire(office: Office, answer: Answer) -> None:
    retire_answer(by=office.people["officer"], answer=answer)


def rewrite(office: Office, answer: Answer) -> None:
    """Other words, which nobody has approved, under the same address."""
    change_answer(by=office.people["officer"], answer=answer, fields={"text": "Tidak pernah."})


def keep_to_themselves(office: Office, answer: Answer) -> None:
    Answer.objects.filter(pk=answer.pk).update(agency=office.other, shared=False)


def test_an_answer_that_holds_is_sent_by_one_click(office: Office) -> None:
    answer, message = kept(office), office.hear(ASKED)
    one_click(office, message, answer)
    assert message.replies.get().text == "Setiap kemarau."


def one_click(office: Office, message: Message, answer: Answer) -> None:
    now = seen(message)
    given = {"seen_thread": now.thread, "seen_move": now.move, "version": answer.version}
    signed_in(office.people["officer"]).post(f"/kerja/masukan/{message.pk}/jawab/{answer.pk}/", given)


@pytest.mark.parametrize("become", [expire, retire, rewrite, keep_to_themselves])
def test_one_click_sends_nothing_that_would_not_be_suggested(office: Office, become: Callable[..., None]) -> None:
    """The page was opened while the answer held; the click comes later."""
    answer, message = kept(office), office.hear(ASKED)
    assert suggested(message) == [answer]
    become(office, answer)
    assert suggested(message) == []
    one_click(office, message, answer)
    assert not message.replies.exists()


def accepted(office: Office) -> Consultation:
    """A consultation whose answer the officer has accepted and used."""
    message = office.hear(ASKED)
    consultation = ask(office, message, question="Kapan jalan Desa Melati diperbaiki?")
    draft_answer(by=office.people["other official"], consultation=consultation, text="Mulai tanggal 5.")
    decide(office.people["other official"], consultation, "accepted")
    decide(office.people["officer"], consultation, "accepted")
    return Consultation.objects.get(pk=consultation.pk)


def test_an_accepted_consultation_offers_itself_as_a_draft(office: Office) -> None:
    consultation = accepted(office)
    path = f"/kerja/masukan/jawaban/baru/?konsultasi={consultation.pk}"
    client = signed_in(office.people["officer"])
    assert path in client.get(f"/kerja/masukan/{consultation.message_id}/").content.decode()
    initial = client.get(path).context["form"].initial
    assert (initial["questions"], initial["text"]) == ("Kapan jalan Desa Melati diperbaiki?", "Mulai tanggal 5.")
    message = again(consultation.message)
    answer_message(by=office.people["officer"], message=message, text="Mulai tanggal 5 Juni.", seen=seen(message))
    # What was really said to the asker is the better draft.
    assert client.get(path).context["form"].initial["text"] == "Mulai tanggal 5 Juni."
    given = {
        "questions": initial["questions"],
        "text": "Mulai 5 Juni.",
        "agency": office.cast.agency.pk,
        "shared": "on",
    }
    assert client.post(path, given).status_code == 302
    answer = Answer.objects.get()
    assert (answer.consultation, answer.agency, answer.approved_at) == (consultation, office.cast.agency, None)
    assert suggested(office.hear(ASKED)) == []
    approve_answer(by=office.people["official"], answer=answer, seen_version=1)
    assert suggested(office.hear(ASKED)) == [answer]


@pytest.mark.parametrize("who", ["officer", "other officer"])
def test_the_draft_can_be_kept_as_the_page_shows_it(office: Office, who: str) -> None:
    """By the agency that asked, and by the one that answered."""
    path = f"/kerja/masukan/jawaban/baru/?konsultasi={accepted(office).pk}"
    client = signed_in(office.people[who])
    form = client.get(path).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    sent = client.post(path, {name: value for name, value in shown.items() if value not in (None, False)})
    assert sent.status_code == 302, sent.context["form"].errors
    mine = office.cast.agency if who == "officer" else office.other
    assert Answer.objects.get().agency == mine


def test_a_consultation_that_is_open_or_not_ours_to_read_offers_nothing(office: Office) -> None:
    message = office.hear(ASKED)
    waiting = ask(office, message)
    client = signed_in(office.people["officer"])
    assert client.get(f"/kerja/masukan/jawaban/baru/?konsultasi={waiting.pk}").status_code == 404
    assert "jawaban/baru/?konsultasi" not in client.get(f"/kerja/masukan/{message.pk}/").content.decode()
    done = accepted(office)
    stranger = signed_in(found("bone").people["officer"])
    assert stranger.get(f"/kerja/masukan/jawaban/baru/?konsultasi={done.pk}").status_code == 404
    for wrong in ("x", "-1", "9" * 30, "٣"):
        assert client.get(f"/kerja/masukan/jawaban/baru/?konsultasi={wrong}").status_code in (200, 404), wrong
        assert client.get("/kerja/masukan/jawaban/baru/", {"konsultasi": wrong}).context["form"].initial == {}


FOREIGN = ("wuzung", "kalapir", "drimbo")  # words that no rule knows: what is said of them can only be learned


def classify(office: Office, count: int, label: str = "criticism", words: str = " ".join(FOREIGN)) -> None:
    """So many messages about which a person has corrected, or confirmed, what they seem to say."""
    client = signed_in(office.people["officer"])
    for number in range(count):
        message = office.hear(f"{words} nomor {number}")
        client.post(f"/kerja/masukan/{message.pk}/saran/intent/", {"label": label})


def test_without_enough_examples_the_page_says_so(office: Office) -> None:
    classify(office, 3)
    page = signed_in(office.people["officer"]).get("/kerja/masukan/sumber/").content.decode()
    assert "Belum cukup contoh: 3 dari 30." in page
    assert "Belum cukup contoh: 0 dari 30." in page
    assert learn(office.cast.government)["intent"] == "Belum cukup contoh: 3 dari 30."
    classify(office, 27)
    # Thirty of one kind teach nothing.
    assert "dua jenis" in learn(office.cast.government)["intent"]
    page = signed_in(office.people["officer"]).get("/kerja/masukan/sumber/").content.decode()
    assert "perlu dua jenis" in page
    suggest_for_new()
    assert Suggestion.objects.filter(question="intent", decided="").count() == 0
    message = office.hear(" ".join(FOREIGN))
    suggest_for_new()
    assert message.suggestions.get(question="intent").label != "criticism"


def test_what_people_confirm_and_correct_is_learned_from(office: Office) -> None:
    message = office.hear(" ".join(FOREIGN))
    suggest_for_new()
    before = message.suggestions.get(question="intent")
    assert before.label == "comment"
    classify(office, 16)
    classify(office, 16, "suggestion", "plonto gresik umbai")
    assert learn(office.cast.government)["intent"] == ""
    page = signed_in(office.people["officer"]).get("/kerja/masukan/sumber/").content.decode()
    assert "Dipelajari dari contoh yang dikonfirmasi." in page
    hard, other = office.hear(f"Pak {FOREIGN[0]} {FOREIGN[1]}"), office.hear("plonto umbai ya")
    suggest_for_new()
    learned = hard.suggestions.get(question="intent")
    assert (learned.label, learned.decided) == ("criticism", "")
    assert learned.certainty > 0.5
    assert any(word in learned.reason for word in FOREIGN)
    assert other.suggestions.get(question="intent").label == "suggestion"
    # What is kept of an older message does not change by itself.
    before.refresh_from_db()
    assert before.label == "comment"
    assert state_of_learning(found("bone").government)["intent"] == "Belum cukup contoh: 0 dari 30."


def test_the_persons_word_stands_beside_what_was_guessed(office: Office) -> None:
    message = office.hear("Kapan jalan diperbaiki?")
    suggest_for_new()
    guessed = message.suggestions.get(question="intent")
    assert guessed.label == "question"
    assert again(message).intent == ""  # a guess is no decision
    assert examples(office.cast.government, "intent") == ([], [])
    client = signed_in(office.people["officer"])
    for label in ("tidak ada", "", "x" * 500):
        client.post(f"/kerja/masukan/{message.pk}/saran/intent/", {"label": label})
        assert again(message).intent == ""
    stranger = signed_in(office.people["other officer"])
    assert stranger.post(f"/kerja/masukan/{message.pk}/saran/intent/", {"label": "comment"}).status_code == 404
    client.post(f"/kerja/masukan/{message.pk}/saran/intent/", {"label": "criticism"})
    guessed.refresh_from_db()
    assert (guessed.label, guessed.decided, guessed.by) == ("question", "criticism", office.people["officer"])
    assert again(message).intent == "criticism"
    assert examples(office.cast.government, "intent") == (["Kapan jalan diperbaiki?"], ["criticism"])
    suggest_for_new()
    assert message.suggestions.get(question="intent") == guessed


def test_accepted_consultations_teach_whom_to_ask_and_what_was_erased_teaches_nothing(office: Office) -> None:
    consultation = accepted(office)
    assert examples(office.cast.government, "agency") == ([ASKED], [str(office.other.pk)])
    officer, message = office.people["officer"], again(consultation.message)
    decide_suggestion(by=officer, message=message, question="intent", label="question")
    answer_message(by=officer, message=message, text="Besok.", seen=seen(message))
    erase_message(by=officer, message=again(message), reason="Diminta penanya")
    assert examples(office.cast.government, "agency") == ([], [])
    assert examples(office.cast.government, "intent") == ([], [])


def test_the_index_follows_every_change(office: Office) -> None:
    message = office.hear(ASKED)
    library._library.cache_clear()
    answer = kept(office)
    assert suggested(message) == [answer]
    changed = change_answer(
        by=office.people["officer"], answer=answer, fields={"questions": "Syarat KTP", "text": "KK."}
    )
    approve_answer(by=office.people["official"], answer=changed, seen_version=2)
    assert suggested(message) == []
    assert suggested(office.hear("Apa syarat KTP?")) == [answer]
