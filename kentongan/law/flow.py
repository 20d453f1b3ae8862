"""Where a procedure goes, and whether it can go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kentongan.law.model import Procedure, Step


def next_step(procedure: Procedure, step_key: str, outcome: str) -> Step | None:
    """The step after `step_key` when it ends with `outcome`; None when the procedure is over. KeyError if unknown."""
    ways = {way.key: way.to for way in procedure.step(step_key).outcomes}
    to = ways[outcome]
    return procedure.step(to) if to else None


def way_to(procedure: Procedure, step_key: str, effect: str) -> list[tuple[Step, str]]:
    """The shortest way from a step to, and through, the one with that effect: steps with the outcome to take on each.

    Empty when the effect cannot be reached from there.
    """
    came: dict[str, tuple[str, str] | None] = {step_key: None}
    todo = [step_key]
    for here in todo:
        step = procedure.step(here)
        if step.effect == effect:
            return [*_way_back(procedure, came, here), (step, step.outcomes[0].key)]
        for outcome in step.outcomes:
            if outcome.to and outcome.to not in came:
                came[outcome.to] = (here, outcome.key)
                todo.append(outcome.to)
    return []


def _way_back(procedure: Procedure, came: dict[str, tuple[str, str] | None], here: str) -> list[tuple[Step, str]]:
    way: list[tuple[Step, str]] = []
    while (before := came[here]) is not None:
        here = before[0]
        way.append((procedure.step(here), before[1]))
    return way[::-1]


def first_review(procedure: Procedure) -> Step | None:
    """The first step that decides: there goes what was edited after it had been approved."""
    return next((step for step in procedure.steps if step.decide), None)


def standard_minutes(procedure: Procedure) -> int | None:
    """The SOP's whole standard of time in minutes; None unless every step's is clock time."""
    amounts = [step.time.clock_minutes for step in procedure.steps]
    return sum(amount for amount in amounts if amount is not None) if None not in amounts else None


@dataclass(frozen=True)
class PathFault:
    """Something wrong with the ways through a procedure, at one of its steps (by index)."""

    index: int
    fault: str
    remedy: str


def _known_targets(procedure: Procedure, index: int, step: Step, places: dict[str, int]) -> Iterator[PathFault]:
    for way in step.outcomes:
        if way.to is None:
            continue
        if way.to not in places:
            yield PathFault(index, f"langkah “{way.to}” tidak ada", "Tulis kunci langkah yang ada, atau end.")
        elif way.to == step.key:
            yield PathFault(index, "langkah kembali ke dirinya sendiri", "Arahkan ke langkah lain atau end.")
        elif way.key == "done" and places[way.to] < index:
            yield PathFault(
                index,
                "alur naik tanpa keputusan",
                "Hanya keputusan (decide) yang boleh mengembalikan ke langkah sebelumnya.",
            )


def _reach(start: set[str], ways: dict[str, set[str]]) -> set[str]:
    reached, todo = set(start), list(start)
    while todo:
        for target in ways.get(todo.pop(), ()):
            if target not in reached:
                reached.add(target)
                todo.append(target)
    return reached


def path_faults(procedure: Procedure) -> Iterator[PathFault]:
    """Unknown targets, unreachable steps, dead ends, decisions without a choice, upward flow without a decision."""
    places = {step.key: index for index, step in enumerate(procedure.steps)}
    for index, step in enumerate(procedure.steps):
        if places[step.key] != index:
            yield PathFault(index, f"langkah “{step.key}” ditulis dua kali", "Beri setiap langkah kunci yang berbeda.")
        yield from _known_targets(procedure, index, step, places)
        if step.decide and step.decide.accepted.to == step.decide.rejected.to:
            yield PathFault(
                index,
                "kedua pilihan keputusan menuju tempat yang sama",
                "Arahkan diterima dan ditolak ke tempat berbeda.",
            )
    ways = {step.key: {way.to or "" for way in step.outcomes} for step in procedure.steps}
    back: dict[str, set[str]] = {}
    for key, targets in ways.items():
        for target in targets:
            back.setdefault(target, set()).add(key)
    forward, ending = _reach({procedure.steps[0].key}, ways), _reach({""}, back)
    for index, step in enumerate(procedure.steps):
        if step.key not in forward:
            yield PathFault(
                index, f"langkah “{step.key}” tidak pernah dicapai", "Arahkan langkah lain kepadanya, atau hapus."
            )
        elif step.key not in ending:
            yield PathFault(index, f"dari langkah “{step.key}” alur tidak pernah selesai", "Beri jalan menuju end.")
