"""The documents that steps put out: nota dinas, draft and final release, approval sheet, register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kentongan.cases.models import Case, Clock, Move
from kentongan.documents.paper import Block, Figure, Heading, Letterhead, Paper, Paragraph, Signature, Table
from kentongan.documents.register import to_paper
from kentongan.documents.wording import date_text, duration_text, moment_text
from kentongan.files.store import read_stored
from kentongan.law.flow import next_step, standard_minutes
from kentongan.law.model import Step
from kentongan.offices.letters import letterhead_of
from kentongan.posts.content import tags_of
from kentongan.posts.models import Post, PostVersion
from kentongan.posts.registers import register_of, rows_of


@dataclass(frozen=True)
class Output:
    """A document that a move on a step has put out."""

    document: str
    step: Step
    move: Move


TITLES = {
    "memo": "Nota Dinas",
    "release_draft": "Draf Siaran Pers",
    "release": "Siaran Pers",
    "approval_sheet": "Lembar Persetujuan",
    "register": "Register Dokumentasi dan Konten",
}


def outputs_of(case: Case) -> list[Output]:
    """What the steps taken so far have put out, in the order of the procedure; a step taken again puts out anew."""
    last = {move.step: move for move in case.moves.select_related("by", "appointment") if move.outcome != "edited"}
    return [
        Output(document, step, last[step.key])
        for step in case.procedure.steps
        if step.key in last
        for document in step.documents
    ]


def paper_of(post: Post, output: Output) -> Paper:
    """One of `outputs_of` as paper; its words are those of the version that the move was made on."""
    return _PAPERS[output.document](post, post.case, output)


def _version(post: Post, move: Move) -> PostVersion:
    return post.versions.filter(content_hash=move.content_hash).latest("number")


def _head(post: Post, case: Case) -> Letterhead:
    return letterhead_of(post.agency, case.procedure.identity.unit)


def _role(case: Case, key: str) -> str:
    return case.procedure.actors.get(key, key)


def _signature(case: Case, move: Move, *, signed: bool) -> Signature:
    """Whoever made the move, in the role they acted in. An electronic record is not a certified signature, and says so."""
    when = moment_text(move.at, case.government.zone)
    words = "Disetujui secara elektronik" if signed else "Dicatat secara elektronik"
    person = move.by
    return Signature(
        _role(case, move.appointment.role), person.name, person.rank, person.nip, (f"{words} di Kentongan,", when)
    )


def _event_words(post: Post, content: dict[str, str]) -> str:
    if post.event_end is None:
        return content["title"]
    day = date_text(post.event_end.astimezone(post.government.zone))
    place = f" di {content['place']}" if content["place"] else ""
    return f"{content['title']} pada {day}{place}"


def _memo(post: Post, case: Case, output: Output) -> Paper:
    move, step = output.move, output.step
    content = _version(post, move).content
    following = next_step(case.procedure, step.key, move.outcome)
    first = step.number == 1
    opening = (
        f"Dengan ini diperintahkan untuk mendokumentasikan dan meliput kegiatan {_event_words(post, content)}."
        if first
        else f"Bersama ini disampaikan draf publikasi dan pemberitaan kegiatan {_event_words(post, content)}."
    )
    words = [opening, content["assignment"] if first else content["sources"] and f"Sumber: {content['sources']}"]
    response = f"Catatan: {move.response}" if move.response else ""
    body = tuple(
        Paragraph(text) for text in (*words, response, "Demikian untuk dilaksanakan sebagaimana mestinya.") if text
    )
    day = move.at.astimezone(case.government.zone).date()
    facts = (
        ("Nomor", ("........................",)),
        ("Kepada", (f"Yth. {_role(case, following.actor)}" if following else "-",)),
        ("Dari", (_role(case, move.appointment.role),)),
        ("Tanggal", (date_text(day),)),
        ("Sifat", ("Biasa",)),
        ("Lampiran", (f"{len(content['assets'])} berkas dokumentasi" if content["assets"] else "-",)),
        ("Hal", (content["title"],)),
    )
    return Paper(
        "Nota Dinas",
        _head(post, case),
        day,
        facts,
        body,
        (_signature(case, move, signed=False),),
        name=content["title"],
    )


def _release(post: Post, case: Case, output: Output, *, draft: bool) -> Paper:
    version = _version(post, output.move)
    content = version.content
    day = output.move.at.astimezone(case.government.zone).date()
    facts = (
        ("Judul", (content["title"],)),
        ("Tema", (" ".join(tags_of(content)) or "-",)),
        ("Tanggal", (date_text(day),)),
        ("Sumber", tuple((content["sources"] or "-").splitlines())),
    )
    body: list[Block] = [Paragraph(text) for text in content["narrative"].split("\n") if text.strip()]
    body += _pictures(content)
    signed = _approvals(case, version) if not draft else ()
    title = TITLES["release_draft" if draft else "release"]
    return Paper(title, _head(post, case), day, facts, tuple(body), signed, draft=draft, name=content["title"])


def _pictures(content: dict[str, list[dict[str, str]]], most: int = 4) -> Sequence[Block]:
    return [
        Figure(read_stored(asset["sha256"]), asset["alt"], asset["alt"])
        for asset in content["assets"]
        if asset["mime"].startswith("image/")
    ][:most]


def _approvals(case: Case, version: PostVersion) -> tuple[Signature, ...]:
    """The signatures that stand on exactly this version."""
    zone = case.government.zone
    return tuple(
        Signature(
            _role(case, each.role),
            each.by.name,
            each.by.rank,
            each.by.nip,
            ("Disetujui secara elektronik di Kentongan,", moment_text(each.at, zone), f"isi {each.content_hash[:16]}"),
        )
        for each in case.signatures.filter(content_hash=version.content_hash).select_related("by").order_by("id")
    )


def _approval_sheet(post: Post, case: Case, output: Output) -> Paper:
    version = _version(post, output.move)
    content = version.content
    facts = (
        ("Judul", (content["title"],)),
        ("Tema", (" ".join(tags_of(content)) or "-",)),
        ("Caption", tuple(content["caption"].splitlines()) or ("-",)),
        ("Dokumentasi", (f"{sum(asset['mime'].startswith('image/') for asset in content['assets'])} foto",)),
        ("Akun", tuple(variant["name"] for variant in content["variants"]) or ("-",)),
        ("Revisi", (str(output.move.revision),)),
        ("Isi (SHA-256)", (version.content_hash,)),
    )
    day = output.move.at.astimezone(case.government.zone).date()
    narrative = [Paragraph(text) for text in content["narrative"].split("\n") if text.strip()]
    body: tuple[Block, ...] = (Heading("Narasi"), *narrative, Heading("Jejak langkah"), steps_table(case))
    return Paper(
        TITLES["approval_sheet"], _head(post, case), day, facts, body, _approvals(case, version), name=content["title"]
    )


def steps_table(case: Case) -> Table:
    """Each move with who, how long, and the written response; late ones marked; the whole against the standard."""
    clocks = {each.stopped_by_id: each for each in case.clocks.all() if each.stopped_by_id}
    rows = [_row(case, move, clocks.get(move.pk)) for move in case.moves.select_related("by")]
    whole = sum((each.took() for each in clocks.values()), dt.timedelta())
    standard = standard_minutes(case.procedure)
    total = f"standar {standard} menit" if standard is not None else ""
    header = ("No.", "Langkah", "Pelaksana", "Waktu", "Lama", "Hasil dan tanggapan tertulis")
    return Table(header, (*rows, ("", "Seluruhnya", "", total, duration_text(whole), "")), (1, 6, 4, 4, 3, 6))


def _row(case: Case, move: Move, stopped: Clock | None) -> tuple[str, ...]:
    step = case.procedure.step(move.step)
    took = duration_text(stopped.took()) if stopped else "-"
    late = " (terlambat)" if stopped and stopped.is_late() else ""
    result = {"rejected": "Ditolak", "edited": "Isi diubah", "withdrawn": "Ditarik"}.get(move.outcome, "Diteruskan")
    words = ". ".join(text for text in (result, move.response, move.late_reason) if text)
    return (
        str(step.number),
        step.activity,
        move.by.name,
        moment_text(move.at, case.government.zone),
        took + late,
        words,
    )


def _register(post: Post, case: Case, output: Output) -> Paper:
    day = output.move.at.astimezone(case.government.zone).date()
    return to_paper(register_of(post.government, rows_of([post])), _head(post, case), day)


_PAPERS: dict[str, Callable[[Post, Case, Output], Paper]] = {
    "memo": _memo,
    "release_draft": lambda post, case, output: _release(post, case, output, draft=True),
    "release": lambda post, case, output: _release(post, case, output, draft=False),
    "approval_sheet": _approval_sheet,
    "register": _register,
}
