"""What the public may read: versions whose delivery to the website was accepted, and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from kentongan.offices.models import Government
from kentongan.posts.models import Delivery


@dataclass(frozen=True)
class Publication:
    """A published version, for templates and feeds."""

    key: str
    agency: str
    at: dt.datetime
    content: dict[str, Any]

    @property
    def title(self) -> str:
        return str(self.content["title"])

    @property
    def summary(self) -> str:
        return str(self.content["caption"] or self.content["narrative"][:200])

    @property
    def path(self) -> str:
        return reverse("portal:post", args=[self.key])

    @property
    def pictures(self) -> list[dict[str, Any]]:
        return [asset for asset in self.content["assets"] if asset["mime"].startswith("image/")]

    @property
    def videos(self) -> list[dict[str, Any]]:
        return [asset for asset in self.content["assets"] if asset["mime"].startswith("video/")]

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in str(self.content["narrative"]).splitlines() if line.strip()]


def _on_website(**filters: Any) -> QuerySet[Delivery]:
    related = ("version", "account__agency")
    on_website = Delivery.objects.filter(state="accepted", account__network="website", version__isnull=False)
    return on_website.filter(**filters).select_related(*related)


def _publication(delivery: Delivery) -> Publication:
    assert delivery.published_at is not None  # noqa: S101 (the database guarantees it for accepted ones)
    assert delivery.version is not None  # noqa: S101 (what is asked for)
    return Publication(delivery.key, delivery.account.agency.name, delivery.published_at, delivery.version.content)


def latest(government: Government, *, before: dt.datetime | None = None, size: int = 20) -> list[Publication]:
    """The newest publications, one page; `before` continues where the last page ended."""
    rows = _on_website(government=government).order_by("-published_at", "-id")
    if before is not None:
        rows = rows.filter(published_at__lt=before)
    return [_publication(delivery) for delivery in rows[:size]]


def find(key: str) -> tuple[Publication, Government] | None:
    """One publication by its key, with its government."""
    delivery = _on_website(key=key).select_related("version", "account__agency", "government").first()
    return (_publication(delivery), delivery.government) if delivery else None
