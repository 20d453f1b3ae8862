"""Writing a post: start, save, document, affirm. Its way through the procedure is `cases`' business."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.models import Account, Segment
from kentongan.cases.actions import send_back_after_edit, start_case
from kentongan.cases.models import Case
from kentongan.files.cleaning import keep_media, keep_thumbnail
from kentongan.files.store import open_stored
from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.ledger.actions import action, record
from kentongan.offices.actions import refuse_if
from kentongan.offices.authority import authority
from kentongan.offices.models import Agency, Person
from kentongan.posts import rules
from kentongan.posts.content import content_of, hash_of
from kentongan.posts.models import SUBJECT, Affirmation, Asset, Post, Variant
from kentongan.posts.versions import keep_version


@dataclass(frozen=True)
class Target:
    """An account a post goes to, with a text of its own and a time not before which it goes out."""

    account: Account
    text: str = ""
    scheduled_at: dt.datetime | None = None


@dataclass(frozen=True)
class Draft:
    """What was entered. A field, alternative text or list that is absent (None) stays as it is."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    alts: Mapping[int, str] = field(default_factory=dict)
    targets: Sequence[Target] | None = None
    segments: Sequence[Segment] | None = None


@action("posts.create")
def create_post(*, by: Person, agency: Agency, title: str) -> Post:
    """Start a post and, with it, the agency's publishing procedure."""
    if not title.strip():
        raise Refused(Reason(_("Judul wajib diisi."), field="title"))
    procedure = rules.publishing_procedure(agency)
    appointment = authority(by, agency=agency, roles=[procedure.steps[0].actor])
    post = Post.objects.create(
        government=agency.government, agency=agency, author=by, title=title.strip(), created_at=clock.now()
    )
    record("posts.create", post, by=by, appointment=appointment)
    start_case(by=by, agency=agency, procedure=procedure, subject_id=post.pk)
    return post


def _open_case(post: Post) -> Case:
    """The post's running case, locked (before the post, as everywhere)."""
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("procedure_version", "agency__government")
        .filter(government_id=post.government_id, subject_kind=SUBJECT, subject_id=post.pk, ended_at=None)
        .first()
    )
    if case is None:
        raise Refused(Reason(_("Konten ini sudah selesai alurnya."), remedy=_("Buat pesan baru untuk ralat.")))
    return case


def _apply(post: Post, draft: Draft) -> None:
    for name, value in draft.fields.items():
        setattr(post, name, value)
    post.full_clean(exclude=["segments"])
    post.saved = F("saved") + 1
    post.save()
    post.refresh_from_db()
    for asset in post.assets.all():
        if draft.alts.get(asset.pk, asset.alt) != asset.alt:
            asset.alt = draft.alts[asset.pk].strip()
            asset.full_clean()
            asset.save(update_fields=["alt"])
    if draft.segments is not None:
        post.segments.set(draft.segments)
    if draft.targets is not None:
        _apply_targets(post, draft.targets)


def _apply_targets(post: Post, targets: Sequence[Target]) -> None:
    for target in targets:
        if target.account.government_id != post.government_id:
            raise Refused(Reason(_("Akun ini bukan milik pemerintah daerah Anda."), field="accounts"))
    post.variants.exclude(account__in=[target.account for target in targets]).delete()
    for target in targets:
        Variant.objects.update_or_create(
            post=post,
            account=target.account,
            defaults={"government_id": post.government_id, "text": target.text, "scheduled_at": target.scheduled_at},
        )


def _locked_post(post: Post) -> Post:
    return Post.objects.select_for_update(of=("self",)).select_related("government", "agency").get(pk=post.pk)


@transaction.atomic
def save_draft(*, by: Person, post: Post, draft: Draft) -> Post:
    """Save working paper inside the step that writes it. Not in the ledger: nothing is decided before it is handed on."""
    case = _open_case(post)
    refuse_if(rules.why_not_edit(case, by))
    if not rules.edits_in_step(case, by):
        raise Refused(Reason(_("Perubahan di luar langkah ini harus dikirim dengan alasan."), field="reason"))
    fresh = _locked_post(post)
    _apply(fresh, draft)
    return fresh


@action("posts.edit")
def edit_post(*, by: Person, post: Post, draft: Draft, reason: str) -> Post:
    """Change a post outside its step: what was approved is void and the case goes back to its first review."""
    case = _open_case(post)
    refuse_if(rules.why_not_edit(case, by))
    if not reason.strip():
        raise Refused(Reason(_("Alasan perubahan wajib diisi."), field="reason"))
    fresh = _locked_post(post)
    before = hash_of(content_of(fresh))
    _apply(fresh, draft)
    after = hash_of(content_of(fresh))
    step = case.current_step
    roles = [*rules.drafting_roles(case), *([step.actor] if step and step.edits else [])]
    appointment = authority(by, agency=case.agency, roles=roles)
    if after != before and not rules.edits_in_step(case, by):
        keep_version(fresh, by=by)
        send_back_after_edit(case=case, appointment=appointment, reason=reason)
    record("posts.edit", fresh, by=by, appointment=appointment, facts={"reason": reason, "from": before, "to": after})
    return fresh


def _refuse_documentation_change(post: Post, by: Person) -> None:
    case = _open_case(post)
    refuse_if(rules.why_not_edit(case, by))
    if not rules.edits_in_step(case, by):
        raise Refused(
            Reason(
                _("Dokumentasi hanya dapat diubah pada langkah penyusunan."),
                remedy=_("Minta konten dikembalikan dahulu."),
            )
        )


@transaction.atomic
def add_asset(*, by: Person, post: Post, content: IO[bytes], alt: str = "") -> Asset:
    """Add a picture or video, cleaned. Working paper like `save_draft`. The same file twice is there once."""
    _refuse_documentation_change(post, by)
    stored = keep_media(content)
    thumbnail = ""
    if stored.mime.startswith("image/"):
        with open_stored(stored.sha256) as picture:
            thumbnail = keep_thumbnail(picture).sha256
    last = post.assets.aggregate(last=Max("position"))["last"] or 0
    asset, _made = Asset.objects.get_or_create(
        post=post,
        sha256=stored.sha256,
        defaults={
            "government_id": post.government_id,
            "thumbnail_sha256": thumbnail,
            "mime": stored.mime,
            "size": stored.size,
            "width": stored.width,
            "height": stored.height,
            "alt": alt,
            "position": last + 1,
            "uploaded_by": by,
        },
    )
    return asset


@transaction.atomic
def remove_asset(*, by: Person, asset: Asset) -> None:
    """Take a picture or video out of the post; versions that named it keep it."""
    _refuse_documentation_change(asset.post, by)
    asset.delete()


@action("posts.affirm")
def affirm_ethics(*, by: Person, post: Post, seen_hash: str) -> Affirmation:
    """Sign the checklist of ethics for exactly this content (K13, W13, B12)."""
    case = _open_case(post)
    step = case.current_step
    roles = [step.actor] if step else []
    appointment = authority(by, agency=case.agency, roles=roles)
    content_hash = hash_of(content_of(_locked_post(post)))
    if content_hash != seen_hash:
        raise Refused(
            Reason(_("Isi konten berubah sejak halaman Anda dibuka."), remedy=_("Baca kembali sebelum bertindak."))
        )
    affirmation, _made = Affirmation.objects.get_or_create(
        post=post, content_hash=content_hash, by=by, defaults={"government_id": post.government_id, "at": clock.now()}
    )
    record("posts.affirm", post, by=by, appointment=appointment, facts={"hash": content_hash})
    return affirmation
