"""A procedure written as YAML, as a pack has it."""

from __future__ import annotations

from typing import Any

import yaml

from kentongan.law.model import Procedure

_NOT_WRITTEN = {"number"}  # steps are numbered by their order


def plain(procedure: Procedure) -> dict[str, Any]:
    """The procedure as plain data in the order and with the names of a pack's file."""
    data = procedure.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["steps"] = [_step(step) for step in data["steps"]]
    return data


def _step(step: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in step.items() if name not in _NOT_WRITTEN}
    if "requires" in kept:
        kept["requires"] = {each.pop("name"): {**each.pop("params", {}), **each} for each in kept["requires"]}
    return kept


def to_yaml(procedure: Procedure) -> str:
    """The procedure as the text of a pack's file."""
    return dump(plain(procedure))


def dump(data: dict[str, Any]) -> str:
    """Plain data as YAML without anchors, in its own order."""
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return text


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True
