"""The example's other half: what citizens asked on the portal, and what became of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kentongan.cases.actions import move_case
from kentongan.cases.rules import Decision
from kentongan.inbox.actions import Seen, answer_message, ask_agencies, close_message
from kentongan.inbox.consultations import draft_answer
from kentongan.inbox.consulting import Ask
from kentongan.inbox.entering import Asked, ask_on_portal
from kentongan.inbox.library import approve_answer, write_answer
from kentongan.inbox.models import Message
from kentongan.law import clock
from kentongan.offices.models import Agency, Person

if TYPE_CHECKING:
    from kentongan.workspace.stories import Cast

HOUR = dt.timedelta(hours=1)
# What was asked, by whom, and the answer; "?" before it where another agency must be asked, "" where it waits.
_SAID = (
    ("Kantor kecamatan buka hari Sabtu tidak?", "Rina", "Kantor kecamatan buka Senin sampai Jumat, pukul 07.30 sampai 15.30."),
    ("Jalan poros Desa Melati berlubang parah, kapan diperbaiki?", "Joko", "?Perbaikan dijadwalkan mulai bulan depan dari simpang pasar."),
    ("Terima kasih petugas, lampu jalan sudah menyala lagi", "Sari", "thanks"),
    ("Apa syarat mengurus KTP yang hilang?", "Anton", "Bawa surat kehilangan dari kepolisian dan fotokopi KK. Tidak dipungut biaya."),
    ("s1ot g4cor maxw1n daftar sekarang bonus new member", "", "spam"),
    ("Sebaiknya jadwal posyandu diumumkan seminggu sebelumnya", "Wati", "Terima kasih. Mulai bulan depan jadwal kami umumkan setiap hari Senin."),
    ("Jembatan gantung Desa Kenanga putus talinya, warga takut lewat", "Hendra", "?Jembatan ditutup sementara; tali diganti paling lambat hari Jumat."),
    ("Bagaimana cara mendapat beasiswa kabupaten tahun ini?", "Dewi", ""),
    ("Air PDAM di Desa Teratai keruh sejak tiga hari", "Bambang", ""),
    ("Pelayanan puskesmas lambat sekali, antre dari subuh", "Lina", ""),
    ("Tolong, ada kebakaran lahan dekat rumah warga di Desa Mawar, api membesar!", "Agus", ""),
)  # fmt: skip


def play_messages(cast: Cast, works: Agency, official: Person, now: dt.datetime) -> Iterator[str]:
    """Let citizens ask over the last weeks, another agency help, three of them wait; tells what it does."""
    with clock.at(now - 22 * 24 * HOUR):
        _write_library(cast)
    settled = sum(bool(fate) for _text, _name, fate in _SAID)
    for number, (text, name, fate) in enumerate(_SAID):
        moment = now - (settled - number) * 70 * HOUR - 30 * HOUR if fate else now - (len(_SAID) - number) * HOUR
        with clock.at(moment):
            asked = Asked(text, uuid.uuid5(uuid.NAMESPACE_URL, f"{cast.government.pack}/{number}"), name)
            ask_on_portal(by=None, agency=cast.agency, asked=asked)
        message = Message.objects.latest("id")
        if fate.startswith("?"):
            _through(cast, message, works, official, fate[1:], moment)
        elif fate in ("thanks", "spam"):
            with clock.at(moment + HOUR):
                close_message(by=cast.people["officer"], message=message, closing=fate)
        elif fate:
            with clock.at(moment + 2 * HOUR):
                _answer(cast, message, fate)
        yield f"{number + 1}/{len(_SAID)} {message}"


def _write_library(cast: Cast) -> None:
    fields = {
        "questions": "Apa syarat mengurus KTP yang hilang?\nKTP hilang bagaimana\nbikin KTP baru karena hilang",
        "text": "Bawa surat kehilangan dari kepolisian dan fotokopi KK ke Dinas Dukcapil. Tidak dipungut biaya.",
        "public": True,
    }
    answer = write_answer(by=cast.people["officer"], agency=cast.agency, fields=fields)
    approve_answer(by=cast.people["official"], answer=answer, seen_version=1)


def _seen(message: Message) -> Seen:
    fresh = Message.objects.select_related("thread").get(pk=message.pk)
    return Seen(fresh.thread.version, fresh.case.moves_made)


def _answer(cast: Cast, message: Message, text: str) -> None:
    answer_message(by=cast.people["officer"], message=message, text=text, seen=_seen(message))


def _through(cast: Cast, message: Message, works: Agency, official: Person, text: str, moment: dt.datetime) -> None:
    """The officer asks the other agency, whose official answers; the officer accepts and replies."""
    officer = cast.people["officer"]
    with clock.at(moment + HOUR):
        asks = [Ask(works, "Kapan ditangani?", message.text)]
        ask_agencies(by=officer, message=message, asks=asks, seen=_seen(message))
    consultation = message.consultations.get()
    with clock.at(moment + 9 * HOUR):
        draft_answer(by=official, consultation=consultation, text=text)
        move_case(by=official, case=consultation.case, decision=Decision("accepted", 0))
    with clock.at(moment + 10 * HOUR):
        del consultation.case
        move_case(by=officer, case=consultation.case, decision=Decision("accepted", 1))
        _answer(cast, message, text)
