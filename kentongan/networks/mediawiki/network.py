"""A MediaWiki as a network. A free title is the reservation; the key in the edit's summary is how it is found again."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress

from kentongan.networks.addresses import loopback_allowed
from kentongan.networks.base import (
    Collected,
    Credentials,
    Field,
    Health,
    Incoming,
    Kind,
    Limits,
    Media,
    Outgoing,
    Published,
    Rejected,
    Unknown,
    Verification,
)
from kentongan.networks.calls import Patience
from kentongan.networks.mediawiki import talk
from kentongan.networks.mediawiki.answers import Page
from kentongan.networks.mediawiki.client import Client, Existing, SignIn
from kentongan.networks.mediawiki.wikitext import body

_NEEDED = {"edit": "menyunting", "createpage": "membuat halaman"}
_UNFIT = re.compile(r"[#<>\[\]|{}_\x00-\x1f\x7f\ufffd]|~{3,}|&(?:\w+|#\d+);|%[0-9A-Fa-f]{2}|^[:\s./]+|\.{1,2}/")
_LONGEST_TITLE = 180  # bytes; the wiki takes 255, and a number may follow
_MOST_TITLES = 20


class MediaWiki:
    """The adapter. `loopback`: whether the wiki may be on this machine; None asks the installation's setting."""

    key = "mediawiki"
    title = "MediaWiki"
    kind: Kind = "collaboration"
    verified: Verification = "real-server"
    by_hand = False
    limits = Limits(pictures=50, videos=None)
    streams: Sequence[str] = ("talk",)
    fields: Sequence[Field] = (
        Field(
            "address", "Alamat wiki", help="Alamat api.php, atau folder tempatnya.", example="https://wiki.kab.go.id/w"
        ),
        Field("username", "Nama pengguna bot", help="Dari Istimewa:SandiBot.", example="Humas@kentongan"),
        Field("password", "Sandi bot", secret=True, help="Dari Istimewa:SandiBot, bukan sandi masuk Anda."),
    )

    def __init__(self, *, patience: Patience | None = None, loopback: bool | None = None) -> None:
        self._patience = patience or Patience()
        self._loopback = loopback

    def _client(self, credentials: Credentials) -> Client:
        loopback = loopback_allowed() if self._loopback is None else self._loopback
        return Client(SignIn.of(credentials), patience=self._patience, loopback=loopback)

    def check(self, credentials: Credentials) -> Health:
        """Who we are there. Raises `Rejected` when that user may not edit or make pages."""
        client = self._client(credentials)
        oneself = client.read(meta="userinfo", uiprop="rights|blockinfo").query.userinfo
        rights = oneself.get("rights")
        lacking = [words for right, words in _NEEDED.items() if not isinstance(rights, list) or right not in rights]
        if lacking:
            raise Rejected(f"Pengguna {client.username} tidak berhak {' dan '.join(lacking)}.")
        if oneself.get("blockid"):
            raise Rejected(f"Pengguna {client.username} diblokir di wiki itu.")
        return Health(acts_as=client.username[:100], detail="Boleh membuat dan menyunting halaman.")

    def reserve(self, outgoing: Outgoing, credentials: Credentials) -> str:
        """A title that is free, or ours already; nothing is made yet. Replies need none."""
        client = self._client(credentials)
        if outgoing.thread:
            return ""
        bare = _title(outgoing.title)
        for number in range(1, _MOST_TITLES):
            title = bare if number == 1 else f"{bare} ({number})"
            page = _first(client, title)
            if page is None or _is_ours(page, outgoing):
                return title
        raise Rejected("Terlalu banyak halaman berjudul sama di wiki itu. Ubah judulnya.")

    def publish(self, outgoing: Outgoing, reservation: str, credentials: Credentials) -> Published:
        """Make the page, which must not be there yet; or add the reply to its conversation."""
        client = self._client(credentials)
        if outgoing.thread:
            return talk.publish(client, outgoing)
        media = [(_upload(client, item), item) for item in outgoing.media]
        text = body(outgoing.text, media, outgoing.hashtags)
        said = {"action": "edit", "title": reservation, "createonly": "1", "summary": _summary(outgoing)}
        with suppress(Existing):
            answer = client.write({**said, "text": text}).edit
            if answer.get("result") != "Success":
                raise Rejected("Wiki menahan halaman ini. Periksa saringan penyalahgunaan di sana.")
        page = _first(client, reservation)
        if page is None:
            raise Unknown("Halaman yang baru dibuat tidak ditemukan.")
        if not _is_ours(page, outgoing):
            raise Rejected("Halaman berjudul sama dibuat orang lain. Kirim lagi untuk memakai judul lain.")
        return _published(page)

    def find(self, outgoing: Outgoing, reservation: str, credentials: Credentials) -> Published | None:
        """Read the page of the reserved title, or our edits of the conversation."""
        client = self._client(credentials)
        if outgoing.thread:
            return talk.find(client, outgoing)
        page = _first(client, reservation) if reservation else None
        return _published(page) if page and _is_ours(page, outgoing) else None

    def collect(self, stream: str, cursor: str, credentials: Credentials) -> Collected:
        """What was written on our talk page, on those of our pages, and wherever we are named."""
        return talk.collect(self._client(credentials), cursor)

    def reread(self, remote_ids: Sequence[str], credentials: Credentials) -> Sequence[Incoming]:
        """Which of these were hidden or deleted since."""
        known = [remote_id for remote_id in remote_ids if remote_id.isascii() and remote_id.isdigit()]
        return talk.reread(self._client(credentials), known) if known else []


def _title(words: str) -> str:
    seen = "".join(mark for mark in words if mark.isspace() or not unicodedata.category(mark).startswith("C"))
    cleaned = " ".join(_UNFIT.sub(" ", seen).split())
    cut = cleaned.encode()[:_LONGEST_TITLE].decode(errors="ignore").strip()
    # A colon could name another namespace, or another wiki.
    return cut.replace(":", "꞉") or "Tanpa judul"


def _first(client: Client, title: str) -> Page | None:
    """The page of that title with its first revision; None when there is none."""
    answer = client.read(
        prop="revisions|info",
        inprop="url",
        titles=title,
        rvprop="ids|user|timestamp|comment",
        rvdir="newer",
        rvlimit="1",
    )
    page = next(iter(answer.query.pages), None)
    if page is None or page.invalid:
        raise Rejected("Judul ini tidak dapat dipakai di wiki itu.")
    return None if page.missing else page


def _summary(outgoing: Outgoing) -> str:
    return f"Kentongan {outgoing.key}"


def _is_ours(page: Page, outgoing: Outgoing) -> bool:
    return bool(page.revisions) and _summary(outgoing) in page.revisions[0].comment


def _published(page: Page) -> Published:
    if not page.fullurl.startswith(("http://", "https://")):
        raise Unknown("Wiki tidak memberi alamat halamannya.")
    return Published(str(page.pageid), page.fullurl[:500], page.revisions[0].timestamp)


def _upload(client: Client, media: Media) -> str:
    """The file's name on the wiki; what is there already stays."""
    name = f"Kentongan-{media.sha256}{mimetypes.guess_extension(media.mime) or media.path.suffix}"
    if _first(client, f"File:{name}") is not None:
        return name
    try:
        content = media.path.read_bytes()
    except OSError:
        raise Rejected(f"Berkas dokumentasi {media.sha256[:8]} tidak ada di penyimpanan.") from None
    said = {"action": "upload", "filename": name, "ignorewarnings": "1", "comment": "Kentongan"}
    answer = client.write(said, (name, content, media.mime)).upload
    if answer.get("result") != "Success":
        raise Rejected("Wiki tidak menerima berkas dokumentasi ini.")
    return name
