"""Which known answers fit a question: words with Indonesian stems, joined with pieces of words by their ranks."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
import Stemmer
from sklearn.feature_extraction.text import TfidfVectorizer

from kentongan.reading.folding import fold
from kentongan.reading.slang import plain_words

logging.getLogger("bm25s").setLevel(logging.WARNING)
_RANK_DAMPING = 60  # the usual constant of reciprocal rank fusion
_LEAST_LIKENESS = 0.12  # cosine of pieces of words below which nothing fits
_SHOWN_WORDS = 4


@dataclass(frozen=True)
class Entry:
    """A known answer: the questions that it answers, and texts for which it was accepted before."""

    id: int
    questions: tuple[str, ...]
    answer: str
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A known answer that may fit. `certainty`: 0 to 1, the likeness of its best question."""

    id: int
    certainty: float
    reason: str


class Library:
    """An index over known answers; built once, asked often."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        # Each question is a line of its own, so that many of them do not blur one another; so is the answer.
        lines = [
            (entry.id, text)
            for entry in entries
            for text in (*entry.questions, *entry.accepted, f"{' '.join(entry.questions)} {entry.answer}")
        ]
        self._ids = [entry_id for entry_id, _text in lines]
        self._stem = Stemmer.Stemmer("indonesian").stemWord
        self._pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        if not lines:
            return
        self._words = [self._stems(text) for _id, text in lines]
        self._bm25 = bm25s.BM25()
        self._bm25.index([words or ["-"] for words in self._words], show_progress=False)
        self._matrix = self._pieces.fit_transform(" ".join(plain_words(fold(text))) for _id, text in lines)

    def _stems(self, text: str) -> list[str]:
        # No stop words are taken out: "apa", "kapan", "berapa" are what a question is about.
        return [self._stem(word) for word in plain_words(fold(text))]

    def suggest(self, text: str, most: int = 5) -> list[Match]:
        """The answers that fit best, best first; none when nothing does."""
        if not self._ids:
            return []
        asked = self._stems(text)
        by_words = self._bm25.get_scores(asked) if asked else np.zeros(len(self._ids))
        by_pieces = (self._matrix @ self._pieces.transform([" ".join(plain_words(fold(text)))]).T).toarray().ravel()
        joined = _best_of_each(self._ids, by_words, by_pieces)
        matches = []
        for entry_id, _score, line in joined[:most]:
            likeness = float(by_pieces[line])
            common = [word for word in dict.fromkeys(self._words[line]) if word in asked]
            if likeness >= _LEAST_LIKENESS and common:
                matches.append(Match(entry_id, likeness, ", ".join(common[:_SHOWN_WORDS])))
        return matches


def _best_of_each(ids: Sequence[int], by_words: np.ndarray, by_pieces: np.ndarray) -> list[tuple[int, float, int]]:
    """(id, joined score, likest line) of every entry, best first: each list's ranks, not its scores, are joined."""
    scores: dict[int, float] = {}
    likest: dict[int, int] = {}
    for found in (by_words, by_pieces):
        rank, seen = 0, set()
        for line in np.argsort(-found, kind="stable"):
            entry = ids[line]
            if found[line] <= 0 or entry in seen:
                continue
            seen.add(entry)
            rank += 1
            scores[entry] = scores.get(entry, 0.0) + 1 / (_RANK_DAMPING + rank)
            if entry not in likest or by_pieces[line] > by_pieces[likest[entry]]:
                likest[entry] = int(line)
    return sorted(((entry, score, likest[entry]) for entry, score in scores.items()), key=lambda each: -each[1])
