"""An independent engine runs what we export, and goes the way that ours goes."""

from __future__ import annotations

from pathlib import Path

import pytest
import SpiffWorkflow.bpmn.parser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from kentongan.law.bpmn import task_id, to_bpmn
from kentongan.law.flow import next_step
from kentongan.law.loader import load_packs
from kentongan.law.model import Procedure
from kentongan.law.tests.strategies import procedures

PACKS = Path(__file__).resolve().parents[2] / "packs"
SCHEMA = Path(SpiffWorkflow.bpmn.parser.__file__).parent / "schema" / "BPMN20.xsd"
OURS = [procedure for pack in load_packs([PACKS]).values() for procedure in pack.procedures.values()]
MOST_STEPS = 40


def our_way(procedure: Procedure, outcomes: list[bool]) -> list[str]:
    """The steps that our engine takes with these decisions (accepted or not, in order)."""
    step, path, chosen = procedure.steps[0], [], iter(outcomes)
    while step is not None and len(path) < MOST_STEPS:
        path.append(task_id(step))
        accepted = next(chosen, True) if step.decide else True
        key = ("accepted" if accepted else "rejected") if step.decide else "done"
        step = next_step(procedure, step.key, key)
    return path


def their_way(procedure: Procedure, outcomes: list[bool]) -> list[str]:
    """The tasks that SpiffWorkflow takes in the exported BPMN."""
    parser = BpmnParser()
    parser.add_bpmn_str(to_bpmn(procedure).encode())
    workflow = BpmnWorkflow(parser.get_spec("process"))
    deciding = {task_id(step) for step in procedure.steps if step.decide}
    path, chosen = [], iter(outcomes)
    while len(path) < MOST_STEPS:
        workflow.do_engine_steps()
        waiting = workflow.get_tasks(state=TaskState.READY, manual=True)
        if not waiting:
            break
        (task,) = waiting
        name = task.task_spec.bpmn_id
        path.append(name)
        if name in deciding:
            task.data["outcome"] = "accepted" if next(chosen, True) else "rejected"
        task.run()
    return path


@pytest.mark.parametrize("procedure", OURS, ids=lambda procedure: procedure.short)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(outcomes=st.lists(st.booleans(), max_size=30))
def test_another_engine_goes_our_way_through_every_procedure(procedure: Procedure, outcomes: list[bool]) -> None:
    assert their_way(procedure, outcomes) == our_way(procedure, outcomes)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(procedure=procedures(), outcomes=st.lists(st.booleans(), max_size=30))
def test_another_engine_goes_our_way_through_random_procedures(procedure: Procedure, outcomes: list[bool]) -> None:
    assert their_way(procedure, outcomes) == our_way(procedure, outcomes)


@pytest.mark.parametrize("procedure", OURS, ids=lambda procedure: procedure.short)
def test_the_export_validates_against_the_omgs_schema(procedure: Procedure) -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    schema.assertValid(etree.fromstring(to_bpmn(procedure).encode()))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(procedure=procedures())
def test_random_exports_validate_against_the_omgs_schema(procedure: Procedure) -> None:
    etree.XMLSchema(etree.parse(str(SCHEMA))).assertValid(etree.fromstring(to_bpmn(procedure).encode()))
