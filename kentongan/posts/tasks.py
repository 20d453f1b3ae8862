"""Jobs of this room: deliver one, sweep for what is due, clear what was given up."""

from __future__ import annotations

import datetime as dt

from procrastinate.contrib.django import app

from kentongan.law import clock
from kentongan.posts import deliveries
from kentongan.posts.models import Delivery, Upload
from kentongan.posts.publishing import DELIVER_TASK, queue


@app.task(name=DELIVER_TASK, queue="deliveries")
def deliver(delivery_id: int) -> None:
    """Deliver one."""
    deliveries.deliver(delivery_id)


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="posts-sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Queue every delivery whose time has come, or whose worker died."""
    for delivery in Delivery.objects.due(clock.now()).only("id").order_by("next_at")[:500]:
        queue(delivery)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="posts-uploads", pass_context=False)
def clear_uploads(timestamp: int) -> None:
    """Forget pieces of files whose upload was never finished."""
    Upload.objects.filter(created_at__lt=clock.now() - dt.timedelta(days=1)).delete()
