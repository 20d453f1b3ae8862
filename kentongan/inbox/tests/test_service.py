"""The service flow by action: answered at once, or through another agency, or closed; and what nobody may."""

from __future__ import annotations

import datetime as dt

import pytest

from kentongan.cases.actions import extend_clock, move_case
from kentongan.cases.models import Clock
from kentongan.cases.rules import Decision
from kentongan.inbox.actions import (
    Seen,
    answer_message,
    ask_agencies,
    close_message,
    mark_spam,
    register_request,
    reopen_message,
)
from kentongan.inbox.consultations import draft_answer, pass_on, withdraw_consultation
from kentongan.inbox.consulting import Ask
from kentongan.inbox.merging import merge_message
from kentongan.inbox.models import Consultation, Message, Reply
from kentongan.inbox.tests.conftest import Office, again, person
from kentongan.law import clock
from kentongan.law.refusal import Refused
from kentongan.ledger.models import Entry
from kentongan.offices.actions import add_agency
from kentongan.posts.models import Delivery

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 15, 30, tzinfo=dt.UTC)


def seen(message: Message) -> Seen:
    return Seen(again(message).thread.version, again(message).case.moves_made)


def ask(office: Office, message: Message, **given: object) -> Consultation:
    words = {"agency": office.other, "question": "Kapan diperbaiki?", "excerpt": message.text, **given}
    ask_agencies(by=office.people["officer"], message=message, asks=[Ask(**words)], seen=seen(message))  # type: ignore[arg-type]
    return message.consultations.latest("id")


def decide(person_: object, consultation: Consultation, outcome: str, response: str = "") -> None:
    case = Consultation.objects.get(pk=consultation.pk).case
    move_case(by=person_, case=case, decision=Decision(outcome, case.moves_made, response=response))  # type: ignore[arg-type]


def test_what_can_be_answered_at_once_is_answered_in_one_go(office: Office) -> None:
    message = office.hear()
    assert (message.open, message.step) == (True, "receive")
    moves = answer_message(by=office.people["officer"], message=message, text="Minggu depan.", seen=seen(message))
    assert [(move.step, move.outcome) for move in moves] == [
        ("receive", "done"),
        ("available", "accepted"),
        ("reply", "done"),
    ]
    message, reply = again(message), Reply.objects.get()
    assert (message.open, message.due_at, message.step) == (False, None, "")
    assert reply.text == "Minggu depan."
    delivery = Delivery.objects.get()
    assert reply.delivery == delivery
    assert delivery.reply == {"title": "", "text": "Minggu depan.", "thread": "t-0", "answers": "c-0"}


def test_of_two_who_answer_the_second_is_told_and_one_reply_goes_out(office: Office) -> None:
    message = office.hear()
    both = seen(message)
    answer_message(by=office.people["officer"], message=message, text="Satu", seen=both)
    with pytest.raises(Refused, match="sudah selesai"):
        answer_message(by=office.people["second"], message=message, text="Dua", seen=both)
    assert Reply.objects.count() == Delivery.objects.count() == 1


def test_who_has_not_read_the_latest_words_is_told_before_sending(office: Office) -> None:
    message = office.hear()
    before = seen(message)
    office.hear("Halo?", remote_id="c-9", thread="t-0")
    with pytest.raises(Refused, match="bertambah sejak halaman Anda dibuka"):
        answer_message(by=office.people["officer"], message=message, text="Satu", seen=before)
    assert again(message).step == "receive"


def test_another_agency_answers_within_24_hours_and_the_officer_replies(office: Office) -> None:
    with clock.at(NOW):
        message = office.hear("NIK saya 6203010101900001, kapan jalan diperbaiki?")
        consultation = ask(office, message)
    assert consultation.excerpt == "NIK saya [NIK], kapan jalan diperbaiki?"
    running = consultation.case.clocks.get()
    assert running.due_at - running.started_at == dt.timedelta(hours=24)
    message = again(message)
    assert (message.step, message.case.acting) == ("agency-answer", None)
    official = office.people["other official"]
    with pytest.raises(Refused, match="Jawaban belum ditulis"):
        decide(official, consultation, "accepted")
    draft_answer(by=office.people["other officer"], consultation=consultation, text="Bulan depan")
    with pytest.raises(Refused, match="belum ditunjuk"):
        decide(office.people["other officer"], consultation, "accepted")
    decide(official, consultation, "accepted")
    officer = office.people["officer"]
    decide(officer, consultation, "rejected", "Tanggal berapa?")
    assert Consultation.objects.get(pk=consultation.pk).case.clocks.get(stopped_at=None).due_at == running.due_at
    draft_answer(by=official, consultation=consultation, text="Tanggal 5 bulan depan")
    decide(official, consultation, "accepted")
    decide(officer, consultation, "accepted")
    message = again(message)
    assert message.step == "reply"
    answered = message.case.moves.get(step="agency-answer")
    assert (answered.by, answered.appointment.agency) == (official, office.other)
    answer_message(by=officer, message=message, text="Mulai tanggal 5.", seen=seen(message))
    consultation.refresh_from_db()
    assert [version.text for version in consultation.versions.all()] == ["Bulan depan", "Tanggal 5 bulan depan"]
    assert (consultation.outcome, consultation.used) == ("accepted", "Mulai tanggal 5.")


def test_not_ours_goes_to_the_next_agency_and_the_messages_own_hours_run_on(office: Office) -> None:
    third = add_agency(by=office.cast.operator, government=office.cast.government, name="Dinas Perhubungan")
    third_official = person(office.cast, third, "official", "Pejabat Dishub")
    with clock.at(NOW):
        message = office.hear()
        consultation = ask(office, message)
    due = again(message).due_at
    with clock.at(NOW + dt.timedelta(hours=5)):
        with pytest.raises(Refused, match="Tanggapan tertulis"):
            decide(office.people["other official"], consultation, "rejected")
        decide(office.people["other official"], consultation, "rejected", "Ini rambu, urusan Dishub.")
        pass_on(by=office.people["officer"], consultation=consultation, agency=third, seen_move=1)
    following = Consultation.objects.get(agency=third)
    assert following.follows == consultation
    assert following.case.clocks.get().due_at == NOW + dt.timedelta(hours=29)
    assert again(message).due_at == due == NOW + dt.timedelta(hours=24)
    draft_answer(by=third_official, consultation=following, text="Sudah dipasang")
    decide(third_official, following, "accepted")
    decide(office.people["officer"], following, "accepted")
    assert again(message).step == "reply"


def test_taken_back_it_returns_to_whoever_decides_how_to_go_on(office: Office) -> None:
    message = office.hear()
    consultation = ask(office, message)
    decide(office.people["other official"], consultation, "rejected", "Bukan kami")
    pass_on(by=office.people["officer"], consultation=consultation, agency=None, seen_move=1)
    message = again(message)
    assert (message.step, message.case.acting) == ("available", office.cast.agency)
    answer_message(by=office.people["officer"], message=message, text="Kami jawab sendiri.", seen=seen(message))
    assert Reply.objects.count() == 1


def test_several_agencies_answer_one_message(office: Office) -> None:
    third = add_agency(by=office.cast.operator, government=office.cast.government, name="Dinas Perhubungan")
    third_official = person(office.cast, third, "official", "Pejabat Dishub")
    message = office.hear()
    first = ask(office, message)
    second = ask(office, message, agency=third)
    with pytest.raises(Refused, match="sedang ditanya"):
        ask(office, message)
    for official, consultation in ((office.people["other official"], first), (third_official, second)):
        assert again(message).step == "agency-answer"
        draft_answer(by=official, consultation=consultation, text="Jawab")
        decide(official, consultation, "accepted")
        decide(office.people["officer"], consultation, "accepted")
    assert again(message).step == "reply"


def test_one_of_several_may_be_withdrawn(office: Office) -> None:
    third = add_agency(by=office.cast.operator, government=office.cast.government, name="Dinas Perhubungan")
    message = office.hear()
    first, second = ask(office, message), ask(office, message, agency=third)
    draft_answer(by=office.people["other official"], consultation=first, text="Jawab")
    decide(office.people["other official"], first, "accepted")
    decide(office.people["officer"], first, "accepted")
    with pytest.raises(Refused, match="Alasan penarikan"):
        withdraw_consultation(by=office.people["officer"], consultation=second, reason="")
    withdraw_consultation(by=office.people["officer"], consultation=second, reason="Sudah cukup")
    assert again(message).step == "reply"


def test_the_consulted_see_the_consultation_and_never_the_inbox(office: Office) -> None:
    message = office.hear()
    consultation = ask(office, message)
    asked, asker = office.people["other official"], office.people["officer"]
    assert not Message.objects.visible_to(asked).exists()
    assert Consultation.objects.visible_to(asked).get() == consultation
    assert Consultation.objects.visible_to(asker).get() == consultation
    assert Message.objects.visible_to(asker).get() == message
    with pytest.raises(Refused):
        answer_message(by=asked, message=message, text="x", seen=seen(message))


def test_a_formal_request_is_registered_and_has_its_own_days_once_extended(office: Office) -> None:
    officer = office.people["officer"]
    with clock.at(dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)):
        message = office.hear("Permohonan salinan APBD")
        number = register_request(by=officer, message=message).number
        case = again(message).case
        assert (number, case.procedure.key) == ("001/PI/2026", "information-request")
        # 2 March 2026 is a Monday; 18 to 24 March hold Nyepi, Idulfitri and collective leave.
        first = case.clocks.get().due_at
        assert first.astimezone(office.cast.government.zone).date() == dt.date(2026, 3, 16)
        extend_clock(by=officer, case=case, reason="Dokumen dihimpun")
        assert case.clocks.get().due_at > first + dt.timedelta(days=6)
        with pytest.raises(Refused, match="sudah pernah diperpanjang"):
            extend_clock(by=officer, case=again(message).case, reason="Lagi")
        second = office.hear("Salinan DPA")
        assert register_request(by=officer, message=second).number == "002/PI/2026"
        answer_message(by=officer, message=message, text="Terlampir.", seen=seen(message))
    assert not again(message).open


def test_closing_and_its_undoing(office: Office) -> None:
    officer = office.people["officer"]
    message, spam, same = office.hear(), office.hear("slot gacor"), office.hear("Jalan kapan?")
    with pytest.raises(Refused, match="Nomor pengaduan"):
        close_message(by=officer, message=message, closing="national")
    with pytest.raises(Refused, match="Alasan wajib"):
        close_message(by=officer, message=message, closing="abuse")
    close_message(by=officer, message=message, closing="national", number="LAPOR-7781")
    assert message.registrations.get().number == "LAPOR-7781"
    mark_spam(by=officer, messages=[spam])
    assert again(spam).closed_as == "spam"
    reopen_message(by=officer, message=spam, reason="Bukan spam")
    assert (again(spam).open, again(spam).step) == (True, "receive")
    merge_message(by=officer, message=spam, into=same)
    assert (again(spam).merged_into, again(spam).closed_as) == (same, "duplicate")
    reopen_message(by=officer, message=spam, reason="Bukan yang sama")
    assert (again(spam).open, again(spam).merged_into) == (True, None)


def test_closing_ends_what_other_agencies_were_asked(office: Office) -> None:
    message = office.hear()
    consultation = ask(office, message)
    close_message(by=office.people["officer"], message=message, closing="thanks")
    consultation.refresh_from_db()
    assert (consultation.outcome, consultation.case.ended_at is None) == ("withdrawn", False)
    assert not Clock.objects.running().exists()


def test_each_decision_is_in_the_ledger(office: Office) -> None:
    message = office.hear()
    ask(office, message)
    verbs = list(Entry.objects.order_by("id").values_list("verb", flat=True))[-6:]
    assert verbs == ["cases.move", "cases.move", "cases.move", "cases.start", "cases.move", "inbox.consult"]
