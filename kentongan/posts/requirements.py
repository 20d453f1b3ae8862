"""What a step may require of a post. Each checks one thing and says what is missing; the pack says where and how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kentongan.accounts.rules import why_not_usable
from kentongan.law.model import Requirement
from kentongan.law.refusal import Reason
from kentongan.law.text import count_characters, has_theme_hashtag
from kentongan.offices.packs import pack_of
from kentongan.posts.content import content_of, hash_of, tagged_text
from kentongan.posts.models import Post

Check = Callable[[Post, Requirement], Iterator[Reason]]
_checks: dict[str, tuple[Check, frozenset[str]]] = {}


def _requirement(name: str, *params: str) -> Callable[[Check], Check]:
    def declare(check: Check) -> Check:
        _checks[name] = (check, frozenset(params))
        return check

    return declare


def known() -> dict[str, frozenset[str]]:
    """Name of each requirement and the parameters it takes."""
    return {name: params for name, (_check, params) in _checks.items()}


#: What people call the requirements and their parameters.
TITLES: dict[str, object] = {
    "photos": _("Foto"),
    "video": _("Video"),
    "materials": _("Bahan dokumentasi"),
    "narrative": _("Narasi"),
    "caption": _("Caption"),
    "hashtag": _("Tagar di depan tema"),
    "alternative_text": _("Teks alternatif"),
    "sources": _("Sumber fakta"),
    "message_kind": _("Jenis pesan"),
    "segments": _("Khalayak sasaran"),
    "event": _("Waktu kegiatan"),
    "assignment": _("Penugasan"),
    "accounts": _("Akun tujuan"),
    "ethics": _("Daftar periksa etika"),
    "min": _("paling sedikit"),
    "max": _("paling banyak"),
}


def missing(post: Post, requirement: Requirement, citation: str) -> list[Reason]:
    """What the requirement lacks; each reason cites the step, and says so where the SOP's text does not have it."""
    check, _params = _checks[requirement.name]
    source = f"{citation}; {requirement.added}" if requirement.added else citation
    return [
        Reason(reason.text, citation=source, field=reason.field, remedy=reason.remedy)
        for reason in check(post, requirement)
    ]


@_requirement("photos", "min")
def _photos(post: Post, requirement: Requirement) -> Iterator[Reason]:
    needed = int(requirement.params.get("min", 1))
    have = sum(asset.is_picture for asset in post.assets.all())
    if have < needed:
        yield Reason(
            _("Dokumentasi baru %(have)d foto, paling sedikit %(needed)d.") % {"have": have, "needed": needed},
            field="assets",
            remedy=ngettext_lazy("Tambahkan %(n)d foto lagi.", "Tambahkan %(n)d foto lagi.", needed - have)
            % {"n": needed - have},
        )


@_requirement("video")
def _video(post: Post, requirement: Requirement) -> Iterator[Reason]:
    if all(asset.is_picture for asset in post.assets.all()):
        yield Reason(_("Video belum ada."), field="assets", remedy=_("Tambahkan video kegiatan."))


@_requirement("materials")
def _materials(post: Post, requirement: Requirement) -> Iterator[Reason]:
    if not post.assets.all():
        yield Reason(
            _("Bahan dokumentasi belum ada."),
            field="assets",
            remedy=_("Tambahkan paling sedikit satu foto atau video."),
        )


@_requirement("narrative")
def _narrative(post: Post, requirement: Requirement) -> Iterator[Reason]:
    if not post.narrative.strip():
        yield Reason(_("Narasi berita belum ditulis."), field="narrative")


@_requirement("caption", "max")
def _caption(post: Post, requirement: Requirement) -> Iterator[Reason]:
    if not post.caption.strip():
        yield Reason(_("Caption belum ditulis."), field="caption")
    most = requirement.params.get("max")
    length = count_characters(post.caption)
    if most is not None and length > int(most):
        yield Reason(
            _("Caption %(length)d karakter, paling banyak %(most)d.") % {"length": length, "most": most},
            field="caption",
            remedy=_("Kurangi %(over)d karakter.") % {"over": length - int(most)},
        )


def _word(post: Post, key: str, otherwise: str) -> str:
    """The regulation's own word."""
    return pack_of(post.government).regulation.terms.get(key, otherwise)


@_requirement("hashtag")
def _hashtag(post: Post, requirement: Requirement) -> Iterator[Reason]:
    if not has_theme_hashtag(post.theme):
        yield Reason(
            _("Tema belum didahului %(hashtag)s.") % {"hashtag": _word(post, "hashtag", "tagar")},
            field="theme",
            remedy=_("Tulis tema dengan “#” di depannya, misalnya #BaktiSosial."),
        )


@_requirement("alternative_text")
def _alternative_text(post: Post, requirement: Requirement) -> Iterator[Reason]:
    for number, asset in enumerate(post.assets.all(), start=1):
        if not asset.alt.strip():
            yield Reason(
                _("Dokumentasi ke-%(number)d belum memiliki teks alternatif.") % {"number": number},
                field=f"alt-{asset.pk}",
                remedy=_("Jelaskan isinya dalam satu kalimat bagi yang tidak dapat melihatnya."),
            )


@_requirement("sources")
def _sources(post: Post, requirement: Requirement) -> Iterator[Reason]:
    if not post.sources.strip():
        yield Reason(_("Sumber fakta belum dicatat."), field="sources")


@_requirement("message_kind")
def _message_kind(post: Post, requirement: Requirement) -> Iterator[Reason]:
    if not post.kind:
        yield Reason(_("Jenis pesan belum dipilih."), field="kind")


@_requirement("segments")
def _segments(post: Post, requirement: Requirement) -> Iterator[Reason]:
    if not post.segments.all():
        yield Reason(_("Khalayak sasaran belum dipilih."), field="segments")


@_requirement("event")
def _event(post: Post, requirement: Requirement) -> Iterator[Reason]:
    if post.event_end is None:
        yield Reason(_("Waktu kegiatan selesai belum diisi."), field="event_end")


@_requirement("assignment")
def _assignment(post: Post, requirement: Requirement) -> Iterator[Reason]:
    if not post.assignment.strip():
        yield Reason(
            _("Penugasan peliputan belum ditulis."),
            field="assignment",
            remedy=_("Tulis siapa meliput apa, kapan dan di mana."),
        )


@_requirement("accounts")
def _accounts(post: Post, requirement: Requirement) -> Iterator[Reason]:
    variants = list(post.variants.select_related("account__government", "account__decree"))
    if not variants:
        yield Reason(_("Belum ada akun tujuan."), field="accounts", remedy=_("Pilih paling sedikit satu akun resmi."))
        return
    content = content_of(post)
    for variant in variants:
        account = variant.account
        unusable = why_not_usable(account)
        if unusable:
            yield Reason(unusable.text, field=f"account-{account.pk}", remedy=unusable.remedy)
        limit, length = account.text_limit(), count_characters(tagged_text(content, account.pk))
        if limit is not None and length > limit:
            yield Reason(
                _("Teks untuk %(name)s %(length)d karakter, paling banyak %(limit)d.")
                % {"name": account.name, "length": length, "limit": limit},
                field=f"variant-{account.pk}",
                remedy=_("Tulis bentuk yang lebih pendek untuk akun ini."),
            )


@_requirement("ethics")
def _ethics(post: Post, requirement: Requirement) -> Iterator[Reason]:
    if not post.affirmations.filter(content_hash=hash_of(content_of(post))).exists():
        yield Reason(_("Daftar periksa etika belum ditandatangani untuk isi ini."), field="ethics")
