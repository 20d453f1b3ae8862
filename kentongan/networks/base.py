"""The one interface every network implements, with its values and its errors.

A network is stateless: credentials and content come in, a result goes out. What must survive a crash (the
reservation, the remote id) is returned to the caller, who writes it down before the next call is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

Kind = Literal["blog", "microblog", "media-sharing", "social-network", "collaboration", "forum"]
Verification = Literal["real-server", "live", "none"]
Heard = Literal["comment", "mention", "message"]
Credentials = Mapping[str, str]


class NetworkError(Exception):
    """A call to a network did not succeed. `detail` is for people and never holds a secret."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Rejected(NetworkError):  # noqa: N818 (it is an answer, not an accident)
    """The network has certainly not taken the message, and the same call would be refused again (final)."""


class Unavailable(NetworkError):  # noqa: N818 (an answer as well)
    """The network has certainly not taken the message; the same call may succeed later.

    `retry_after`: seconds that the network asked for, or None.
    """

    def __init__(self, detail: str, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unknown(NetworkError):  # noqa: N818 (an answer as well)
    """Nobody can say whether the message was taken (time-out, broken connection, an answer that makes no sense).

    Nothing may be sent again before `Network.find` has looked.
    """


@dataclass(frozen=True)
class Field:
    """One thing an office enters to connect an account. Secret fields are encrypted at rest and never shown again."""

    name: str
    label: str
    secret: bool = False
    help: str = ""
    example: str = ""


@dataclass(frozen=True)
class Limits:
    """What the network itself accepts. None means no limit is known."""

    text: int | None = None  # grapheme clusters
    pictures: int | None = None
    videos: int | None = None
    picture_bytes: int | None = None
    video_bytes: int | None = None
    needs_picture: bool = False  # a picture or a video
    needs_video: bool = False


@dataclass(frozen=True)
class Media:
    """One picture or video, already cleaned of metadata."""

    path: Path
    sha256: str
    mime: str
    alt: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Outgoing:
    """What goes out to one account.

    `key` is stable over all attempts of one delivery: [a-z0-9-], at most 60 characters. Networks use it as
    idempotency key, slug or record key.
    """

    key: str
    title: str
    text: str
    caption: str
    hashtags: Sequence[str]
    media: Sequence[Media] = field(default_factory=tuple)
    language: str = "id"
    thread: str = ""  # the conversation in which it answers, "" for a message of its own
    answers: str = ""  # the remote id of what it answers


@dataclass(frozen=True)
class Published:
    """The network has the message, in public."""

    remote_id: str
    permalink: str
    at: datetime | None = None  # aware; the network's own time of publication, where it tells


@dataclass(frozen=True)
class Health:
    """The answer of `Network.check`: who the credentials act as, and what they may do."""

    acts_as: str
    detail: str = ""


@dataclass(frozen=True)
class Incoming:
    """One thing that somebody said to an account, as it stands on the network now.

    `remote_id` names it on the account for good, `thread` its conversation (each at most 200 characters). `text` is plain
    text. `about` is the `Published.remote_id` under which it stands, "" elsewhere. `own`: the account itself said it.
    `gone`: it was there and is deleted; then the other words may be empty.
    """

    remote_id: str
    thread: str
    kind: Heard
    text: str
    author: str
    at: datetime
    permalink: str = ""
    author_id: str = ""
    title: str = ""  # what the conversation is about
    parent: str = ""  # the remote id of what it answers
    about: str = ""
    own: bool = False
    gone: bool = False


@dataclass(frozen=True)
class Collected:
    """Some of what was said. `cursor` goes into the next call; `more`: there is more to be had at once."""

    items: Sequence[Incoming]
    cursor: str
    more: bool = False


@runtime_checkable
class Network(Protocol):
    """What an adapter offers. Every method may raise `Rejected`, `Unavailable` or `Unknown`, nothing else."""

    key: str
    title: str
    kind: Kind
    verified: Verification
    by_hand: bool  # True: a person publishes and records the evidence; the methods below are never called
    fields: Sequence[Field]
    limits: Limits

    def check(self, credentials: Credentials) -> Health:
        """Ask the network who we are, without changing anything."""
        ...

    def reserve(self, outgoing: Outgoing, credentials: Credentials) -> str:
        """Prepare the message without making it public; return what names it, or "" where a network has no such thing.

        May be called again after any failure: a reservation that is lost is never public.
        """
        ...

    def publish(self, outgoing: Outgoing, reservation: str, credentials: Credentials) -> Published:
        """Make the message public. Called again only after `find` answered that it is not there."""
        ...

    def find(self, outgoing: Outgoing, reservation: str, credentials: Credentials) -> Published | None:
        """Look whether the message is public. None means: certainly not there."""
        ...


@runtime_checkable
class Listening(Protocol):
    """What an adapter offers besides, where programs may read what people say. The same errors."""

    streams: Sequence[str]  # comments, private messages, ...: each has a cursor of its own

    def collect(self, stream: str, cursor: str, credentials: Credentials) -> Collected:
        """What is new in a stream since the cursor ("" for the first time). The same item may come again at any time."""
        ...

    def reread(self, remote_ids: Sequence[str], credentials: Credentials) -> Sequence[Incoming]:
        """These items (at most 50) as they are now: edited, deleted or the same. One that cannot be told is left out."""
        ...


@runtime_checkable
class Hooked(Protocol):
    """What an adapter offers besides, where the network tells by itself that something was said. The same errors."""

    def read_hook(self, body: bytes, credentials: Credentials) -> Sequence[Incoming]:
        """What a call of the network says; its signature was checked already. Raises `Rejected` for what makes no sense."""
        ...
