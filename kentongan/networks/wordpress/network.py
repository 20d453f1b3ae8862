"""A WordPress site as a network: a draft is the reservation, publishing it is the second step.

A draft that is lost is never public. The slug is the message's key, so that a draft is found again, and so that two
attempts at the same message meet on the same post.
"""

from __future__ import annotations

import re
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
    Outgoing,
    Published,
    Rejected,
    Unknown,
    Verification,
)
from kentongan.networks.calls import Patience
from kentongan.networks.wordpress import conversation, listening
from kentongan.networks.wordpress.answers import Article
from kentongan.networks.wordpress.client import Client, Missing, SignIn
from kentongan.networks.wordpress.preparing import body_of

_NEEDED = {"publish_posts": "menayangkan tulisan", "upload_files": "mengunggah berkas"}


class WordPress:
    """The adapter. `loopback`: whether the site may be on this machine; None asks the installation's setting."""

    key = "wordpress"
    title = "WordPress"
    kind: Kind = "blog"
    verified: Verification = "real-server"
    by_hand = False
    limits = Limits(pictures=100)
    fields: Sequence[Field] = (
        Field(
            "address",
            "Alamat situs",
            help="Alamat beranda situs, diawali https://.",
            example="https://berita.kabupaten.go.id",
        ),
        Field(
            "username",
            "Nama pengguna",
            help="Pengguna WordPress dengan peran Penulis atau Editor, bukan administrator.",
        ),
        Field(
            "password",
            "Sandi aplikasi",
            secret=True,
            help="Di WordPress: Profil, Sandi Aplikasi, tambahkan yang baru. Ini bukan sandi masuk Anda.",
            example="abcd efgh ijkl mnop qrst uvwx",
        ),
    )

    def __init__(self, *, patience: Patience | None = None, loopback: bool | None = None) -> None:
        self._patience = patience or Patience()
        self._loopback = loopback

    streams: Sequence[str] = ("comments",)

    def _client(self, credentials: Credentials) -> Client:
        loopback = loopback_allowed() if self._loopback is None else self._loopback
        return Client(SignIn.of(credentials), patience=self._patience, loopback=loopback)

    def check(self, credentials: Credentials) -> Health:
        """Who we are there. Raises `Rejected` when that user may not publish or upload."""
        oneself = self._client(credentials).oneself()
        lacking = [words for capability, words in _NEEDED.items() if not oneself.capabilities.get(capability)]
        if lacking:
            raise Rejected(
                f"Pengguna {oneself.slug} tidak berhak {' dan '.join(lacking)}. Beri peran Penulis atau Editor."
            )
        excess = (
            " Peran administrator tidak diperlukan; peran Penulis cukup."
            if oneself.capabilities.get("manage_options")
            else ""
        )
        return Health(acts_as=oneself.slug[:100], detail=f"Boleh menayangkan tulisan dan mengunggah berkas.{excess}")

    def reserve(self, outgoing: Outgoing, credentials: Credentials) -> str:
        """Upload the media, keep the message as a draft and return its id; one that is public already stays."""
        client = self._client(credentials)
        if outgoing.thread:
            return conversation.hold(client, outgoing)
        existing = client.articles(outgoing.key)
        public = next((article for article in existing if article.is_public), None)
        if public is not None:
            return str(public.id)
        body = {**body_of(outgoing, client), "status": "draft"}
        if existing:
            return str(client.write_article(body, str(existing[0].id)).id)
        made = client.write_article(body)
        # Somebody may have made the same draft meanwhile: both then agree on the older one.
        return str(min([made.id, *(article.id for article in client.articles(outgoing.key))]))

    def publish(self, outgoing: Outgoing, reservation: str, credentials: Credentials) -> Published:
        """Make the draft public, with the approved content once more: what was changed in the draft does not go out."""
        if outgoing.thread:
            return conversation.publish(self._client(credentials), outgoing, reservation)
        client, number = self._client(credentials), _number(reservation)
        draft = client.article(number)
        if draft.status == "trash":
            raise Rejected("Konsepnya ada di Tempat Sampah WordPress. Kembalikan di sana, lalu kirim lagi.")
        if draft.is_public:
            return _published(draft)
        article = client.write_article({**body_of(outgoing, client), "status": "publish"}, number)
        if str(article.id) != number:
            raise Unknown("WordPress menjawab tentang tulisan lain daripada yang dikirim.")
        if not article.is_public:
            raise Rejected(
                f"WordPress menahan tulisan ini (status: {article.status[:40]}). Setujui di sana, lalu kirim lagi."
            )
        return _published(article)

    def find(self, outgoing: Outgoing, reservation: str, credentials: Credentials) -> Published | None:
        """Read the reserved post; without one, or when it was deleted, look for the slug in any status."""
        client = self._client(credentials)
        if outgoing.thread:
            return conversation.find(client, outgoing, reservation)
        if reservation:
            with suppress(Missing):
                article = client.article(_number(reservation))
                return _published(article) if article.is_public else None
        public = (article for article in client.articles(outgoing.key) if article.is_public)
        return next(map(_published, public), None)

    def collect(self, stream: str, cursor: str, credentials: Credentials) -> Collected:
        """Comments that are new, newest first. The cursor holds ids, so that nobody's clock matters."""
        return listening.collect(self._client(credentials), cursor)

    def reread(self, remote_ids: Sequence[str], credentials: Credentials) -> Sequence[Incoming]:
        """These comments as the public sees them now."""
        return listening.reread(self._client(credentials), [_number(remote_id) for remote_id in remote_ids])

    def read_hook(self, body: bytes, credentials: Credentials) -> Sequence[Incoming]:
        """The site tells only which comments there are; what they say is asked for, as ourselves."""
        return self.reread(listening.numbers_in(body), credentials)


def _number(reservation: str) -> str:
    """A reservation goes into an address, so it must be what `reserve` gave."""
    if not re.fullmatch(r"[1-9][0-9]{0,18}", reservation):
        raise Rejected("Nomor konsep tidak sah.")
    return reservation


def _published(article: Article) -> Published:
    return Published(remote_id=str(article.id), permalink=article.link, at=article.published_at)
