"""Learning from what people confirmed and corrected: words and pieces of words, refitted whole, offline.

scikit-learn is imported where it is used: it takes seconds, and most processes never need it.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kentongan.reading.cues import Guess
from kentongan.reading.slang import words_of

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

FEWEST, FEWEST_A_LABEL = 30, 5
_NEGATING = {"tidak", "bukan", "belum", "jangan", "tanpa", "kurang"}
_NEGATED = 2  # words after a negation that mean something else


def _words(text: str) -> list[str]:
    words, left = [], 0
    for word in _plain(text):
        if word in _NEGATING:
            left = _NEGATED
            words.append(word)
            continue
        words.append(f"bukan_{word}" if left else word)
        left = max(0, left - 1)
    return words


def _joined(text: str) -> str:
    return " ".join(_plain(text))


@lru_cache(4096)
def _plain(text: str) -> list[str]:
    """Kept for a while: every question asks it of the same texts, twice."""
    return words_of(text)


def _pipeline() -> Pipeline:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(
        tokenizer=_words, token_pattern=None, lowercase=False, ngram_range=(1, 2), sublinear_tf=True
    )
    pieces = TfidfVectorizer(preprocessor=_joined, analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    made: Pipeline = make_pipeline(
        make_union(words, pieces), LogisticRegression(C=6.0, class_weight="balanced", max_iter=1000)
    )
    return made


def too_few(labels: Sequence[str]) -> str | None:
    """What is lacking before anything can be learned, in words; None when there is enough."""
    counts = Counter(labels)
    enough = [label for label, count in counts.items() if count >= FEWEST_A_LABEL]
    if len(labels) < FEWEST:
        return f"Belum cukup contoh: {len(labels)} dari {FEWEST}."
    if len(enough) < 2:
        return f"Belum cukup contoh: perlu dua jenis dengan masing-masing {FEWEST_A_LABEL} contoh."
    return None


@dataclass(frozen=True)
class Model:
    """What was learned for one question."""

    pipeline: Any
    examples: int

    def guess(self, texts: Sequence[str]) -> list[Guess]:
        """The likeliest label of each text, with its probability and the words that weighed most."""
        if not texts:
            return []
        features = self.pipeline[0].transform(texts).tocsr()
        names = self.pipeline[0].transformer_list[0][1].get_feature_names_out()
        chances = self.pipeline[1].predict_proba(features)
        return [
            Guess(str(self.pipeline[1].classes_[best]), float(row[best]), self._why(features[number], names, best))
            for number, row in enumerate(chances)
            for best in [int(row.argmax())]
        ]

    def _why(self, row: Any, names: Sequence[str], label: int) -> str:
        weights = self.pipeline[1].coef_
        towards = weights[label] if len(weights) > 1 else weights[0] * (1 if label else -1)
        weighed = [
            (value * towards[place], names[place])
            for place, value in zip(row.indices, row.data, strict=True)
            if place < len(names) and value * towards[place] > 0
        ]
        told = [name.replace("bukan_", "bukan ") for _weight, name in sorted(weighed, reverse=True)[:3]]
        return f"karena kata: {', '.join(told)}" if told else "mirip contoh lain"

    def save(self, path: Path) -> None:
        """Write it beside its SHA-256, so that what is read is what was written."""
        import joblib

        written = io.BytesIO()
        joblib.dump((self.pipeline, self.examples), written)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written.getvalue())
        path.with_suffix(".sha256").write_text(hashlib.sha256(written.getvalue()).hexdigest())

    @classmethod
    def load(cls, path: Path) -> Model | None:
        """What was saved; None when there is nothing, or not what was written."""
        import joblib

        try:
            data, digest = path.read_bytes(), path.with_suffix(".sha256").read_text().strip()
        except OSError:
            return None
        if hashlib.sha256(data).hexdigest() != digest:
            return None
        pipeline, examples = joblib.load(io.BytesIO(data))
        return cls(pipeline, examples)


def _enough(texts: Sequence[str], labels: Sequence[str]) -> tuple[list[str], list[str]]:
    counts = Counter(labels)
    kept = [(text, label) for text, label in zip(texts, labels, strict=True) if counts[label] >= FEWEST_A_LABEL]
    return [text for text, _label in kept], [label for _text, label in kept]


def fit(texts: Sequence[str], labels: Sequence[str]) -> Model | None:
    """Learn a question from its examples; None when they are too few. Labels seldom given are left out."""
    if too_few(labels):
        return None
    kept_texts, kept_labels = _enough(texts, labels)
    pipeline = _pipeline()
    pipeline.fit(kept_texts, kept_labels)
    return Model(pipeline, len(kept_texts))


@dataclass(frozen=True)
class Scores:
    """How well a question is learned: both between 0 and 1."""

    macro_f1: float
    accuracy: float


def cross_validate(texts: Sequence[str], labels: Sequence[str], folds: int = 5) -> Scores:
    """Measure on examples that were left out of the learning, each once."""
    from sklearn.metrics import accuracy_score, f1_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    kept_texts, kept_labels = _enough(texts, labels)
    split = StratifiedKFold(folds, shuffle=True, random_state=1)
    guessed = cross_val_predict(_pipeline(), kept_texts, kept_labels, cv=split)
    return Scores(float(f1_score(kept_labels, guessed, average="macro")), float(accuracy_score(kept_labels, guessed)))
