"""Why something may not be done: a reason that people read, with the provision it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Words(Protocol):
    """A string, or one that is translated when it is shown."""

    def __str__(self) -> str: ...


@dataclass(frozen=True)
class Reason:
    """One reason. `field` names the input it concerns ("" for none); `citation` the provision; `remedy` what to do."""

    text: Words
    citation: str = ""
    field: str = ""
    remedy: Words = ""

    def __str__(self) -> str:
        parts = [str(self.text), str(self.remedy)]
        sentence = " ".join(part for part in parts if part)
        return f"{sentence} ({self.citation})" if self.citation else sentence


class Refused(Exception):  # noqa: N818 (it is an answer, not an accident)
    """An action was refused and nothing has changed."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__("; ".join(map(str, reasons)))
        self.reasons = reasons
