"""What MediaWiki answers (formatversion 2), checked before it is believed."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class _Answered(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Complaint(_Answered):
    """One error: a code for programs and a sentence for people."""

    code: str
    text: str = ""


class Slot(_Answered):
    content: str | None = None
    hidden: bool = Field(False, alias="texthidden")


class Slots(_Answered):
    main: Slot = Slot()


class Revision(_Answered):
    """One edit. `user` is empty where it was hidden."""

    revid: int
    parentid: int = 0
    user: str = ""
    userid: int = 0
    timestamp: datetime
    comment: str = ""
    minor: bool = False
    slots: Slots = Slots()
    texthidden: bool = False
    userhidden: bool = False

    @property
    def text(self) -> str | None:
        return None if self.slots.main.hidden or self.texthidden else self.slots.main.content


class Page(_Answered):
    """A page, `missing` when there is none of that title."""

    title: str = ""
    pageid: int = 0
    ns: int = 0
    missing: bool = False
    invalid: bool = False
    fullurl: str = ""
    revisions: tuple[Revision, ...] = ()


class Change(_Answered):
    """One of the recent changes."""

    rcid: int
    ns: int
    title: str
    pageid: int = 0
    revid: int = 0
    old_revid: int = 0
    user: str = ""
    timestamp: datetime


class Namespace(_Answered):
    id: int
    name: str = ""
    canonical: str = ""


class Query(_Answered):
    """What a query may hold; what was not asked for is empty."""

    pages: tuple[Page, ...] = ()
    recentchanges: tuple[Change, ...] = ()
    namespaces: dict[str, Namespace] = {}
    userinfo: dict[str, object] = {}
    tokens: dict[str, str] = {}
    badrevids: dict[str, object] = {}


class Answered(_Answered):
    """The envelope of every answer."""

    errors: tuple[Complaint, ...] = ()
    query: Query = Query()
    going_on: dict[str, object] = Field({}, alias="continue")
    login: dict[str, object] = {}
    edit: dict[str, object] = {}
    upload: dict[str, object] = {}
