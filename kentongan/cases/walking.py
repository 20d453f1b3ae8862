"""Several steps of one person in a row: who answers at once has received, looked and found, and says so once."""

from __future__ import annotations

from kentongan.cases import rules
from kentongan.cases.actions import move_case
from kentongan.cases.models import Case, Move
from kentongan.cases.rules import Decision
from kentongan.law.flow import way_to
from kentongan.law.refusal import Refused
from kentongan.offices.models import Person


def walk_to(*, by: Person, case: Case, effect: str, decision: Decision) -> list[Move]:
    """Take every step from where the case stands to the one that brings about `effect`, or to somebody else's turn.

    `decision` says what was seen before the first step, and what is said on each; its outcome is the way's.
    Raises `Refused` when not even the first step can be taken. Part of an action.
    """
    made: list[Move] = []
    seen = decision.seen_move
    for step, outcome in way_to(case.procedure, case.step, effect):
        now = Case.objects.select_related("procedure_version", "agency__government", "acting__government").get(
            pk=case.pk
        )
        turn = rules.why_not_act(now, by)
        if made and turn:
            break
        if turn:
            raise Refused(turn)
        taken = Decision(outcome, seen, "", decision.response, decision.late_reason, decision.confirmed)
        made.append(move_case(by=by, case=now, decision=taken))
        seen = now.moves_made + 1
        assert made[-1].step == step.key  # noqa: S101 (the case was locked all the way)
    return made
