"""A year of a government as an archive package: BagIt, so that any archive can check it is whole (UU 43/2009; D6)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import bagit
from django.core.serializers.json import DjangoJSONEncoder

from kentongan.documents.pdf import to_pdf
from kentongan.documents.register import to_xlsx
from kentongan.files.store import read_stored
from kentongan.inbox.models import Message
from kentongan.ledger.models import Batch, Entry
from kentongan.offices.models import Government
from kentongan.posts.models import Post, PostVersion
from kentongan.posts.papers import outputs_of, paper_of
from kentongan.posts.registers import register_of, rows_of, with_related
from kentongan.reading.personal import mask


def export(government: Government, year: int, folder: Path) -> Iterator[str]:
    """Write the package into an empty folder; tells what it does. FileExistsError when the folder holds anything."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    start, end = (dt.datetime(which, 1, 1, tzinfo=government.zone) for which in (year, year + 1))
    rows = Post.objects.filter(government=government, created_at__gte=start, created_at__lt=end)
    posts = list(with_related(rows).select_related("government", "agency__government").order_by("pk"))
    (folder / "register.xlsx").write_bytes(to_xlsx(register_of(government, rows_of(posts))))
    for number, post in enumerate(posts, start=1):
        _write_post(post, folder / "posts" / f"{post.pk:08d}")
        yield f"{number}/{len(posts)} {post.title}"
    messages = _write_lines(folder / "inbox.jsonl", _messages(government, start, end))
    entries = Entry.objects.filter(government=government, at__gte=start, at__lt=end).order_by("pk")
    written = _write_lines(folder / "ledger.jsonl", entries.values().iterator(1_000))
    (folder / "seals.json").write_text(_json(list(Batch.objects.order_by("number").values())))
    about = {"Source-Organization": government.name, "External-Description": f"Kentongan {year}"}
    bagit.make_bag(str(folder), about, checksums=["sha256"])  # type: ignore[no-untyped-call]  # the library has no types
    yield f"{folder}: {len(posts)} posts, {messages} messages, {written} entries"


def _write_lines(path: Path, rows: Iterable[object]) -> int:
    """One JSON a line; how many."""
    written = 0
    with path.open("w") as file:
        for row in rows:
            file.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n")
            written += 1
    return written


def _messages(government: Government, start: dt.datetime, end: dt.datetime) -> Iterator[dict[str, object]]:
    """What was said and answered, without names and with personal data masked: an archive is kept longer than those."""
    rows = Message.objects.filter(government=government, own=False, received_at__gte=start, received_at__lt=end)
    related = ("replies", "registrations", "consultations__agency")
    chosen = rows.defer("search").select_related("agency", "account").prefetch_related(*related).order_by("pk")
    for row in chosen.iterator(500):
        yield {
            "id": row.pk,
            "at": row.at,
            "received_at": row.received_at,
            "agency": str(row.agency),
            "account": str(row.account or ""),
            "heard": row.heard,
            "intent": row.intent,
            "topic": row.topic,
            "text": mask(row.text, [row.author, row.author_id]),
            "open": row.open,
            "closed_as": row.closed_as,
            "replies": [{"at": reply.at, "text": mask(reply.text, [row.author])} for reply in row.replies.all()],
            "registrations": [f"{each.kind} {each.number}" for each in row.registrations.all()],
            "consultations": [
                {"agency": str(each.agency), "asked_at": each.asked_at, "outcome": each.outcome}
                for each in row.consultations.all()
            ],
        }


def _write_post(post: Post, folder: Path) -> None:
    folder.mkdir(parents=True)
    versions = list(post.versions.all())
    for version in versions:
        (folder / f"version-{version.number}.json").write_text(_json(version.content))
    for sha256, suffix in _files(versions):
        (folder / f"{sha256}.{suffix}").write_bytes(read_stored(sha256))
    for output in outputs_of(post.case):
        name = f"{output.step.number}-{output.document}.pdf"
        (folder / name).write_bytes(to_pdf(paper_of(post, output)))
    sent = post.versions.filter(deliveries__isnull=False).values(
        "number", "deliveries__account__name", "deliveries__state", "deliveries__permalink", "deliveries__published_at"
    )
    (folder / "deliveries.json").write_text(_json(list(sent)))


def _files(versions: list[PostVersion]) -> set[tuple[str, str]]:
    assets = [asset for version in versions for asset in version.content["assets"]]
    return {(asset["sha256"], asset["mime"].split("/")[1]) for asset in assets}


def _json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
