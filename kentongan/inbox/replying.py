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
    """How many characters a reply to this message may have; None where no limit is known."""
    return message.account.text_limit() if message.account else None


def is_sent_by_program(message: Message) -> bool:
    """Whether a program can answer there: it heard the message itself, or the portal shows the answer."""
    if message.account is None:
        return True
    return message.heard != "hand" and isinstance(message.account.adapter, Listening)


def send(message: Message, move: Move) -> Reply:
    """Make the reply and, on a network, its delivery."""
    reply = Reply.objects.create(
        government_id=message.government_id,
        message=message,
        text=message.draft.strip(),
        move=move,
        by=move.by,
        appointment=move.appointment,
        at=clock.now(),
        delivery=_delivery(message, move),
        answer=message.draft_answer,
    )
    message.consultations.filter(outcome="accepted", used="").update(used=reply.text)
    if message.draft_answer_id:
        Answer.objects.filter(pk=message.draft_answer_id).update(used=F("used") + 1)
    Thread.objects.filter(pk=message.thread_id).update(version=F("version") + 1)
    return reply


def _delivery(message: Message, move: Move) -> Delivery | None:
    if message.account is None:
        return None
    program = is_sent_by_program(message)
    said = {
        "title": message.thread.title,
        "text": message.draft.strip(),
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
