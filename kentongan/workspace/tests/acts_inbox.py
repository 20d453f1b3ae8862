"""The inbox's actions for the table of every action: Kapuas with messages, consultations and a library."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from kentongan.accounts.models import Account
from kentongan.cases.actions import extend_clock, move_case
from kentongan.cases.rules import Decision
from kentongan.inbox import actions, consultations, forgetting, library, merging
from kentongan.inbox.actions import Seen
from kentongan.inbox.collecting import take
from kentongan.inbox.consulting import Ask
from kentongan.inbox.entering import Asked, Heard, ask_on_portal, enter_message
from kentongan.inbox.models import Answer, Consultation, Message
from kentongan.law import clock
from kentongan.networks.base import Incoming
from kentongan.offices import actions as offices
from kentongan.offices.actions import PersonDetails, Term
from kentongan.offices.models import Agency, Person
from kentongan.workspace.stories import Cast, found
from kentongan.workspace.tests.acts import Act, Scene, decree_of, people_in

ROLES = frozenset({"officer", "official", "head"})
ANSWER = {"questions": "Kapan?", "text": "Besok."}


def inbox_scene(next_door: Cast) -> Scene:
    cast = found("kapuas")
    account = cast.accounts[0]
    items = [
        Incoming(f"c-{number}", f"t-{number}", "comment", f"Tanya {number}", "Budi", clock.now()) for number in range(6)
    ]
    rows = take(account, items).new
    for row in rows[3:4]:
        actions.close_message(by=cast.people["officer"], message=_message(row.pk), closing="thanks")
    asked, declined = rows[1], rows[2]
    other = offices.add_agency(by=cast.operator, government=cast.government, name="Dinas Lain")
    official = _appointed(cast, other, "official")
    for row in (asked, declined):
        ask = [Ask(other, "Kapan?", "x")]
        actions.ask_agencies(by=cast.people["officer"], message=_message(row.pk), asks=ask, seen=_seen(row.pk))
    consultation, refused = Consultation.objects.order_by("id")
    move_case(by=official, case=refused.case, decision=Decision("rejected", 0, response="Bukan kami"))
    actions.register_request(by=cast.people["officer"], message=_message(rows[4].pk))
    answer = library.write_answer(by=cast.people["officer"], agency=cast.agency, fields=ANSWER)
    return Scene(
        cast,
        people_in(cast, next_door),
        message=rows[0],
        same=rows[5],
        asked=asked,
        closed=rows[3],
        request=rows[4],
        consultation=consultation,
        refused=refused,
        answer=answer,
        other_official=official,
    )


def _appointed(cast: Cast, agency: Agency, role: str) -> Person:
    details = PersonDetails("Pejabat Lain", "pejabat-lain@uji.example", "196901012000011009")
    person = offices.add_person(by=cast.operator, agency=agency, details=details)
    decree, today = decree_of(cast, agency, "55/UJI"), cast.government.today()
    offices.appoint(by=cast.operator, person=person, role=role, decree=decree, term=Term(today - dt.timedelta(days=1)))
    return person


def _message(pk: int) -> Message:
    return Message.objects.select_related("agency__government", "government", "thread", "account").get(pk=pk)


def _seen(pk: int) -> Seen:
    row = _message(pk)
    return Seen(row.thread.version, row.case.moves_made)


def _posted(pk: int, **more: Any) -> dict[str, Any]:
    now = _seen(pk)
    return {"seen_thread": now.thread, "seen_move": now.move, **more}


def _work(do: Any, path: str = "", data: Any = dict, *, on: str = "message") -> Act:
    """What the agency's officer, official and head may do with a message."""
    request = (
        (lambda s: (f"/kerja/masukan/{getattr(s, on).pk}/{path}/", data(s) if data is not dict else {}))
        if path
        else None
    )
    return Act(do, who="officer", roles=ROLES, unseen=True, request=request)


def _kept(do: Any, path: str) -> Act:
    return Act(
        do, who="officer", roles=ROLES, request=lambda s: (f"/kerja/masukan/jawaban/{path.format(s.answer.pk)}", ANSWER)
    )


def _answer(s: Scene) -> Answer:
    return Answer.objects.select_related("agency__government", "government").get(pk=s.answer.pk)


def _consultation(row: Consultation) -> Consultation:
    return Consultation.objects.select_related("agency__government", "asker__government", "government").get(pk=row.pk)


def _account(s: Scene) -> Account:
    return Account.objects.select_related("agency__government", "government").get(pk=s.cast.accounts[0].pk)


INBOX_ACTS: dict[str, Act] = {
    "inbox.answer": Act(
        lambda s, by: actions.answer_message(by=by, message=_message(s.message.pk), text="x", seen=_seen(s.message.pk)),
        who="officer",
        roles=frozenset({"officer"}),
        unseen=True,
        request=lambda s: (f"/kerja/masukan/{s.message.pk}/jawab/", _posted(s.message.pk, text="x")),
    ),
    "inbox.consult": Act(
        lambda s, by: actions.ask_agencies(
            by=by, message=_message(s.message.pk), asks=[Ask(s.consultation.agency, "?", "")], seen=_seen(s.message.pk)
        ),
        who="officer",
        roles=frozenset({"officer"}),
        unseen=True,
        request=lambda s: (
            f"/kerja/masukan/{s.message.pk}/hubungi/",
            _posted(s.message.pk, agency=s.consultation.agency_id, question="?"),
        ),
    ),
    "inbox.close": _work(
        lambda s, by: actions.close_message(by=by, message=_message(s.message.pk), closing="thanks"),
        "tutup",
        lambda s: {"closing": "thanks"},
    ),
    "inbox.spam": _work(lambda s, by: actions.mark_spam(by=by, messages=[_message(s.message.pk)])),
    "inbox.reopen": _work(
        lambda s, by: actions.reopen_message(by=by, message=_message(s.closed.pk), reason="x"),
        "buka",
        lambda s: {"reason": "x"},
        on="closed",
    ),
    "inbox.register": _work(lambda s, by: actions.register_request(by=by, message=_message(s.message.pk)), "daftarkan"),
    "inbox.assign": _work(
        lambda s, by: actions.assign_message(by=by, message=_message(s.message.pk), to=s.cast.people["officer"]),
        "tugaskan",
        lambda s: {"to": s.cast.people["officer"].pk},
    ),
    "inbox.note": _work(
        lambda s, by: actions.add_note(by=by, message=_message(s.message.pk), text="x"),
        "catatan",
        lambda s: {"text": "x"},
    ),
    "inbox.merge": _work(
        lambda s, by: merging.merge_message(by=by, message=_message(s.same.pk), into=_message(s.message.pk)),
        "gabung",
        lambda s: {"into": s.message.pk},
        on="same",
    ),
    "inbox.classify": _work(
        lambda s, by: actions.decide_suggestion(
            by=by, message=_message(s.message.pk), question="intent", label="question"
        ),
        "saran/intent",
        lambda s: {"label": "question"},
    ),
    "inbox.erase": _work(
        lambda s, by: forgetting.erase_message(by=by, message=_message(s.closed.pk), reason="x"),
        "hapus",
        lambda s: {"reason": "x"},
        on="closed",
    ),
    "inbox.enter": _work(
        lambda s, by: enter_message(by=by, account=_account(s), heard=Heard("Halo", "Ani", clock.now(), "loket"))
    ),
    "inbox.ask": Act(lambda s, by: ask_on_portal(by=None, agency=s.cast.agency, asked=Asked("Halo", uuid.uuid4()))),
    "inbox.hand_over": Act(
        lambda s, by: consultations.hand_over_answer(
            by=s.other_official,
            consultation=_consultation(s.consultation),
            text="x",
            decision=Decision("accepted", 0),
        )
    ),
    "inbox.redirect": Act(
        lambda s, by: consultations.pass_on(by=by, consultation=_consultation(s.refused), agency=None, seen_move=1),
        who="officer",
        roles=frozenset({"officer"}),
    ),
    "inbox.withdraw_consultation": _work(
        lambda s, by: consultations.withdraw_consultation(by=by, consultation=_consultation(s.consultation), reason="x")
    ),
    "cases.extend": Act(
        lambda s, by: extend_clock(by=by, case=_message(s.request.pk).case, reason="x"),
        who="officer",
        roles=frozenset({"officer"}),
        unseen=True,
        request=lambda s: (f"/kerja/masukan/{s.request.pk}/perpanjang/", {"reason": "x"}),
    ),
    "answers.write": Act(
        lambda s, by: library.write_answer(by=by, agency=s.cast.agency, fields=ANSWER), who="officer", roles=ROLES
    ),
    "answers.change": _kept(
        lambda s, by: library.change_answer(by=by, answer=_answer(s), fields={"text": "Lusa."}), "{}/ubah/"
    ),
    "answers.approve": Act(
        lambda s, by: library.approve_answer(by=by, answer=_answer(s), seen_version=1),
        who="official",
        roles=frozenset({"official", "head"}),
        request=lambda s: (f"/kerja/masukan/jawaban/{s.answer.pk}/setujui/", {"version": 1}),
    ),
    "answers.retire": _kept(lambda s, by: library.retire_answer(by=by, answer=_answer(s)), "{}/pensiun/"),
}
