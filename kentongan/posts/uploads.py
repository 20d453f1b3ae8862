"""Files that come in pieces over a line that breaks."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kentongan.cases.models import Case
from kentongan.law.refusal import Reason, Refused
from kentongan.offices.actions import refuse_if
from kentongan.offices.models import Person
from kentongan.posts.actions import add_asset
from kentongan.posts.models import Asset, Post, Upload
from kentongan.posts.rules import why_not_edit


def _path(upload: Upload) -> Path:
    folder: Path = settings.DATA / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / upload.token.hex


def start(*, by: Person, post: Post, size: int) -> Upload:
    """Announce a file of `size` bytes."""
    case: Case = post.case
    refuse_if(why_not_edit(case, by))
    if not 0 < size <= settings.UPLOAD_LIMIT_VIDEO:
        raise Refused(
            Reason(
                _("Berkas terlalu besar (paling besar %(mb)d MB).") % {"mb": settings.UPLOAD_LIMIT_VIDEO // 2**20},
                field="file",
            )
        )
    return Upload.objects.create(government_id=post.government_id, post=post, by=by, size=size)


@transaction.atomic
def add_piece(*, upload: Upload, offset: int, piece: bytes) -> int:
    """Append a piece that starts where the file ends so far. Returns how many bytes are there.

    A piece that was sent twice is passed over; one that leaves a gap is refused with the place to go on from.
    """
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    upload.received = row.received
    if offset > row.received or offset < 0 or offset + len(piece) > row.size:
        raise ValueError(f"continue from {row.received}")
    fresh = piece[row.received - offset :]
    with _path(row).open("r+b" if row.received else "wb") as file:
        file.seek(row.received)
        file.write(fresh)
        file.truncate()
    row.received += len(fresh)
    row.save(update_fields=["received"])
    upload.received = row.received
    return row.received


def finish(*, by: Person, upload: Upload) -> Asset:
    """Make an asset of a file that is all there."""
    path = _path(upload)
    try:
        with path.open("rb") as content:
            return add_asset(by=by, post=upload.post, content=content)
    finally:
        path.unlink(missing_ok=True)
        upload.delete()
