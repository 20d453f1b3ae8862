"""What the officer is told when publishing by hand, and what counts as its evidence."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

import regex
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kentongan.networks.base import Media, Outgoing
from kentongan.networks.manual.places import Part, Place, place_of

_GENERIC = "manual-other"
_NAMES: dict[Part, str] = {
    "title": gettext_noop("Judul"),
    "caption": gettext_noop("Caption"),
    "text": gettext_noop("Isi"),
}
_LONGEST_ADDRESS = 500
RECORD = (
    gettext_noop("Alamat (tautan) unggahan yang sudah tayang"),
    gettext_noop("Tanggal dan jam tayang"),
    gettext_noop("Tangkapan layar unggahan, dengan nama akun terlihat"),
)


@dataclass(frozen=True)
class Copy:
    """A text to be copied as it stands. `characters` and `limit` count grapheme clusters after NFC."""

    name: str
    text: str
    characters: int
    limit: int | None


@dataclass(frozen=True)
class Step:
    """One thing to do, in order."""

    title: str
    words: str
    copies: tuple[Copy, ...] = ()
    files: tuple[Media, ...] = ()
    record: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guide:
    """The whole way from the approved message to its evidence. `warnings` say what the place will not take."""

    place: str
    steps: tuple[Step, ...]
    warnings: tuple[str, ...]


def guide(outgoing: Outgoing, network: str = _GENERIC) -> Guide:
    """The steps for publishing `outgoing` by hand on the network of that key; the general ones for any other key."""
    place = place_of(network) or _generic()
    copies = tuple(_copy(outgoing, part, place) for part in place.parts)
    return Guide(place.title, tuple(_steps(outgoing, place, copies)), tuple(_warnings(outgoing, place, copies)))


def _generic() -> Place:
    place = place_of(_GENERIC)
    assert place is not None  # noqa: S101 (the table has it; a test says so)
    return place


def _count(text: str) -> int:
    return len(regex.findall(r"\X", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))))


def _copy(outgoing: Outgoing, part: Part, place: Place) -> Copy:
    text = {"title": outgoing.title, "caption": outgoing.caption, "text": with_hashtags(outgoing)}[part]
    limit = place.title_limit if part == "title" else place.limits.text
    return Copy(_(_NAMES[part]), text, _count(text), limit)


def with_hashtags(outgoing: Outgoing) -> str:
    """The narrative, followed by the hashtags it lacks."""
    lacking = [tag for tag in outgoing.hashtags if tag.casefold() not in outgoing.text.casefold()]
    return f"{outgoing.text}\n\n{' '.join(lacking)}" if lacking else outgoing.text


def _steps(outgoing: Outgoing, place: Place, copies: tuple[Copy, ...]) -> Iterator[Step]:
    yield Step(_("Salin teks"), _("Salin teks ini apa adanya; yang disetujui adalah yang tayang."), copies=copies)
    if outgoing.media:
        words = _("Unduh berkas menurut urutan ini. Isikan teks alternatif setiap gambar bila tersedia tempatnya.")
        yield Step(_("Unduh berkas"), words, files=tuple(outgoing.media))
    yield Step(_("Tayangkan di %(place)s") % {"place": place.title}, _(place.compose))
    yield Step(_("Salin tautan"), _(place.link))
    yield Step(_("Catat bukti"), _("Kembali ke halaman ini dan catat:"), record=tuple(_(each) for each in RECORD))


def _warnings(outgoing: Outgoing, place: Place, copies: tuple[Copy, ...]) -> Iterator[str]:
    for copy in copies:
        if copy.limit is not None and copy.characters > copy.limit:
            yield _("%(name)s %(have)d karakter; %(place)s menerima paling banyak %(limit)d.") % {
                "name": copy.name,
                "have": copy.characters,
                "place": place.title,
                "limit": copy.limit,
            }
    if place.hashtags is not None and len(outgoing.hashtags) > place.hashtags:
        number = len(outgoing.hashtags)
        yield _("%(place)s dapat membatasi tagar sampai %(limit)d; pesan ini memiliki %(have)d.") % {
            "place": place.title,
            "limit": place.hashtags,
            "have": number,
        }
    yield from _media_warnings(outgoing, place)


def _media_warnings(outgoing: Outgoing, place: Place) -> Iterator[str]:
    pictures = sum(item.mime.startswith("image/") for item in outgoing.media)
    videos = sum(item.mime.startswith("video/") for item in outgoing.media)
    if place.limits.needs_video and not videos:
        yield _("%(place)s memerlukan video.") % {"place": place.title}
    if place.limits.needs_picture and not pictures and not videos:
        yield _("%(place)s memerlukan gambar atau video.") % {"place": place.title}
    for number, limit, name in (
        (pictures, place.limits.pictures, _("gambar")),
        (videos, place.limits.videos, _("video")),
    ):
        if limit is not None and number > limit:
            yield _("%(place)s menerima paling banyak %(limit)d %(name)s; pesan ini memiliki %(have)d.") % {
                "place": place.title,
                "limit": limit,
                "name": name,
                "have": number,
            }


def check_evidence(permalink: str, network: str) -> str | None:
    """Why `permalink` cannot be the address of a message published on `network` (in the active language), or None."""
    address = _split(permalink)
    if address is None:
        return _("Alamat tidak dapat dibaca. Salin alamat lengkap unggahan, diawali https://.")
    if address.scheme != "https":
        return _("Alamat harus diawali https://.")
    return _why_not_host(address.hostname or "", network) or _why_not_message(address)


def _split(permalink: str) -> SplitResult | None:
    """The parts of an address that reads the same to people, to browsers and to us; None for anything else."""
    if len(permalink) > _LONGEST_ADDRESS or regex.search(r"[\s\\\p{C}]", permalink):
        return None
    try:
        address = urlsplit(permalink)
        odd = address.username is not None or address.password is not None or address.port not in (None, 443)
    except ValueError:
        return None
    return address if address.hostname and not odd else None


def _why_not_host(host: str, network: str) -> str | None:
    place = place_of(network)
    if place is not None and place.hosts:
        if any(host == known or host.endswith(f".{known}") for known in place.hosts):
            return None
        return _("Alamat ini bukan milik %(place)s (%(hosts)s).") % {
            "place": place.title,
            "hosts": ", ".join(place.hosts),
        }
    return _("Alamat harus memakai nama situs yang umum.") if _is_private_name(host) else None


def _is_private_name(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return "." not in host.strip(".")
    return True


def _why_not_message(address: SplitResult) -> str | None:
    if address.path.strip("/") or address.query:
        return None
    return _("Ini alamat beranda. Salin alamat unggahannya sendiri.")
