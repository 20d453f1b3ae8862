"""A worker: takes jobs from PostgreSQL, runs the schedule, and frees what killed workers left."""

from __future__ import annotations

import procrastinate
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


def run_worker(*, concurrency: int) -> None:
    """Run until a signal comes. Jobs in hand are finished."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # noqa: S101 (what settings install)
    worker_app: procrastinate.App = app.with_connector(connector.get_worker_connector())
    connections.close_all()
    worker_app.run_worker(
        concurrency=concurrency,
        install_signal_handlers=True,
        fetch_job_polling_interval=1.0,
        delete_jobs="successful",
        update_heartbeat_interval=2.0,
        stalled_worker_timeout=10.0,
    )
