"""What comes from a phone is decoded and written anew: no EXIF, no GPS, nothing hidden behind a picture.

The type is found from the content, never from the name.
"""

from __future__ import annotations

import io
import tempfile
from typing import IO

import av
import av.error
import filetype
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from kentongan.files.store import Stored, keep
from kentongan.law.refusal import Reason, Refused

LONGEST_SIDE = 2560  # pixels; enough for print at A5, small enough for a phone
THUMBNAIL_SIDE = 480
_MOST_PIXELS = 80_000_000
_PICTURES = {"image/jpeg", "image/png", "image/webp", "image/gif"}
_VIDEOS = {"video/mp4", "video/quicktime", "video/webm", "video/x-matroska", "video/3gpp", "video/x-m4v"}


def _size(content: IO[bytes]) -> int:
    content.seek(0, io.SEEK_END)
    size = content.tell()
    content.seek(0)
    return size


def _refuse(text: object, remedy: object = "") -> Refused:
    return Refused(Reason(text, field="file", remedy=remedy))


def _too_many_pixels() -> Refused:
    return _refuse(_("Foto ini terlalu besar (lebih dari 80 megapiksel)."), _("Perkecil fotonya dahulu."))


def mime_of(content: IO[bytes]) -> str:
    """The MIME type that the first bytes show, "" when unknown."""
    content.seek(0)
    found: str | None = filetype.guess_mime(content.read(512))  # type: ignore[no-untyped-call]  # the library has no types
    content.seek(0)
    return found or ""


def keep_media(content: IO[bytes]) -> Stored:
    """Clean and store a picture or video; `Refused` says what is wrong with it."""
    mime, size = mime_of(content), _size(content)
    if mime in _PICTURES:
        limit, clean = settings.UPLOAD_LIMIT_PICTURE, keep_picture
    elif mime in _VIDEOS:
        limit, clean = settings.UPLOAD_LIMIT_VIDEO, keep_video
    else:
        raise _refuse(_("Berkas ini bukan foto atau video yang dikenal."), _("Gunakan JPEG, PNG, WebP, MP4 atau MOV."))
    if size > limit:
        raise _refuse(_("Berkas terlalu besar (paling besar %(mb)d MB).") % {"mb": limit // 2**20})
    return clean(content)


def keep_picture(content: IO[bytes]) -> Stored:
    """Decode, turn upright, shrink, and store as JPEG (PNG where transparent) without any metadata."""
    try:
        with Image.open(content) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise _too_many_pixels()
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            transparent = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            plain = upright.convert("RGBA" if transparent else "RGB")
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise _refuse(_("Foto ini rusak atau tidak lengkap."), _("Ambil atau unggah ulang fotonya.")) from error
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    written = io.BytesIO()
    if transparent:
        clean.save(written, "PNG", optimize=True)
    else:
        clean.save(written, "JPEG", quality=85, optimize=True, progressive=True)
    sha256, size = keep(written)
    return Stored(sha256, "image/png" if transparent else "image/jpeg", size, *clean.size)


def keep_thumbnail(picture: IO[bytes]) -> Stored:
    """A small copy of a cleaned picture, for lists on a slow line."""
    with Image.open(picture) as opened:
        small = opened.convert("RGB")
        small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    written = io.BytesIO()
    small.save(written, "WEBP", quality=70)
    sha256, size = keep(written)
    return Stored(sha256, "image/webp", size, *small.size)


def keep_video(content: IO[bytes]) -> Stored:
    """Copy picture and sound into a new MP4, leaving tags (with place and device) and other streams behind."""
    with tempfile.TemporaryFile(suffix=".mp4") as written:
        try:
            with av.open(content, "r") as source, av.open(written, "w", format="mp4") as target:
                picture = source.streams.video[0]
                streams = [picture, *source.streams.audio[:1]]
                copies = {stream.index: target.add_stream_from_template(stream) for stream in streams}
                for packet in source.demux(streams):
                    if packet.dts is not None:
                        packet.stream = copies[packet.stream.index]
                        target.mux(packet)
                width, height = picture.width, picture.height
        except (av.error.FFmpegError, IndexError, ValueError) as error:
            raise _refuse(
                _("Video ini rusak atau tidak dikenal."), _("Simpan sebagai MP4 lalu unggah ulang.")
            ) from error
        sha256, size = keep(written)
    return Stored(sha256, "video/mp4", size, width, height)


def keep_scan(content: IO[bytes]) -> Stored:
    """Store the scan of a decree: a PDF as it is (evidence is not rewritten), a picture cleaned."""
    mime = mime_of(content)
    if mime in _PICTURES:
        return keep_picture(content)
    if mime != "application/pdf":
        raise _refuse(_("Pindaian harus berupa PDF atau foto."))
    if _size(content) > settings.UPLOAD_LIMIT_PICTURE:
        raise _refuse(
            _("Berkas terlalu besar (paling besar %(mb)d MB).") % {"mb": settings.UPLOAD_LIMIT_PICTURE // 2**20}
        )
    sha256, size = keep(content)
    return Stored(sha256, mime, size)
