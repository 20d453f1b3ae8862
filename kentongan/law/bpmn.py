"""A procedure as BPMN 2.0 (OMG, formal/2011-01-03), with its layout, for standard modelling tools and engines.

Each step is a user task; a decision is a task followed by an exclusive gateway that reads `outcome`, which the task sets
to "accepted" or "rejected".
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

from kentongan.law.chart import Sheet, Symbol, chart, row_count
from kentongan.law.model import Procedure, Step

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_DD = "http://www.omg.org/spec/DD/20100524/DI"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_ROW, _COLUMN, _LEFT, _TOP = 150.0, 220.0, 60.0, 60.0  # pixels of the diagram
for _prefix, _space in (("bpmn", _BPMN), ("bpmndi", _DI), ("dc", _DC), ("di", _DD), ("xsi", _XSI)):
    ET.register_namespace(_prefix, _space)


def to_bpmn(procedure: Procedure) -> str:
    """The procedure as one BPMN document."""
    definitions = ET.Element(f"{{{_BPMN}}}definitions", {"id": "definitions", "targetNamespace": "urn:kentongan"})
    collaboration = _add(definitions, "collaboration", id="collaboration")
    _add(collaboration, "participant", id="participant", name=procedure.title, processRef="process")
    process = _add(definitions, "process", id="process", name=procedure.title, isExecutable="true")
    _lanes(process, procedure)
    _add(process, "startEvent", id="start", name="Mulai")
    for step in procedure.steps:
        task = _add(process, "userTask", id=task_id(step), name=step.activity)
        _add(task, "documentation").text = _documentation(step)
        if step.decide:
            _add(process, "exclusiveGateway", id=_gateway(step), name="Diterima?")
    _add(process, "endEvent", id="end", name="Selesai")
    flows = _flows(procedure)
    for number, (source, target, condition) in enumerate(flows):
        flow = _add(process, "sequenceFlow", id=f"flow-{number}", sourceRef=source, targetRef=target)
        if condition:
            flow.set("name", "Ya" if condition == "accepted" else "Tidak")
            expression = _add(flow, "conditionExpression")
            expression.set(f"{{{_XSI}}}type", "bpmn:tFormalExpression")
            expression.text = f'outcome == "{condition}"'
    _diagram(definitions, procedure, flows)
    ET.indent(definitions)
    return ET.tostring(definitions, encoding="unicode", xml_declaration=True)


def task_id(step: Step) -> str:
    """The id of a step's task: a name that XML allows, whatever the key."""
    return f"task-{step.key}"


def _gateway(step: Step) -> str:
    return f"gateway-{step.key}"


def _add(parent: ET.Element, tag: str, space: str = _BPMN, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{space}}}{tag}", attributes)


def _documentation(step: Step) -> str:
    facts = (
        ("Kelengkapan", "; ".join(step.completeness)),
        ("Waktu", step.time.text),
        ("Output", step.output),
        ("Keterangan", step.note),
    )
    return "\n".join(f"{name}: {words}" for name, words in facts if words)


def _lanes(process: ET.Element, procedure: Procedure) -> None:
    lanes = _add(process, "laneSet", id="lanes")
    first, last = procedure.steps[0].actor, procedure.steps[-1].actor
    for actor, title in procedure.actors.items():
        lane = _add(lanes, "lane", id=f"lane-{actor}", name=title)
        for step in procedure.steps:
            if step.actor == actor:
                _add(lane, "flowNodeRef").text = task_id(step)
                if step.decide:
                    _add(lane, "flowNodeRef").text = _gateway(step)
        for node, owner in (("start", first), ("end", last)):
            if owner == actor:
                _add(lane, "flowNodeRef").text = node


def _flows(procedure: Procedure) -> list[tuple[str, str, str]]:
    """(from, to, outcome that it needs) of every sequence flow."""
    flows = [("start", task_id(procedure.steps[0]), "")]
    for step in procedure.steps:
        source = task_id(step)
        if step.decide:
            flows.append((source, _gateway(step), ""))
            source = _gateway(step)
        for way in step.outcomes:
            target = task_id(procedure.step(way.to)) if way.to else "end"
            flows.append((source, target, way.key if step.decide else ""))
    return flows


def _diagram(definitions: ET.Element, procedure: Procedure, flows: list[tuple[str, str, str]]) -> None:
    rows = row_count(procedure)
    sheet = chart(procedure, [_ROW] * rows, [range(rows)], _COLUMN)[0]
    plane = _add(
        _add(definitions, "BPMNDiagram", _DI, id="diagram"), "BPMNPlane", _DI, id="plane", bpmnElement="collaboration"
    )
    width, height = _COLUMN * len(procedure.actors), sheet.height + 2 * _TOP
    _shape(plane, "participant", _LEFT - 30, 0, width + 30, height, isHorizontal="false")
    for place, actor in enumerate(procedure.actors):
        _shape(plane, f"lane-{actor}", _LEFT + place * _COLUMN, 0, _COLUMN, height, isHorizontal="false")
    spots = _spots(procedure, sheet)
    for node, (x, y, w, h) in spots.items():
        _shape(plane, node, x - w / 2, y - h / 2, w, h)
    for number, (source, target, _condition) in enumerate(flows):
        edge = _add(plane, "BPMNEdge", _DI, id=f"edge-{number}", bpmnElement=f"flow-{number}")
        for x, y in _bend(spots[source], spots[target]):
            _add(edge, "waypoint", _DD, x=f"{x:g}", y=f"{y:g}")


def _spots(procedure: Procedure, sheet: Sheet) -> dict[str, tuple[float, float, float, float]]:
    """Centre and size of every node."""
    steps = {symbol.row: symbol for symbol in sheet.symbols}
    spots = {}
    for row, step in enumerate(procedure.steps):
        x, y = _centre(steps[row])
        spots[task_id(step)] = (x, y - (24 if step.decide else 0), 120.0, 56.0)
        if step.decide:
            spots[_gateway(step)] = (x, y + 36, 40.0, 40.0)
    first, last = _centre(steps[0]), _centre(steps[len(procedure.steps) - 1])
    spots["start"] = (first[0], first[1] - 80, 30.0, 30.0)
    spots["end"] = (last[0] + 84, last[1] + 74, 30.0, 30.0)
    return spots


def _centre(symbol: Symbol) -> tuple[float, float]:
    return symbol.x + _LEFT, symbol.y + _TOP + 20


def _bend(
    source: tuple[float, float, float, float], target: tuple[float, float, float, float]
) -> list[tuple[float, float]]:
    """Down from one node into the other, or around its side where the flow goes back."""
    (x, y, w, h), (to_x, to_y, to_w, to_h) = source, target
    if to_y > y:
        middle = to_y - to_h / 2 - 14
        return [(x, y + h / 2), (x, middle), (to_x, middle), (to_x, to_y - to_h / 2)]
    side = max(x + w / 2, to_x + to_w / 2) + 24
    return [(x + w / 2, y), (side, y), (side, to_y), (to_x + to_w / 2, to_y)]


def _shape(plane: ET.Element, node: str, x: float, y: float, w: float, h: float, **attributes: str) -> None:
    shape = _add(plane, "BPMNShape", _DI, id=f"shape-{node}", bpmnElement=node, **attributes)
    _add(shape, "Bounds", _DC, x=f"{x:g}", y=f"{y:g}", width=f"{w:g}", height=f"{h:g}")
