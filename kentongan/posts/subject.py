"""Posts as a subject of procedures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kentongan.cases.models import Case, Clock, Move
from kentongan.cases.subjects import Shown
from kentongan.law.flow import first_review
from kentongan.law.model import Requirement
from kentongan.law.refusal import Reason
from kentongan.law.vocabulary import Subject as SubjectWords
from kentongan.offices.models import Agency
from kentongan.posts import papers, requirements
from kentongan.posts.content import content_of, hash_of
from kentongan.posts.models import Post
from kentongan.posts.publishing import make_deliveries
from kentongan.posts.versions import keep_version


class PostSubject:
    """What the engine may ask of a post."""

    words = SubjectWords(
        requirements=requirements.known(),
        effects=frozenset({"publish"}),
        separate=frozenset({"publish"}),
        titles={**requirements.TITLES, **papers.TITLES, "publish": _("Menayangkan pada akun resmi")},
        documents=frozenset(papers.TITLES),
    )

    def get(self, subject_id: int) -> Post:
        return Post.objects.select_for_update(of=("self",)).select_related("government", "agency").get(pk=subject_id)

    def content_hash(self, row: Post) -> str:
        return hash_of(content_of(row))

    def missing(self, row: Post, requirement: Requirement, citation: str) -> Sequence[Reason]:
        return requirements.missing(row, requirement, citation)

    def author_ids(self, row: Post) -> frozenset[int]:
        """Who drafted it: whoever took the step before the first review, and who began it where that is one step."""
        case = row.case
        review = first_review(case.procedure)
        drafting = [step for step in case.procedure.steps if review and step.then == review.key]
        drafters = set(
            case.moves.filter(step__in=[step.key for step in drafting], outcome="done").values_list("by", flat=True)
        )
        began = {row.author_id} if not drafting or drafting[0].number == 1 else set()
        return frozenset(drafters | began)

    def event_end(self, row: Post) -> dt.datetime | None:
        return row.event_end

    def elsewhere(self, row: Post) -> Agency | None:
        return row.agency

    def stands(self, row: Post, case: Case, running: Clock | None) -> None:
        """Nothing is kept of it beside the case."""

    def moved(self, row: Post, move: Move) -> None:
        keep_version(row, by=move.by)

    def shown(self, subject_ids: Sequence[int]) -> dict[int, Shown]:
        titles = Post.objects.filter(pk__in=subject_ids).values_list("pk", "title")
        return {pk: Shown(title, reverse("posts:detail", args=[pk])) for pk, title in titles}

    def perform(self, effect: str, row: Post, case: Case, move: Move) -> None:
        make_deliveries(row, case, move)
