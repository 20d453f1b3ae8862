"""What a post says in its canonical form: the thing that is hashed, approved, compared and sent."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kentongan.files.store import path_of
from kentongan.law.text import hashtags_in
from kentongan.networks.base import Media, Outgoing
from kentongan.posts.models import Delivery, Post

TEXTS = ("title", "theme", "hashtags", "kind", "assignment", "narrative", "caption", "sources", "place")
NAMES = {
    "title": _("Judul"),
    "theme": _("Tema"),
    "hashtags": _("Tagar lain"),
    "kind": _("Jenis pesan"),
    "assignment": _("Penugasan"),
    "narrative": _("Narasi"),
    "caption": _("Caption"),
    "sources": _("Sumber fakta"),
    "place": _("Tempat"),
    "event_start": _("Kegiatan mulai"),
    "event_end": _("Kegiatan selesai"),
    "segments": _("Khalayak"),
    "assets": _("Dokumentasi"),
    "variants": _("Akun"),
}


def content_of(post: Post) -> dict[str, Any]:
    """Everything that is approved, as plain JSON. Three queries."""
    texts = {name: getattr(post, name) for name in TEXTS}
    return {
        **texts,
        "event_start": post.event_start.isoformat() if post.event_start else None,
        "event_end": post.event_end.isoformat() if post.event_end else None,
        "segments": [segment.name for segment in post.segments.all()],
        "assets": [{"sha256": asset.sha256, "mime": asset.mime, "alt": asset.alt} for asset in post.assets.all()],
        "variants": [
            {
                "account": variant.account_id,
                "name": variant.account.name,
                "text": variant.text,
                "at": variant.scheduled_at.isoformat() if variant.scheduled_at else None,
            }
            for variant in post.variants.select_related("account")
        ],
    }


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def tagged_text(content: dict[str, Any], account_id: int) -> str:
    """What is said on one account: its own text, or the caption; with the theme and the hashtags that it lacks."""
    own = next((variant["text"] for variant in content["variants"] if variant["account"] == account_id), "")
    text = own or content["caption"] or content["title"]
    lacking = [tag for tag in tags_of(content) if tag.casefold() not in text.casefold()]
    return f"{text}\n\n{' '.join(lacking)}" if lacking else text


def tags_of(content: dict[str, Any]) -> list[str]:
    """Theme first, then the others, each once, with their "#"."""
    return list(dict.fromkeys(hashtags_in(f"{content['theme']} {content['hashtags']}")))


def outgoing(delivery: Delivery) -> Outgoing:
    """What goes to the account, from what was approved alone."""
    if delivery.version is None:
        said = delivery.reply or {}
        words = {"title": said["title"], "text": said["text"], "caption": said["text"]}
        return Outgoing(delivery.key, hashtags=(), thread=said["thread"], answers=said["answers"], **words)
    content, account_id = delivery.version.content, delivery.account_id
    media = tuple(
        Media(path=path_of(asset["sha256"]), sha256=asset["sha256"], mime=asset["mime"], alt=asset["alt"])
        for asset in content["assets"]
    )
    return Outgoing(
        key=delivery.key,
        title=content["title"],
        text=content["narrative"] or tagged_text(content, account_id),
        caption=tagged_text(content, account_id),
        hashtags=tuple(tags_of(content)),
        media=media,
    )


@dataclass(frozen=True)
class Change:
    """One field that differs between two versions. `pieces`: (kind, text), kind one of "same", "gone", "new"."""

    name: object
    pieces: tuple[tuple[str, str], ...]


def changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """What a reader should know about going from one content to another, word by word."""
    for field, name in NAMES.items():
        old, new = _readable(before.get(field)), _readable(after.get(field))
        if old != new:
            yield Change(name, tuple(_pieces(old.split(" "), new.split(" "))))


def _readable(value: Any) -> str:
    if isinstance(value, list):
        return " · ".join(
            item if isinstance(item, str) else item.get("name") or f"{item['alt'] or '—'} [{item['sha256'][:8]}]"
            for item in value
        )
    return value or ""


def _pieces(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for tag, start, end, start_new, end_new in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", " ".join(old[start:end])
            continue
        if start < end:
            yield "gone", " ".join(old[start:end])
        if start_new < end_new:
            yield "new", " ".join(new[start_new:end_new])
