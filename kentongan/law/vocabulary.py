"""The words that packs may use, as the rooms above declare them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Subject:
    """What a procedure on this subject may require (with which parameters), bring about, and print.

    `separate`: effects that whoever approved does not bring about themselves. `titles`: words for people, by name.
    """

    requirements: Mapping[str, frozenset[str]] = field(default_factory=dict)
    effects: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    separate: frozenset[str] = frozenset()
    titles: Mapping[str, object] = field(default_factory=dict)

    def title(self, name: str) -> str:
        """How a requirement, parameter, effect or document is called before people; its name where it has no words."""
        return str(self.titles.get(name, name))


@dataclass(frozen=True)
class Vocabulary:
    """Every subject by its name."""

    subjects: Mapping[str, Subject] = field(default_factory=dict)


#: Subjects that packs may describe already and no room runs yet: their procedures print, and wait.
PLANNED: Mapping[str, Subject] = {
    "report": Subject(
        requirements={"contents": frozenset({"count"})},
        effects=frozenset({"receive", "forward", "submit"}),
        documents=frozenset({"report", "receipt"}),
    ),
    "evaluation": Subject(
        requirements={"assessment": frozenset()}, effects=frozenset({"confirm"}), documents=frozenset({"evaluation"})
    ),
    "sanction": Subject(
        requirements={"finding": frozenset()},
        effects=frozenset({"oral_warning", "letter"}),
        documents=frozenset({"oral_warning", "letter"}),
    ),
}
