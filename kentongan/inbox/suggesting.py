"""What new messages seem to say: kept beside them until a person confirms or corrects it, and learned from every night."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kentongan.inbox.models import Consultation, Message, Suggestion
from kentongan.ledger.actions import record
from kentongan.offices.models import Agency, Government
from kentongan.reading.cues import Guess, flags, intent_of
from kentongan.reading.learning import Model, fit, too_few
from kentongan.reading.lures import suspect
from kentongan.reading.slang import words_of

_BATCH = 300
_LEARNED = ("intent", "topic", "sentiment", "agency", "spam")
_LEAST = {"agency": 0.3, "topic": 0.3, "sentiment": 0.5, "spam": 0.5}  # below it a guess is worth nobody's time
_MOST_EXAMPLES = 20_000


def suggest_for_new() -> int:
    """Look at messages that nobody has looked at. How many there were."""
    with transaction.atomic():
        rows = Message.objects.filter(suggestions=None, own=False, erased_at=None, open=True).defer("search")
        messages = list(rows.select_related("government").select_for_update(skip_locked=True, of=("self",))[:_BATCH])
        by_government: dict[int, list[Message]] = {}
        for message in messages:
            by_government.setdefault(message.government_id, []).append(message)
        for some in by_government.values():
            _suggest(some[0].government, some)
    return len(messages)


def _suggest(government: Government, messages: Sequence[Message]) -> None:
    made = [each for some in _looked_at(government, messages) for each in some]
    Suggestion.objects.bulk_create(made, ignore_conflicts=True)
    for each in made:
        if each.question == "emergency":
            _flag(each.message)


def _looked_at(government: Government, messages: Sequence[Message]) -> list[list[Suggestion]]:
    """What each of these seems to say, as rows that are not kept yet."""
    texts = [message.text for message in messages]
    guessed = {question: _guesses(government, question, texts) for question in _LEARNED}
    looked = []
    for number, message in enumerate(messages):
        found = {question: guesses[number] for question, guesses in guessed.items() if guesses}
        told = {**_by_rule(government, message.text, found), **found}
        sure = {question: guess for question, guess in told.items() if guess.certainty >= _LEAST.get(question, 0.0)}
        looked.append([_row(message, question, guess) for question, guess in sure.items()])
    return looked


def _row(message: Message, question: str, guess: Guess) -> Suggestion:
    return Suggestion(
        government_id=message.government_id,
        message=message,
        question=question,
        label=guess.label[:60],
        certainty=round(min(guess.certainty, 1.0), 3),
        reason=guess.reason[:300],
    )


def _by_rule(government: Government, text: str, learned: dict[str, Guess]) -> dict[str, Guess]:
    """By words that tell, where nothing was learned yet; emergencies and abuse always."""
    found = {"intent": intent_of(text)}
    suspicion = suspect(text)
    if suspicion.score >= _LEAST["spam"]:
        found["spam"] = Guess("spam", suspicion.score, "; ".join(suspicion.reasons))
        if learned.get("spam", found["spam"]).label != "spam":
            learned.pop("spam")  # a lure that is plain to see is shown, whatever was learned
    for guess in flags(text):
        if guess.label == "emergency" and guess.certainty >= 0.5:
            found["emergency"] = Guess("yes", guess.certainty, guess.reason)
        elif guess.label != "emergency":
            found[guess.label] = guess
    if "agency" not in learned:
        named = _named_agency(government, text)
        if named:
            found["agency"] = named
    return found


def _flag(message: Message) -> None:
    """Emergencies are shown first and told at once; a person says whether it is one."""
    Message.objects.filter(pk=message.pk).update(emergency=True)
    record("inbox.emergency", message, by=None)


def _named_agency(government: Government, text: str) -> Guess | None:
    """An agency whose name, or enough of it, stands in the text."""
    said = set(words_of(text))
    for agency_id, name, words in _agency_words(government.pk, _agencies_stamp(government)):
        common = words & said
        if common and (len(common) >= 2 or any(len(word) > 7 for word in common)):
            return Guess(
                str(agency_id), 0.4 + 0.1 * min(len(common), 4), f"menyebut {', '.join(sorted(common))} ({name})"
            )
    return None


_COMMON = {"dinas", "badan", "kantor", "sekretariat", "daerah", "kabupaten", "dan", "bagian", "kecamatan", "lain"}


def _agencies_stamp(government: Government) -> str:
    names = "|".join(Agency.objects.filter(government=government, active=True).values_list("name", flat=True))
    return hashlib.sha256(names.encode()).hexdigest()


@lru_cache(maxsize=64)
def _agency_words(government_id: int, stamp: str) -> list[tuple[int, str, frozenset[str]]]:
    rows = Agency.objects.filter(government_id=government_id, active=True)
    return [(row.pk, row.name, frozenset(set(words_of(f"{row.name} {row.short_name}")) - _COMMON)) for row in rows]


def _path(government: Government, question: str) -> Path:
    return Path(settings.DATA) / "learned" / f"{government.pk}-{question}.joblib"


def _guesses(government: Government, question: str, texts: Sequence[str]) -> list[Guess]:
    path = _path(government, question)
    stamp = path.stat().st_mtime_ns if path.exists() else 0
    model = _model(str(path), stamp) if stamp else None
    return model.guess(texts) if model else []


@lru_cache(maxsize=256)
def _model(path: str, stamp: int) -> Model | None:
    return Model.load(Path(path))


def examples(government: Government, question: str) -> tuple[list[str], list[str]]:
    """Texts with what people said of them, newest first; for "agency" also whom messages were handed to."""
    rows = Suggestion.objects.filter(government=government, question=question).exclude(decided="")
    pairs = list(rows.order_by("-at").values_list("message__text", "decided")[:_MOST_EXAMPLES])
    if question == "agency":
        asked = Consultation.objects.filter(government=government, outcome="accepted").order_by("-id")
        pairs += [(text, str(agency)) for text, agency in asked.values_list("message__text", "agency")[:_MOST_EXAMPLES]]
    pairs = [(text, label) for text, label in pairs if text]
    return [text for text, _label in pairs], [label for _text, label in pairs]


def learn(government: Government) -> dict[str, str]:
    """Learn every question anew; what is lacking, by question ("" where it was learned)."""
    told = {}
    for question in _LEARNED:
        texts, labels = examples(government, question)
        model = fit(texts, labels)
        told[question] = too_few(labels) or ""
        if model:
            model.save(_path(government, question))
    return told


def state_of_learning(government: Government) -> dict[str, str]:
    """What each question's suggestions rest on, in words."""
    found = {}
    for question in _LEARNED:
        lacking = too_few(examples(government, question)[1])
        learned = _path(government, question).exists()
        told = _("Dipelajari dari contoh yang dikonfirmasi.") if learned else _("Cukup contoh; dipelajari malam ini.")
        found[question] = lacking or str(told)
    return found


def suggestions_of(message: Message) -> list[Suggestion]:
    """What is kept of a message; for one that nobody has looked at yet, what would be, without keeping it."""
    kept = list(message.suggestions.all())
    if kept or message.own or message.erased_at:
        return kept
    return _looked_at(message.government, [message])[0]
