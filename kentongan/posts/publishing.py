"""The effect `publish`: one delivery an account, in the transaction of the decision."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kentongan.cases.models import Case, Move
from kentongan.law import clock
from kentongan.posts.models import Delivery, Post
from kentongan.posts.versions import keep_version

DELIVER_TASK = "kentongan.posts.tasks.deliver"


def make_deliveries(post: Post, case: Case, move: Move) -> list[Delivery]:
    """Make the deliveries of the version that the move was made on, and queue those that a program sends."""
    version = keep_version(post, by=move.by)
    now = clock.now()
    made = []
    for variant in post.variants.select_related("account"):
        by_hand = variant.account.adapter.by_hand
        start = max(now, variant.scheduled_at or now)
        made.append(
            Delivery.objects.create(
                government_id=post.government_id,
                version=version,
                account=variant.account,
                appointment=move.appointment,
                move=move,
                key=Delivery.new_key(),
                state="by_hand" if by_hand else "waiting",
                next_at=start,
            )
        )
    for delivery in made:
        if delivery.state == "waiting" and delivery.next_at == now:
            queue(delivery)
    return made


def queue(delivery: Delivery) -> None:
    """Ask a worker to take the delivery up, when the transaction commits. Asking twice makes one job."""
    try:
        with transaction.atomic():  # a job that is there already must not spoil the caller's transaction
            app.configure_task(DELIVER_TASK, queueing_lock=f"delivery-{delivery.pk}").defer(delivery_id=delivery.pk)
    except AlreadyEnqueued:
        return
