"""What a procedure can run on. Rooms above register theirs at start; this room knows them by name alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kentongan.cases.models import Case, Clock, Move
from kentongan.law.model import Requirement
from kentongan.law.refusal import Reason
from kentongan.law.vocabulary import PLANNED, Vocabulary
from kentongan.law.vocabulary import Subject as SubjectWords
from kentongan.offices.models import Agency


@dataclass(frozen=True)
class Shown:
    """How a subject is named to people, and where it is."""

    title: str
    path: str


class Subject(Protocol):
    """What the engine asks of a subject. `row` is the subject's own row."""

    words: SubjectWords

    def get(self, subject_id: int) -> Any:
        """The row, locked for the rest of the transaction."""
        ...

    def content_hash(self, row: Any) -> str:
        """SHA-256 (hex) over everything that is approved."""
        ...

    def missing(self, row: Any, requirement: Requirement, citation: str) -> Sequence[Reason]:
        """What the requirement still lacks; empty when it is met."""
        ...

    def author_ids(self, row: Any) -> frozenset[int]:
        """People who may not approve it."""
        ...

    def event_end(self, row: Any) -> dt.datetime | None:
        """When the event that it is about ends, for deadlines counted from it."""
        ...

    def elsewhere(self, row: Any) -> Agency | None:
        """The agency that takes the steps marked `elsewhere`; none while other cases do that work."""
        ...

    def stands(self, row: Any, case: Case, running: Clock | None) -> None:
        """The case stands on a step with this clock, or is over. In the transaction that brought it there."""
        ...

    def moved(self, row: Any, move: Move) -> None:
        """A move was made: keep the content it was made on. In the move's transaction."""
        ...

    def shown(self, subject_ids: Sequence[int]) -> Mapping[int, Shown]:
        """Title and page of each, in one query."""
        ...

    def perform(self, effect: str, row: Any, case: Case, move: Move) -> None:
        """Bring about the effect that a step names. In the move's transaction."""
        ...


_subjects: dict[str, Subject] = {}


def register(name: str, subject: Subject) -> None:
    """Make a subject known to packs and cases under the name that procedures use."""
    if name in _subjects:
        raise ValueError(f"subject {name!r} is registered twice")
    _subjects[name] = subject


def subject_of(case: Case) -> Subject:
    """The subject a case runs on."""
    return _subjects[case.subject_kind]


def shown_of(cases: Iterable[Case]) -> dict[int, Shown]:
    """Title and page of each case's subject, by the case's id; one query a kind of subject."""
    by_kind: dict[str, list[Case]] = {}
    for case in cases:
        by_kind.setdefault(case.subject_kind, []).append(case)
    found: dict[int, Shown] = {}
    for kind, some in by_kind.items():
        shown = _subjects[kind].shown([case.subject_id for case in some])
        found |= {case.pk: shown[case.subject_id] for case in some}
    return found


def vocabulary() -> Vocabulary:
    """Everything a pack may name."""
    return Vocabulary(subjects={**PLANNED, **{name: subject.words for name, subject in _subjects.items()}})


def is_run(name: str) -> bool:
    """Whether a room runs procedures on this subject; those of others can be read and printed."""
    return name in _subjects
