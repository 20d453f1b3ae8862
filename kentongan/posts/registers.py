"""The register of documentation and content (L rows 1 and 5), as a view and as rows to export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from kentongan.cases.models import Case, Clock, Move
from kentongan.documents.register import Column, Register
from kentongan.law import clock
from kentongan.offices.models import Government
from kentongan.posts.models import SUBJECT, Delivery, Post


@dataclass(frozen=True)
class Row:
    """One post with its case and what became of it."""

    post: Post
    case: Case
    pictures: int
    moves: list[Move]
    deliveries: list[Delivery]
    late_steps: int

    @property
    def state(self) -> str:
        if self.case.withdrawn:
            return _("Ditarik")
        if self.case.ended_at is None:
            step = self.case.current_step
            return _("Langkah %(number)d") % {"number": step.number if step else 0}
        return _("Selesai")

    @property
    def permalinks(self) -> list[str]:
        return [delivery.permalink for delivery in self.deliveries if delivery.permalink]


def _local_midnight(government: Government, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, government.zone)


def filtered(government: Government, filters: Mapping[str, Any]) -> QuerySet[Post]:
    """The posts that the filters let through; those of one government, never of another."""
    posts = Post.objects.filter(government=government)
    if filters.get("agency"):
        posts = posts.filter(agency=filters["agency"])
    if filters.get("since"):
        posts = posts.filter(created_at__gte=_local_midnight(government, filters["since"]))
    if filters.get("until"):
        posts = posts.filter(created_at__lt=_local_midnight(government, filters["until"] + dt.timedelta(days=1)))
    if filters.get("q"):
        posts = posts.filter(Q(title__icontains=filters["q"]) | Q(theme__icontains=filters["q"]))
    return _in_state(posts, filters.get("state") or "")


def _in_state(posts: QuerySet[Post], state: str) -> QuerySet[Post]:
    cases = Case.objects.filter(government=OuterRef("government"), subject_kind=SUBJECT, subject_id=OuterRef("pk"))
    conditions = {
        "open": Exists(cases.filter(ended_at=None)),
        "done": Exists(cases.filter(ended_at__isnull=False, withdrawn=False)),
        "withdrawn": Exists(cases.filter(withdrawn=True)),
        "late": Exists(cases.filter(clocks__in=Clock.objects.late(clock.now()))),
    }
    return posts.filter(conditions[state]) if state in conditions else posts


def rows_of(posts: list[Post]) -> list[Row]:
    """What the register says of these posts. A constant number of queries."""
    ids = [post.pk for post in posts]
    late = Prefetch("clocks", Clock.objects.order_by("id"))
    moves = Prefetch("moves", Move.objects.select_related("by"))
    found = Case.objects.filter(
        subject_kind=SUBJECT, subject_id__in=ids, government_id__in={post.government_id for post in posts}
    )
    cases = {
        case.subject_id: case
        for case in found.select_related("procedure_version", "agency").prefetch_related(late, moves).order_by("id")
    }
    sent: dict[int, list[Delivery]] = {}
    for delivery in Delivery.objects.filter(version__post__in=ids).select_related("account", "version").order_by("id"):
        sent.setdefault(delivery.version.post_id, []).append(delivery)  # type: ignore[union-attr]  # filtered by it
    now = clock.now()
    return [
        Row(
            post,
            cases[post.pk],
            sum(asset.is_picture for asset in post.assets.all()),
            list(cases[post.pk].moves.all()),
            sent.get(post.pk, []),
            sum(step.is_late(now) for step in cases[post.pk].clocks.all()),
        )
        for post in posts
        if post.pk in cases
    ]


def with_related(posts: QuerySet[Post]) -> QuerySet[Post]:
    """What `rows_of` reads of a post, fetched at once."""
    return posts.select_related("agency", "author").prefetch_related("assets")


def register_of(government: Government, rows: list[Row]) -> Register:
    """The register as a document: the same values on screen and in XLSX."""
    columns = (
        Column(_("No."), "number"), Column(_("Tanggal"), "moment"), Column(_("Perangkat daerah"), "text"), Column(_("Judul"), "text"),
        Column(_("Tema"), "text"), Column(_("Penyusun"), "text"), Column(_("Foto"), "number"), Column(_("Revisi"), "number"),
        Column(_("Langkah terlambat"), "number"), Column(_("Keadaan"), "text"), Column(_("Akun"), "text"), Column(_("Tayang"), "moment"),
        Column(_("Tautan"), "text"),
    )  # fmt: skip
    zone = government.zone
    body = tuple(
        (
            row.post.pk,
            row.post.created_at.astimezone(zone),
            row.post.agency.name,
            row.post.title,
            row.post.theme,
            row.post.author.name,
            row.pictures,
            row.case.revision,
            row.late_steps,
            row.state,
            ", ".join(delivery.account.name for delivery in row.deliveries),
            next((d.published_at.astimezone(zone) for d in row.deliveries if d.published_at), None),
            "\n".join(row.permalinks),
        )
        for row in rows
    )
    return Register(title=_("Register Dokumentasi dan Konten"), government=government.name, columns=columns, rows=body)
