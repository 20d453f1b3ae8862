"""Posts as a subject of procedures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from kentongan.cases.models import Case, Move
from kentongan.law.flow import first_review
from kentongan.law.model import Requirement
from kentongan.law.refusal import Reason
from kentongan.law.vocabulary import Subject as SubjectWords
from kentongan.posts import requirements
from kentongan.posts.content import content_of, hash_of
from kentongan.posts.models import Post
from kentongan.posts.publishing import make_deliveries
from kentongan.posts.versions import keep_version


class PostSubject:
    """What the engine may ask of a post."""

    words = SubjectWords(
        requirements=requirements.known(),
        effects=frozenset({"publish"}),
        documents=frozenset({"memo", "release_draft", "release", "approval_sheet", "register"}),
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

    def moved(self, row: Post, move: Move) -> None:
        keep_version(row, by=move.by)

    def perform(self, effect: str, row: Post, case: Case, move: Move) -> None:
        make_deliveries(row, case, move)
