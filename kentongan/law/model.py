"""What a regulation says, as values: the regulation with its provisions, procedures with their steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,58}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
END = "end"


class Value(BaseModel):
    """Frozen, and closed: an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Duty(StrEnum):
    """What regulations order, by one canonical name each; packs map their own provisions to it."""

    DESIGNATE_ACCOUNTS = "designate-accounts"
    DESIGNATE_MANAGERS = "designate-managers"
    SEGMENT_AUDIENCE = "segment-audience"
    CHOOSE_ACCOUNTS = "choose-accounts"
    ACCOUNT_KINDS = "account-kinds"
    HASHTAG = "hashtag-before-theme"
    MESSAGE_KINDS = "message-kinds"
    MESSAGE_STRATEGY = "message-strategy"
    PRINCIPLES = "principles"
    PURPOSES = "purposes"
    PUBLISH_BY_SOP = "publish-by-sop"
    OWN_SOP = "own-sop"
    MONITOR = "monitor"
    ANSWER = "answer"
    CONSULT = "consult"
    ANALYSE = "analyse"
    RECOMMEND = "recommend"
    FOLLOW_UP = "follow-up"
    ETHICS = "ethics"
    QUALIFICATIONS = "qualifications"
    FACILITIES = "facilities"
    REPORT_YEARLY = "report-yearly"
    REPORT_ROUTE = "report-route"
    REPORT_CONTENTS = "report-contents"
    EVALUATE = "evaluate"
    SANCTION = "sanction"
    BUDGET = "budget"
    RECORDS = "records"


class Signatory(Value):
    """Who signed: position, name, rank, NIP (18 digits)."""

    position: Text
    name: Text
    rank: str = ""
    nip: Annotated[str, StringConstraints(pattern=r"^(\d{18})?$")] = ""


class Issued(Value):
    place: Text
    date: dt.date


class Home(Value):
    """The government a pack was written for: proposals for the set-up page."""

    name: Text
    province: Text
    seat: str = ""
    regent: Text
    coordinator: Text
    timezone: Literal["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"]


class Role(Value):
    """A role that decrees fill. `civil_servant`: only people with a NIP may hold it."""

    title: Text
    civil_servant: bool = True
    citation: str = ""


class Choice(Value):
    """One of the things to choose from, with where the text names it ("" and a remark where it does not)."""

    key: Key
    title: Text
    citation: str = ""
    remark: str = ""


class AccountKind(Choice):
    """A kind of social media. `text_limit` in characters, spaces included."""

    definition: str = ""
    examples: tuple[str, ...] = ()
    text_limit: int | None = Field(None, gt=0)


class Clause(Value):
    """A sentence that is shown, with its citation."""

    text: Text
    citation: str = ""
    remark: str = ""


class Provision(Value):
    """A Pasal, ayat or huruf that orders something, and how the software meets it."""

    cite: Text
    text: Text
    duty: Duty | None = None
    met: Literal["enforced", "tracked", "shown", "none"]
    by: Text
    remark: str = ""


_STANDARD_ROLES: dict[str, Role] = {
    "regent": Role(title="Bupati", civil_servant=False),
    "head": Role(title="Kepala Perangkat Daerah"),
    "official": Role(title="Pejabat pengelola media sosial"),
    "officer": Role(title="Petugas pengelola media sosial"),
}


class Regulation(Value):
    """The legal text as data. `short` is how citations name it.

    `personal_data_days`: how long what identifies askers is kept after it came in (UU 27/2022: no longer than needed).
    """

    title: Text
    short: Text
    kind: Text
    number: Text
    year: int = Field(ge=1945, le=2100)
    issued: Issued
    signed_by: Signatory
    basis: tuple[Text, ...] = ()
    gazette: str = ""
    government: Home
    terms: dict[Key, Text] = {}
    roles: dict[Key, Role] = {}
    message_kinds: tuple[Choice, ...] = ()
    account_kinds: tuple[AccountKind, ...] = ()
    ethics: tuple[Clause, ...] = ()
    principles: tuple[Clause, ...] = ()
    provisions: tuple[Provision, ...] = ()
    personal_data_days: int | None = Field(None, ge=30)
    remark: str = ""

    @model_validator(mode="after")
    def _with_standard_roles(self) -> Regulation:
        object.__setattr__(self, "roles", {**_STANDARD_ROLES, **self.roles})
        return self


class Requirement(Value):
    """One thing that must be complete. `added`: why we ask for it although the SOP's text does not.

    `waived_by`: the role that may do without it in a single case, with a written reason.
    """

    name: Key
    params: Mapping[str, int] = {}
    added: str = ""
    waived_by: Key | None = None


class Time(Value):
    """The standard of time: an amount, from an anchor ("start" of the step or of the "case", "event", a step's key).

    `extension`: how much longer, in the same unit, it may take once, with a written reason.
    """

    minutes: int | None = Field(None, ge=0)
    hours: int | None = Field(None, ge=0)
    days: int | None = Field(None, ge=0)
    working_days: int | None = Field(None, ge=0)
    from_: str = Field("start", alias="from")
    text: str = ""
    extension: int | None = Field(None, gt=0)

    @model_validator(mode="after")
    def _one_amount(self) -> Time:
        given = [self.minutes, self.hours, self.days, self.working_days]
        if sum(amount is not None for amount in given) != 1:
            raise ValueError("time needs exactly one of minutes, hours, days, working_days")
        return self

    def in_working_days(self) -> Time:
        """The same time with calendar days read as working days."""
        if self.days is None:
            return self
        return self.model_copy(update={"days": None, "working_days": self.days})

    def extended(self) -> Time:
        """The same time with its extension."""
        unit = next(unit for unit in ("minutes", "hours", "days", "working_days") if getattr(self, unit) is not None)
        return self.model_copy(update={unit: getattr(self, unit) + (self.extension or 0), "extension": None})

    @property
    def clock_minutes(self) -> int | None:
        """The amount in minutes where it is clock time, else None."""
        return self.minutes if self.minutes is not None else self.hours * 60 if self.hours is not None else None


class SignedBy(Value):
    """At least so many of these roles must have signed."""

    at_least: int = Field(ge=1)
    of: tuple[Key, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, given: Any) -> Any:
        if isinstance(given, dict) and set(given) == {"any"}:
            return {"at_least": 1, "of": given["any"]}
        if isinstance(given, dict) and set(given) == {"all"}:
            return {"at_least": len(given["all"]) if isinstance(given["all"], list) else 1, "of": given["all"]}
        return given

    @model_validator(mode="after")
    def _possible(self) -> SignedBy:
        if self.at_least > len(set(self.of)):
            raise ValueError("at_least asks for more signatures than there are roles")
        return self


class Outcome(Value):
    """A way out of a step. `to` None: the procedure ends. `response`: it needs a written one."""

    key: str
    title: str
    to: str | None
    response: bool = False


class Exit(Value):
    """One exit of a decision as it is written in a pack."""

    to: Text
    response: Literal["required", "optional"] = "optional"
    title: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        return {"to": given} if isinstance(given, str) else given


class Decide(Value):
    accepted: Exit
    rejected: Exit


class Step(Value):
    """One row of the SOP. `elsewhere`: another agency takes it than the one whose case it is."""

    key: Key = Field(alias="step")
    number: int = 0
    actor: Key
    activity: Text
    requires: tuple[Requirement, ...] = ()
    completeness: tuple[str, ...] = ()
    time: Time
    output: str = ""
    note: str = ""
    then: str | None = None
    decide: Decide | None = None
    sign: bool = False
    signed_by: SignedBy | None = None
    effect: Key | None = None
    documents: tuple[Key, ...] = ()
    edits: bool = False
    elsewhere: bool = False
    remark: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, given: Any) -> Any:
        """`requires: {photos: {min: 4}}` is short for a list of requirements."""
        if isinstance(given, dict) and isinstance(given.get("requires"), dict):
            listed = []
            for name, said in given["requires"].items():
                params = dict(said or {}) if isinstance(said or {}, dict) else {"?": said}
                waived_by, added = params.pop("waived_by", None), params.pop("added", "")
                listed.append({"name": name, "added": added, "waived_by": waived_by, "params": params})
            given = {**given, "requires": listed}
        return given

    @model_validator(mode="after")
    def _one_way_on(self) -> Step:
        if (self.then is None) == (self.decide is None):
            raise ValueError("a step needs either `then` or `decide`")
        return self

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The ways out: "done", or "accepted" and "rejected"."""
        if self.decide is None:
            return (Outcome(key="done", title="", to=_target(self.then)),)
        yes, no = self.decide.accepted, self.decide.rejected
        return (
            Outcome(key="accepted", title=yes.title, to=_target(yes.to), response=yes.response == "required"),
            Outcome(key="rejected", title=no.title, to=_target(no.to), response=no.response == "required"),
        )

    def citation(self, procedure: Procedure) -> str:
        """How a refusal names this step: "SOP 000/4/..., langkah 1"."""
        return f"{procedure.short}, langkah {self.number}"


def _target(to: str | None) -> str | None:
    return None if to in (None, END) else to


class Identity(Value):
    """The identity block of the official form. Dates that the SOP leaves empty stay empty."""

    number: str = ""
    made: dt.date | None = None
    revised: dt.date | None = None
    effective: dt.date | None = None
    approved_by: Signatory | None = None
    unit: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    qualifications: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    warning: str = ""
    recording: str = ""


class Procedure(Value):
    """An SOP that runs: identity, actors, steps."""

    key: Key = Field(alias="procedure")
    subject: Key
    title: Text
    short: Text
    identity: Identity = Identity()
    actors: dict[Key, Text]
    steps: tuple[Step, ...] = Field(min_length=1)
    remark: str = ""

    @model_validator(mode="after")
    def _numbered(self) -> Procedure:
        numbered = tuple(step.model_copy(update={"number": number}) for number, step in enumerate(self.steps, start=1))
        object.__setattr__(self, "steps", numbered)
        return self

    def step(self, key: str) -> Step:
        """The step of that key; KeyError if the procedure has none."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)


class Pack(Value):
    """A folder of data files that makes one regulation run. `digest`: SHA-256 over all its files."""

    key: Key
    digest: str
    regulation: Regulation
    procedures: dict[str, Procedure]
