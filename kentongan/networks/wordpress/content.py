"""A message as WordPress's own blocks. Everything people wrote is escaped; no markup or shortcode gets through."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kentongan.networks.base import Media, Outgoing

_SHORTCODE = str.maketrans({"[": "&#91;", "]": "&#93;"})
_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n\s*")
_KEPT_CONTROLS = "\n\t"


@dataclass(frozen=True)
class Placed:
    """A picture or video in the site's library: `number` is WordPress's id, `address` where it is served."""

    number: int
    address: str
    media: Media


def clean(text: str) -> str:
    """Text without control characters and half characters, line ends as LF."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(mark for mark in text if mark in _KEPT_CONTROLS or unicodedata.category(mark) not in ("Cc", "Cs"))


def escape(text: str) -> str:
    """Safe in HTML text and attributes, and inert for WordPress's shortcodes."""
    return html.escape(clean(text), quote=True).translate(_SHORTCODE)


def slug_of_tag(name: str) -> str:
    """The slug of a hashtag's name: itself in lower case, or a digest where it cannot be written in plain letters."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    if re.fullmatch(r"[a-z0-9_]{1,190}", plain):
        return plain
    return f"tag-{hashlib.sha256(name.casefold().encode('utf-8', 'replace')).hexdigest()[:16]}"


def body_html(outgoing: Outgoing, placed: Sequence[Placed]) -> str:
    """The whole content: pictures with their caption, the narrative in paragraphs, the hashtags it lacks."""
    pictures = [item for item in placed if item.media.mime.startswith("image/")]
    videos = [item for item in placed if item not in pictures]
    blocks = [_pictures(pictures, outgoing.caption), *map(_paragraph, _paragraphs(outgoing.text)), *map(_video, videos)]
    lacking = [tag for tag in outgoing.hashtags if tag.casefold() not in outgoing.text.casefold()]
    return "\n\n".join([*filter(None, blocks), *([_paragraph(" ".join(lacking))] if lacking else [])])


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in _PARAGRAPH_BREAK.split(clean(text)) if part.strip()]


def _paragraph(text: str) -> str:
    lines = "<br>".join(escape(text).split("\n"))
    return f"<!-- wp:paragraph -->\n<p>{lines}</p>\n<!-- /wp:paragraph -->"


def _pictures(pictures: Sequence[Placed], caption: str) -> str:
    if not pictures:
        return ""
    if len(pictures) == 1:
        return _picture(pictures[0], caption)
    inner = "\n\n".join(_picture(picture) for picture in pictures)
    classes = "wp-block-gallery has-nested-images columns-default is-cropped"
    opening = f'<!-- wp:gallery {{"linkTo":"none"}} -->\n<figure class="{classes}">'
    return f"{opening}{inner}{_caption(caption)}</figure>\n<!-- /wp:gallery -->"


def _picture(picture: Placed, caption: str = "") -> str:
    image = (
        f'<img src="{escape(picture.address)}" alt="{escape(picture.media.alt)}" class="wp-image-{picture.number}"/>'
    )
    opening = f'<!-- wp:image {{"id":{picture.number},"sizeSlug":"full","linkDestination":"none"}} -->'
    return (
        f'{opening}\n<figure class="wp-block-image size-full">{image}{_caption(caption)}</figure>\n<!-- /wp:image -->'
    )


def _video(video: Placed) -> str:
    opening = f'<!-- wp:video {{"id":{video.number}}} -->'
    player = f'<video controls src="{escape(video.address)}"></video>'
    return f'{opening}\n<figure class="wp-block-video">{player}{_caption(video.media.alt)}</figure>\n<!-- /wp:video -->'


def _caption(text: str) -> str:
    return f'<figcaption class="wp-element-caption">{escape(text)}</figcaption>' if text.strip() else ""
