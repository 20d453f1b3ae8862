"""The places without an interface that offices can use, as a table.

Figures are what the places publish for ordinary, unpaid accounts. Where several are published, the strictest stands.
None means that no figure is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_noop as _

from kentongan.networks.base import Kind, Limits

Part = Literal["title", "caption", "text"]

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Place:
    """One place: where it is, what it takes, and what an officer does there (Bahasa Indonesia, marked for translation).

    `hosts`: the domains whose addresses prove a publication; empty where any host may be right.
    `parts`: what is copied, in order; `title_limit` counts grapheme clusters, as `limits.text` does for the rest.
    `hashtags`: the most that the place takes.
    """

    key: str
    title: str
    kind: Kind
    limits: Limits
    hosts: tuple[str, ...]
    compose: str
    link: str
    parts: tuple[Part, ...] = ("caption",)
    title_limit: int | None = None
    hashtags: int | None = None


PLACES: tuple[Place, ...] = (
    Place(
        key="manual-instagram",
        title="Instagram",
        kind="media-sharing",
        limits=Limits(text=2200, pictures=20, videos=20, needs_picture=True),
        hosts=("instagram.com",),
        hashtags=5,
        compose=_("Buka Instagram dengan akun resmi, ketuk tanda tambah, pilih Postingan, lalu pilih semua berkas."),
        link=_("Buka postingan, ketuk tanda titik tiga, lalu pilih Salin tautan."),
    ),
    Place(
        key="manual-facebook",
        title="Facebook",
        kind="social-network",
        limits=Limits(text=63206),
        hosts=("facebook.com", "fb.watch"),
        compose=_("Buka Halaman resmi (bukan profil pribadi), pilih Buat postingan, lalu lampirkan semua berkas."),
        link=_("Ketuk waktu tayang di bawah nama Halaman, lalu salin alamat yang terbuka."),
    ),
    Place(
        key="manual-tiktok",
        title="TikTok",
        kind="media-sharing",
        limits=Limits(text=2200, pictures=35, videos=1, needs_picture=True),
        hosts=("tiktok.com",),
        compose=_("Buka TikTok dengan akun resmi, ketuk tanda tambah, pilih Unggah, lalu pilih video atau semua foto."),
        link=_("Buka unggahan, ketuk Bagikan, lalu pilih Salin tautan."),
    ),
    Place(
        key="manual-x",
        title="X",
        kind="microblog",
        limits=Limits(text=280, pictures=4, videos=4, picture_bytes=5 * MEGABYTE, video_bytes=512 * MEGABYTE),
        hosts=("x.com", "twitter.com"),
        compose=_(
            "Buka X dengan akun resmi, pilih Posting, lalu lampirkan berkas. Setiap tautan dihitung 23 karakter."
        ),
        link=_("Buka postingan, pilih Bagikan, lalu pilih Salin tautan."),
    ),
    Place(
        key="manual-youtube",
        title="YouTube",
        kind="media-sharing",
        limits=Limits(text=5000, videos=1, needs_video=True),
        hosts=("youtube.com", "youtu.be"),
        parts=("title", "text"),
        title_limit=100,
        compose=_("Buka YouTube Studio kanal resmi, pilih Buat, unggah berkas video, lalu pilih visibilitas Publik."),
        link=_("Buka video, pilih Bagikan, lalu pilih Salin."),
    ),
    Place(
        key="manual-kaskus",
        title="Kaskus",
        kind="forum",
        limits=Limits(),
        hosts=("kaskus.co.id", "kask.us"),
        parts=("title", "text"),
        compose=_("Buka forum Kaskus yang sesuai dengan akun resmi, pilih Buat Thread, lalu lampirkan gambar."),
        link=_("Buka thread, lalu salin alamat dari peramban."),
    ),
    Place(
        key="manual-other",
        title="Lainnya",
        kind="social-network",
        limits=Limits(),
        hosts=(),
        parts=("title", "caption", "text"),
        compose=_("Buka media sosial itu dengan akun resmi, buat unggahan baru, lalu lampirkan semua berkas."),
        link=_("Buka unggahan yang sudah tayang, lalu salin alamatnya."),
    ),
)

_BY_KEY = {place.key: place for place in PLACES}


def place_of(key: str) -> Place | None:
    """The place of that network key; None where the network is not one that is done by hand."""
    return _BY_KEY.get(key)
