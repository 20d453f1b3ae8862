"""The words that packs may use, as the rooms above declare them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Subject:
    """What a procedure on this subject may require (with which parameters), bring about, and print."""

    requirements: Mapping[str, frozenset[str]] = field(default_factory=dict)
    effects: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Vocabulary:
    """Every subject by its name."""

    subjects: Mapping[str, Subject] = field(default_factory=dict)
