"""The form in which an SOP is composed: from plain data to rows of fields, and back from what was posted."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from kentongan.law.loader import read_data
from kentongan.law.model import END, Regulation
from kentongan.law.vocabulary import Subject

UNITS = ("minutes", "hours", "days", "working_days")
LISTS = ("basis", "qualifications", "related", "equipment")
LINES = ("number", "warning", "recording")
_MOST_STEPS = 40


_SHAPES: dict[str, type] = {
    "time": dict,
    "decide": dict,
    "requires": dict,
    "signed_by": dict,
    "completeness": list,
    "documents": list,
}


def data_of(draft: str) -> dict[str, Any]:
    """A draft as the form can show it: what is of another form than a procedure has is left out; its fault is told."""
    data = read_data(draft)
    steps = data.get("steps")
    return {
        **data,
        "identity": _mapping(data.get("identity")),
        "actors": _mapping(data.get("actors")),
        "steps": [_shaped(step) for step in steps if isinstance(step, dict)] if isinstance(steps, list) else [],
    }


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _shaped(step: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {name: value for name, value in step.items() if isinstance(value, _SHAPES.get(name, object))}
    if "requires" in kept:
        kept["requires"] = {name: _mapping(said) for name, said in kept["requires"].items()}
    if "signed_by" in kept:
        signed = {
            name: value for name, value in kept["signed_by"].items() if name == "at_least" or isinstance(value, list)
        }
        kept["signed_by"] = {**signed, "at_least": _number(str(signed.get("at_least", ""))) or 0}
    return kept


@dataclass(frozen=True)
class Row:
    """One step as the form shows it. `faults`: what is wrong with it."""

    index: int
    data: dict[str, Any]
    actor: str
    amount: int | str
    unit: str
    faults: list[Any]

    @property
    def index_text(self) -> str:
        """For the names of its fields."""
        return str(self.index)

    @property
    def key(self) -> str:
        return str(self.data.get("step", ""))

    @property
    def decide(self) -> dict[str, Any]:
        return {name: _exit(self.data.get("decide", {}).get(name)) for name in ("accepted", "rejected")}

    @property
    def requires(self) -> dict[str, Any]:
        return dict(self.data.get("requires") or {})

    @property
    def signed_by(self) -> list[str]:
        asked = self.data.get("signed_by") or {}
        return list(asked.get("of") or asked.get("any") or asked.get("all") or [])

    @property
    def at_least(self) -> int:
        asked = self.data.get("signed_by") or {}
        return int(asked.get("at_least") or (len(self.signed_by) if asked.get("all") else 1))


def _exit(said: Any) -> dict[str, Any]:
    return said if isinstance(said, dict) else {"to": said or ""}


def rows_of(data: dict[str, Any], regulation: Regulation, faults: list[Any]) -> list[Row]:
    """The steps as rows, each with its own faults."""
    titles = actor_titles(data, regulation)
    found = []
    for index, step in enumerate(data.get("steps") or []):
        time = step.get("time") or {}
        unit = next((unit for unit in UNITS if unit in time), "days")
        own = [fault for fault in faults if fault.place[:2] == ("steps", index)]
        actor = str(step.get("actor", ""))
        found.append(Row(index, step, titles.get(actor, actor), time.get(unit, ""), unit, own))
    return found


def actor_titles(data: Mapping[str, Any], regulation: Regulation) -> dict[str, str]:
    """Every role an executor can be, by key: as this SOP calls it, or as the regulation does."""
    return {key: role.title for key, role in regulation.roles.items()} | dict(data.get("actors") or {})


def posted(form: QueryDict, before: dict[str, Any], regulation: Regulation, subject: Subject) -> dict[str, Any]:
    """The data that was posted, laid over what was there, with the button that was pressed carried out."""
    titles = actor_titles(before, regulation)
    keys = {title.casefold(): key for key, title in titles.items()}
    old = before.get("steps") or []
    steps = [
        _step(form, index, old[index] if index < len(old) else {}, keys, subject)
        for index in range(min(int(form.get("count", "0") or 0), _MOST_STEPS))
    ]
    steps = _pressed(form.get("do", ""), steps)
    used = {role for step in steps for role in [step["actor"], *((step.get("signed_by") or {}).get("of") or [])]}
    identity = {**(before.get("identity") or {}), **_identity(form)}
    return {
        **before,
        "title": form.get("title", "").strip(),
        "short": form.get("short", "").strip(),
        "identity": {name: value for name, value in identity.items() if value not in ("", [])},
        "actors": {key: title for key, title in titles.items() if key in used},
        "steps": steps,
    }


def _identity(form: QueryDict) -> dict[str, Any]:
    lists = {name: _split(form.get(f"identity-{name}", "")) for name in LISTS}
    return {**lists, **{name: form.get(f"identity-{name}", "").strip() for name in LINES}}


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _step(
    form: QueryDict, index: int, before: dict[str, Any], keys: Mapping[str, str], subject: Subject
) -> dict[str, Any]:
    def said(name: str) -> str:
        return str(form.get(f"s-{index}-{name}", "")).strip()

    actor = said("actor")
    step = {
        **before,
        "step": said("key") or f"langkah-{index + 1}",
        "actor": keys.get(actor.casefold(), _slug(actor)),
        "activity": said("activity"),
        "requires": _requires(form, index, before, subject),
        "completeness": _split(form.get(f"s-{index}-completeness", "")),
        "output": said("output"),
        "note": said("note"),
        "sign": bool(said("sign")),
        "edits": bool(said("edits")),
        "effect": said("effect"),
        "documents": _in_order(form.getlist(f"s-{index}-documents"), before.get("documents") or []),
        "time": _time(said("amount"), said("unit"), said("from"), said("extension"), said("text")),
    }
    roles = _in_order(form.getlist(f"s-{index}-signed_by"), (before.get("signed_by") or {}).get("of") or [])
    step["signed_by"] = {"at_least": _number(said("at_least")) or 1, "of": roles} if roles else {}
    step.pop("then", None)
    step.pop("decide", None)
    if said("exit") == "decide":
        step["decide"] = {
            "accepted": _way(said("to"), said("accepted_title"), before, "accepted"),
            "rejected": _way(said("rejected"), said("rejected_title"), before, "rejected"),
        }
        step["decide"]["rejected"]["response"] = "required" if said("response") else "optional"
    elif said("to"):
        step["then"] = said("to")
    return {name: value for name, value in step.items() if value not in ("", [], {}, False, None) or name == "actor"}


def _in_order(chosen: Sequence[str], before: Collection[str]) -> list[str]:
    """What was chosen, in the order in which it stood before; what is new comes last."""
    return [*(name for name in before if name in chosen), *(name for name in chosen if name not in before)]


def _way(to: str, title: str, before: dict[str, Any], name: str) -> dict[str, Any]:
    kept = _exit((before.get("decide") or {}).get(name))
    return {**kept, "to": to, "title": title}


def _requires(form: QueryDict, index: int, before: dict[str, Any], subject: Subject) -> dict[str, Any]:
    kept = before.get("requires") or {}
    chosen = _in_order(form.getlist(f"s-{index}-requires"), kept)
    found = {}
    for name in chosen:
        params = {
            param: _number(form.get(f"s-{index}-{name}-{param}", "")) for param in subject.requirements.get(name, ())
        }
        found[name] = {
            **(kept.get(name) or {}),
            **{param: value for param, value in params.items() if value is not None},
        }
    return found


def _time(amount: str, unit: str, anchor: str, extension: str, text: str) -> dict[str, Any]:
    number, longer = _number(amount), _number(extension)
    if number is None or unit not in UNITS:
        return {}
    return {
        unit: number,
        **({"from": anchor} if anchor not in ("", "start") else {}),
        **({"extension": longer} if longer else {}),
        **({"text": text} if text else {}),
    }


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def _pressed(button: str, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Carry out add, delete-N, up-N, down-N."""
    what, _dash, which = button.partition("-")
    place = _number(which)
    if what == "add" and len(steps) < _MOST_STEPS:
        taken = {step["step"] for step in steps}
        key = next(f"langkah-{n}" for n in range(len(steps) + 1, len(steps) + 99) if f"langkah-{n}" not in taken)
        return [*steps, {"step": key, "actor": "", "activity": ""}]
    if place is None or place >= len(steps):
        return steps
    if what == "delete":
        return steps[:place] + steps[place + 1 :]
    other = place - 1 if what == "up" else place + 1 if what == "down" else place
    if 0 <= other < len(steps):
        steps[place], steps[other] = steps[other], steps[place]
    return steps


def targets(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Where a step can lead: (key, words)."""
    steps = [(str(step.get("step", "")), str(step.get("activity", ""))[:60]) for step in data.get("steps") or []]
    return [*((key, f"{number}. {words}") for number, (key, words) in enumerate(steps, start=1)), (END, "Selesai")]
