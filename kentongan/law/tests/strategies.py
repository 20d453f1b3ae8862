"""Random procedures that can be run: every step is reached, from every step there is a way to the end."""

from __future__ import annotations

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from kentongan.law.flow import path_faults
from kentongan.law.model import Procedure


@st.composite
def procedures(draw: st.DrawFn, most: int = 9) -> Procedure:
    size = draw(st.integers(1, most))
    actors = [f"role-{number}" for number in range(draw(st.integers(1, 4)))]
    keys = [f"step-{number}" for number in range(size)]
    steps = []
    for index, key in enumerate(keys):
        step: dict[str, Any] = {"step": key, "actor": draw(st.sampled_from(actors)), "activity": f"Melakukan {index}"}
        step["time"] = draw(st.sampled_from([{"minutes": 5}, {"days": 1}, {"working_days": 2}]))
        onward = [*keys[index + 1 :], "end"]
        if index and draw(st.booleans()):
            others = [target for target in [*keys, "end"] if target != key]
            yes = draw(st.sampled_from(onward))
            step["decide"] = {
                "accepted": yes,
                "rejected": draw(st.sampled_from([each for each in others if each != yes])),
            }
        else:
            step["then"] = onward[0] if draw(st.integers(0, 3)) else draw(st.sampled_from(onward))
        steps.append(step)
    titles = {actor: f"Peran {number}" for number, actor in enumerate(actors)}
    made = {"procedure": "uji", "subject": "post", "title": "Uji", "short": "Uji", "actors": titles, "steps": steps}
    procedure = Procedure.model_validate(made)
    assume(not list(path_faults(procedure)))
    return procedure
