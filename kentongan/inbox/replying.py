"""The effect `reply`: what was written goes to the asker, once, in the transaction of the decision."""

from __future__ import annotations

from django.db.models import F

from kentongan.cases.models import Move
from kentongan.inbox.models import Answer, Message, Reply, Thread
from kentongan.law import clock
from kentongan.networks.base import Listening
from kentongan.posts.models import Delivery
from kentongan.posts.publishing import queue


def text_limit(message: Message) -> int | None:
    """How many characters a reply may have wherever it goes; None where no limit is known."""
    accounts = {each.account_id: each.account for each in (message, *message.asked_alike) if each.account}
    limits = [account.text_limit() for account in accounts.values()]
    return min((limit for limit in limits if limit is not None), default=None)


def is_sent_by_program(message: Message) -> bool:
    """Whether a program can answer there: it heard the message itself, or the portal shows the answer."""
    if message.account is None:
        return True
    return message.heard != "hand" and isinstance(message.account.adapter, Listening)


def send(message: Message, move: Move) -> None:
    """Make the reply and, on a network, its delivery; likewise to whoever asked the same elsewhere."""
    text, asked = message.draft.strip(), (message, *message.asked_alike)
    for each in asked:
        Reply.objects.create(
            government_id=message.government_id,
            message=each,
            text=text,
            move=move,
            by=move.by,
            appointment=move.appointment,
            at=clock.now(),
            delivery=_delivery(each, text, move),
            answer=message.draft_answer,
        )
    message.consultations.filter(outcome="accepted", used="").update(used=text)
    if message.draft_answer_id:
        Answer.objects.filter(pk=message.draft_answer_id).update(used=F("used") + 1)
    Thread.objects.filter(pk__in=[each.thread_id for each in asked]).update(version=F("version") + 1)


def _delivery(message: Message, text: str, move: Move) -> Delivery | None:
    if message.account is None:
        return None
    program = is_sent_by_program(message)
    said = {
        "title": message.thread.title,
        "text": text,
        "thread": message.thread.remote_id,
        "answers": message.remote_id,
    }
    delivery = Delivery.objects.create(
        government_id=message.government_id,
        reply=said,
        account=message.account,
        appointment=move.appointment,
        move=move,
        key=Delivery.new_key(),
        state="waiting" if program else "by_hand",
        next_at=clock.now(),
    )
    if program:
        queue(delivery)
    return delivery
