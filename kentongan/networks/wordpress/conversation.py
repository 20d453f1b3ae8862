"""Replies among a post's comments: held back first, then approved, so that a lost call is never public."""

from __future__ import annotations

from contextlib import suppress

from kentongan.networks.base import Outgoing, Published, Rejected
from kentongan.networks.plain import text_of
from kentongan.networks.wordpress.answers import Comment
from kentongan.networks.wordpress.client import Client, Missing
from kentongan.networks.wordpress.content import clean, escape

_LATEST = {"per_page": "100", "orderby": "id", "order": "desc"}


def hold(client: Client, outgoing: Outgoing) -> str:
    """Keep the reply where only moderators see it; "" where we are no moderator and cannot."""
    if not client.oneself().capabilities.get("moderate_comments"):
        return ""
    asked = _asked(client, outgoing)
    body = {"post": asked.post, "parent": asked.id, "content": _content(outgoing), "status": "hold"}
    return str(client.write_comment(body).id)


def publish(client: Client, outgoing: Outgoing, reservation: str) -> Published:
    """Approve what was held, with the words once more; or, without moderation, simply say it."""
    if reservation:
        said = client.write_comment({"content": _content(outgoing), "status": "approved"}, str(int(reservation)))
    else:
        asked = _asked(client, outgoing)
        said = client.write_comment({"post": asked.post, "parent": asked.id, "content": _content(outgoing)})
    if said.status != "approved":
        raise Rejected("WordPress menahan balasan ini untuk dimoderasi. Setujui di sana, atau beri peran Editor.")
    return _published(said)


def find(client: Client, outgoing: Outgoing, reservation: str) -> Published | None:
    """Read what was held; without a reservation, look for our own words below what they answer."""
    if reservation:
        with suppress(Missing):
            said = client.comment(int(reservation))
            return _published(said) if said.status == "approved" else None
        return None
    own = client.comments({**_LATEST, "parent": outgoing.answers, "author": str(client.oneself().id)})
    words = text_of(_content(outgoing))
    return next((_published(said) for said in own if text_of(said.content.rendered) == words), None)


def _asked(client: Client, outgoing: Outgoing) -> Comment:
    try:
        return client.comment(int(outgoing.answers))
    except Missing:
        raise Rejected("Komentar yang dijawab tidak ada lagi di situs itu.") from None


def _content(outgoing: Outgoing) -> str:
    return escape(clean(outgoing.text)).replace("\n", "<br />\n")


def _published(comment: Comment) -> Published:
    return Published(remote_id=str(comment.id), permalink=comment.link, at=comment.said_at)
