"""The same question asked more than once: one answer, and everybody who asked hears it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from kentongan.inbox.actions import answer_message, close_message
from kentongan.inbox.answering_askers import mail_answers
from kentongan.inbox.forgetting import erase_message
from kentongan.inbox.merging import alike, merge_message
from kentongan.inbox.models import Message, Reply
from kentongan.inbox.replying import text_limit
from kentongan.inbox.rules import why_not_work
from kentongan.inbox.tests.conftest import Office, again
from kentongan.inbox.tests.test_pages import signed_in
from kentongan.inbox.tests.test_portal import form_of, send
from kentongan.inbox.tests.test_service import seen
from kentongan.law import clock
from kentongan.law.refusal import Refused
from kentongan.offices.actions import Term, appoint
from kentongan.posts.models import Delivery
from kentongan.workspace.tests.acts import decree_of

pytestmark = pytest.mark.django_db


def merge(office: Office, message: Message, into: Message) -> None:
    merge_message(by=office.people["officer"], message=again(message), into=again(into))


def answer(office: Office, message: Message, text: str) -> None:
    answer_message(by=office.people["officer"], message=again(message), text=text, seen=seen(message))


def test_whoever_asked_the_same_elsewhere_hears_the_answer(office: Office, mailoutbox: list[object]) -> None:
    first = office.hear("Kapan pasar buka?", thread="t-a")
    beside = office.hear("Iya, kapan pasar buka?", thread="t-a")
    elsewhere = office.hear("Pasar buka kapan ya?", thread="t-b")
    there_too = office.hear("Saya juga mau tahu", thread="t-b")
    gone = office.hear("Pasar kapan buka", thread="t-c")
    Message.objects.filter(pk=gone.pk).update(gone_at=clock.now())
    client = Client()
    code = re.search(r'id="kode">([^<]+)<', send(client, office, form_of(client, office)).content.decode())[1]
    portal = Message.objects.get(account=None)
    for each in (beside, elsewhere, there_too, gone, portal):
        merge(office, each, first)
    assert "Sedang ditangani" in client.post("/lacak/", {"code": code}).content.decode()
    page = signed_in(office.people["officer"]).get(f"/kerja/masukan/{first.pk}/").content.decode()
    assert "juga dikirim kepada 2 penanya lain" in page
    answer(office, first, "Hari Senin.")
    assert {reply.message_id for reply in Reply.objects.all()} == {first.pk, elsewhere.pk, portal.pk}
    assert {each.reply["answers"] for each in Delivery.objects.all()} == {first.remote_id, elsewhere.remote_id}
    assert "Hari Senin." in client.post("/lacak/", {"code": code}).content.decode()
    mail_answers()
    assert len(mailoutbox) == 1


def test_it_is_no_longer_than_the_smallest_room_allows(office: Office) -> None:
    first, other = office.hear(), office.hear()
    short = office.cast.accounts[1]
    Message.objects.filter(pk=other.pk).update(account=short)
    assert short.text_limit() is not None
    merge(office, other, first)
    assert text_limit(again(first)) == short.text_limit()


def test_what_was_merged_moves_along(office: Office) -> None:
    first, second, third = office.hear(), office.hear(), office.hear()
    merge(office, third, second)
    merge(office, second, first)
    assert [again(each).merged_into for each in (first, second, third)] == [None, first, first]


def test_nobody_waits_longer_or_in_vain_for_it(office: Office) -> None:
    with clock.at(clock.now() - dt.timedelta(days=7)):
        first = office.hear()
    second = office.hear()
    with pytest.raises(Refused, match="menunggu lebih lama"):
        merge(office, first, second)
    with pytest.raises(Refused, match="Pilih masukan lain"):
        merge(office, first, first)
    close_message(by=office.people["officer"], message=first, closing="thanks")
    with pytest.raises(Refused, match="sudah selesai"):
        merge(office, second, first)
    Message.objects.filter(pk=first.pk).update(agency=office.other)
    with pytest.raises(Refused, match="tidak ditemukan"):
        merge(office, second, first)
    assert again(second).open


def test_who_holds_both_offices_merges_within_one_agency_alone(office: Office) -> None:
    first, second = office.hear(), office.hear()
    both, term = office.people["officer"], Term(office.cast.government.today())
    decree = decree_of(office.cast, office.other, "77/UJI")
    appoint(by=office.cast.operator, person=both, role="officer", decree=decree, term=term)
    Message.objects.filter(pk=first.pk).update(agency=office.other)
    assert why_not_work(again(first), both) is None
    with pytest.raises(Refused, match="tidak ditemukan"):
        merge(office, second, first)


def test_a_name_goes_from_all_its_copies_once_they_are_sent(office: Office) -> None:
    first, other = office.hear("Kapan?", author="Ibu Rina"), office.hear("Kapan ya?", author="Pak Joko")
    merge(office, other, first)
    answer(office, first, "Ibu Rina, hari Senin.")
    Delivery.objects.filter(reply__answers=other.remote_id).update(state="waiting")
    with pytest.raises(Refused, match="masih dalam pengiriman"):
        erase_message(by=office.people["officer"], message=again(first), reason="Diminta")
    Delivery.objects.update(state="cancelled")
    erase_message(by=office.people["officer"], message=again(first), reason="Diminta")
    assert not [reply.text for reply in Reply.objects.all() if "Rina" in reply.text]
    assert not [each.reply for each in Delivery.objects.all() if "Rina" in each.reply["text"]]
    copy = Delivery.objects.get(reply__answers=other.remote_id)
    assert copy.reply["thread"] == again(other).thread.remote_id


def test_what_is_alike_is_offered_and_looked_for(office: Office) -> None:
    officer = office.people["officer"]
    with clock.at(clock.now() - dt.timedelta(days=7)):
        market, road = office.hear("Kapan pasar induk dibuka lagi?"), office.hear("Jalan berlubang di Desa Mawar")
    message = office.hear("Pasar induk bukanya kapan pak")
    with clock.at(clock.now() + dt.timedelta(days=7)):
        later = office.hear("Pasar induk pasar induk")
    assert alike(officer, message) == [market]
    assert alike(officer, message, "lubang") == [road]
    assert alike(officer, later) == [market, message]
    long = office.hear(" ".join(f"kata{number}" for number in range(19)) + " pasar dan masih banyak kata lainnya lagi")
    assert market in alike(officer, long)
    for hostile in ("' OR 1=1 --", "&|!():*", "<script>"):
        assert alike(officer, message, hostile) == []
    client, path = signed_in(officer), f"/kerja/masukan/{message.pk}/gabung/"
    assert "Kapan pasar induk dibuka lagi?" in client.get(path).content.decode()
    assert "dengan kata itu" in client.get(path, {"q": "\x00kucing"}).content.decode()
    assert client.post(path, {"into": later.pk}, follow=True).redirect_chain[-1][0] == path
    assert client.post(path, {"into": market.pk}, follow=True).status_code == 200
    assert again(message).merged_into == market
    assert signed_in(office.people["other official"]).get(path).status_code == 404
