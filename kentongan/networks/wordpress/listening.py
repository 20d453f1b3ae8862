"""Comments as they come in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from kentongan.networks.base import Collected, Incoming, Rejected
from kentongan.networks.calls import TooLarge
from kentongan.networks.plain import text_of
from kentongan.networks.wordpress.answers import Comment, Id
from kentongan.networks.wordpress.client import Client, Missing

_SIZES = (100, 20, 5, 1)  # comments in one answer; fewer where they are so long that an answer grows too large
_OVERLAP = 10  # read again, in case that something before it was deleted meanwhile
_DEEPEST = 10  # how far up a conversation its beginning is looked for


class Mark(BaseModel):
    """How far comments were read: everything up to `top`; while going back, from `offset` on, the highest seen."""

    top: int = 0
    offset: int = 0
    seen: int = 0


class Told(BaseModel):
    """What a site says when something was commented."""

    comments: Annotated[list[Id], Field(min_length=1, max_length=50)]


def numbers_in(body: bytes) -> list[str]:
    """The ids of the comments that a site tells of. Raises `Rejected` when it makes no sense."""
    try:
        return [str(number) for number in Told.model_validate_json(body).comments]
    except ValidationError:
        raise Rejected("Kabar dari situs tidak dapat dibaca.") from None


def collect(client: Client, cursor: str) -> Collected:
    """The newest comments, and older ones until what was read before. The first page is read every time: comments are approved late."""
    mark = _mark(cursor)
    comments, whole = _page(client, mark.offset)
    seen = max([mark.seen, mark.top, *(comment.id for comment in comments)])
    done = not whole or any(comment.id <= mark.top for comment in comments)
    after = Mark(top=seen) if done else Mark(top=mark.top, offset=_next(mark.offset, len(comments)), seen=seen)
    return Collected(_incoming(client, comments), after.model_dump_json(), more=not done)


def _mark(cursor: str) -> Mark:
    try:
        return Mark.model_validate_json(cursor)
    except ValidationError:
        return Mark()


def _next(offset: int, read: int) -> int:
    return offset + max(1, read - _OVERLAP)


def _page(client: Client, offset: int) -> tuple[list[Comment], bool]:
    """Comments from an offset on, newest first, and whether there may be more behind them."""
    for size in _SIZES:
        query = {"per_page": str(size), "offset": str(offset), "orderby": "id", "order": "desc"}
        try:
            found = client.comments(query)
        except TooLarge:
            continue
        return found, len(found) == size
    # Not even one fits: it is passed over, for it must not stand in the way of all others.
    return [], True


def reread(client: Client, numbers: Sequence[str]) -> list[Incoming]:
    """These comments as they are now; one that the public does not see any more is gone."""
    return [item for start in range(0, len(numbers), 50) for item in _as_now(client, numbers[start : start + 50])]


def _as_now(client: Client, numbers: Sequence[str]) -> list[Incoming]:
    try:
        found = client.comments({"include": ",".join(numbers), "per_page": "50", "orderby": "id"})
    except TooLarge:
        if len(numbers) == 1:
            return []  # it is there, and too long to be read
        half = len(numbers) // 2
        return [*_as_now(client, numbers[:half]), *_as_now(client, numbers[half:])]
    there = {str(comment.id) for comment in found}
    return [*_incoming(client, found), *(_gone(number) for number in numbers if number not in there)]


def _gone(number: str) -> Incoming:
    return Incoming(number, number, "comment", "", "", Comment(id=int(number), post=0).said_at, gone=True)


def _incoming(client: Client, comments: Sequence[Comment]) -> list[Incoming]:
    if not comments:
        return []
    own = client.oneself().id
    known = {comment.id: comment for comment in comments}
    return [
        Incoming(
            remote_id=str(comment.id),
            thread=f"comment-{_root(client, comment, known)}",
            kind="comment",
            text=text_of(comment.content.rendered),
            author=text_of(comment.author_name),
            author_id=str(comment.author) if comment.author else "",
            at=comment.said_at,
            permalink=comment.link,
            parent=str(comment.parent) if comment.parent else "",
            about=str(comment.post),
            own=comment.author == own,
        )
        for comment in comments
    ]


def _root(client: Client, comment: Comment, known: dict[int, Comment]) -> int:
    """The comment with which the conversation began."""
    for _step in range(_DEEPEST):
        if not comment.parent:
            break
        if comment.parent not in known:
            try:
                known[comment.parent] = client.comment(comment.parent)
            except Missing:
                return comment.parent
        comment = known[comment.parent]
    return comment.id
