"""Which known answers fit a question: words with Indonesian stems, joined with pieces of words by their ranks."""

from __future__ import annotations

import logging
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
import Stemmer

from kentongan.reading.slang import words_of

logging.getLogger("bm25s").setLevel(logging.WARNING)
_RANK_DAMPING = 60  # the usual constant of reciprocal rank fusion
_LEAST_LIKENESS = 0.12  # cosine of pieces of words below which nothing fits
_SHOWN_WORDS = 4
# They rank well, for they say what is asked; but sharing nothing else is no reason to offer an answer.
_ASKING = ("apa", "apakah", "bagaimana", "berapa", "kapan", "mana", "siapa", "kenapa", "mengapa", "yang", "dan", "di", "ke")  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A known answer: the questions that it answers, and texts for which it was accepted before."""

    id: int
    questions: tuple[str, ...]
    answer: str
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A known answer that may fit. `certainty`: 0 to 1, its likeness (cosine of pieces of words)."""

    id: int
    certainty: float
    reason: str


class Library:
    """An index over known answers; built once, asked often."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        # Imported here: they take seconds, and most processes never ask.
        import bm25s
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._ids = [entry.id for entry in entries]
        self._stem = Stemmer.Stemmer("indonesian").stemWord
        self._asking = {self._stem(word) for word in _ASKING}
        self._pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        if not entries:
            return
        texts = [words_of(" ".join((*entry.questions, *entry.accepted, entry.answer))) for entry in entries]
        self._words = [self._stems(words) for words in texts]
        self._bm25 = bm25s.BM25()
        self._bm25.index([words or ["-"] for words in self._words], show_progress=False)
        self._matrix = self._pieces.fit_transform(" ".join(words) or "-" for words in texts)

    def _stems(self, words: list[str]) -> list[str]:
        # No stop words are taken out: "apa", "kapan", "berapa" are what a question is about.
        return [self._stem(word) for word in words]

    def suggest(self, text: str, most: int = 5, among: Container[int] | None = None) -> list[Match]:
        """The answers (of all, or among these ids) that fit best, best first; none when nothing does."""
        words = words_of(text)
        asked = self._stems(words)
        if not self._ids or not asked:
            return []
        by_words = self._bm25.get_scores(asked)
        by_pieces = (self._matrix @ self._pieces.transform([" ".join(words)]).T).toarray().ravel()
        joined = _by_rank(by_words) + _by_rank(by_pieces)
        matches: list[Match] = []
        best = np.argsort(-joined, kind="stable")
        for entry in [place for place in best if among is None or self._ids[place] in among][:most]:
            likeness = float(by_pieces[entry])
            common = [word for word in dict.fromkeys(self._words[entry]) if word in asked and word not in self._asking]
            if likeness >= _LEAST_LIKENESS and common:
                matches.append(Match(self._ids[entry], likeness, ", ".join(common[:_SHOWN_WORDS])))
        return matches


def _by_rank(scores: np.ndarray) -> np.ndarray:
    """What a place in the list is worth (reciprocal rank); nothing where there is no likeness at all."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return np.where(scores > 0, 1 / (_RANK_DAMPING + ranks), 0.0)
