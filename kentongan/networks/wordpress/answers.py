"""What WordPress answers, checked before it is believed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _web_address(address: str) -> str:
    """An address that may be shown as a link: never javascript:, never relative."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not a web address")
    return address


WebAddress = Annotated[str, Field(max_length=500), AfterValidator(_web_address)]
Id = Annotated[int, Field(gt=0, strict=True)]


class _Answered(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Article(_Answered):
    """A post of the site in any status ("publish" alone is public; plug-ins add statuses of their own)."""

    id: Id
    slug: str
    status: Annotated[str, Field(min_length=1)]
    link: WebAddress
    date_gmt: str | None = None

    @property
    def is_public(self) -> bool:
        return self.status == "publish"

    @property
    def published_at(self) -> datetime | None:
        """Aware: WordPress writes UTC without saying so. None for a date that is none (it has a year -1 for drafts)."""
        try:
            return datetime.fromisoformat(self.date_gmt or "").replace(tzinfo=UTC)
        except ValueError:
            return None


class Upload(_Answered):
    """A file in the site's library."""

    id: Id
    slug: str
    source_url: WebAddress
    mime_type: str
    alt_text: str = ""


class Term(_Answered):
    """A tag of the site."""

    id: Id
    slug: str


class Oneself(_Answered):
    """Who the sign-in acts as."""

    id: Id
    slug: str
    name: str
    capabilities: dict[str, bool]


class Rendered(_Answered):
    """A text as HTML."""

    rendered: str = ""


class Comment(_Answered):
    """What somebody wrote under a post. `author` is 0 for visitors."""

    id: Id
    post: int
    parent: int = 0
    author: int = 0
    author_name: str = ""
    date_gmt: str = ""
    content: Rendered = Rendered()
    link: str = ""
    status: str = "approved"

    @property
    def said_at(self) -> datetime:
        """Aware: WordPress writes UTC without saying so."""
        try:
            return datetime.fromisoformat(self.date_gmt).replace(tzinfo=UTC)
        except ValueError:
            return datetime.now(UTC)


class Complaint(_Answered):
    """WordPress's own error: a code for programs and a sentence for people."""

    code: str
    message: str = ""
    data: object = None


class Existing(BaseModel):
    """What the complaint "term_exists" carries."""

    term_id: Id


Fields = Literal[
    "id,slug,status,link,date_gmt",
    "id,slug,source_url,mime_type,alt_text",
    "id,slug",
    "id,slug,name,capabilities",
    "id,post,parent,author,author_name,date_gmt,content,link,status",
]
