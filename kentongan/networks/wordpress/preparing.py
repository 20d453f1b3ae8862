"""What a post needs on the site first: its files in the library, its tags. Repeating changes nothing."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from contextlib import suppress

from kentongan.networks.base import Media, Outgoing, Rejected
from kentongan.networks.wordpress.answers import Upload
from kentongan.networks.wordpress.client import Client
from kentongan.networks.wordpress.content import Placed, body_html, clean, escape, slug_of_tag


def body_of(outgoing: Outgoing, client: Client) -> dict[str, object]:
    """The post's fields, without its status. Uploads files and makes tags that the site does not have yet."""
    placed = _place(outgoing.media, client)
    first = next((item.number for item in placed if item.media.mime.startswith("image/")), 0)
    return {
        "slug": outgoing.key,
        "title": escape(outgoing.title),
        "content": body_html(outgoing, placed),
        "excerpt": escape(outgoing.caption),
        "tags": _tags(outgoing.hashtags, client),
        "featured_media": first,
    }


def _place(media: Sequence[Media], client: Client) -> list[Placed]:
    # The same picture may stand in a message twice.
    files = {_slug(item): item for item in media}
    known = {(upload.slug, upload.mime_type): upload for upload in client.uploads(list(files))} if files else {}
    uploads = {slug: _kept(item, known.get((slug, item.mime)), client) for slug, item in files.items()}
    return [Placed(uploads[_slug(item)].id, uploads[_slug(item)].source_url, item) for item in media]


def _slug(media: Media) -> str:
    return f"kentongan-{media.sha256}"


def _kept(media: Media, known: Upload | None, client: Client) -> Upload:
    upload = known or _upload(media, client)
    if media.alt and not upload.alt_text:
        # The post carries its own alternative text; a library entry of somebody else's may stay without.
        with suppress(Rejected):
            client.describe_upload(upload.id, clean(media.alt))
    return upload


def _upload(media: Media, client: Client) -> Upload:
    slug = _slug(media)
    name = f"{slug}{mimetypes.guess_extension(media.mime) or media.path.suffix}"
    alt = clean(media.alt)
    try:
        content = media.path.read_bytes()
    except OSError:
        raise Rejected(f"Berkas dokumentasi {media.sha256[:8]} tidak ada di penyimpanan.") from None
    return client.upload((name, content, media.mime), {"slug": slug, "title": alt or slug, "alt_text": alt})


def _tags(hashtags: Sequence[str], client: Client) -> list[int]:
    names = {slug_of_tag(name): name for tag in hashtags if (name := clean(tag).strip().lstrip("#"))}
    known = {term.slug: term.id for term in client.terms(list(names))} if names else {}
    return [known.get(slug) or client.make_term(name, slug) for slug, name in names.items()]
