"""A sixth regulation, invented, as a folder only: it runs, it counts, it prints. No line of code knows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from kentongan.cases.actions import move_case, sign_case
from kentongan.cases.rules import Decision
from kentongan.law import clock
from kentongan.law.loader import check_pack
from kentongan.law.refusal import Refused
from kentongan.offices.packs import installed_packs
from kentongan.posts.actions import Draft, Target, affirm_ethics, create_post, save_draft
from kentongan.posts.content import content_of, hash_of
from kentongan.posts.models import Delivery, Post
from kentongan.workspace.stories import Cast, found

REGULATION = """
title: Pedoman Bersuara Pemerintah Kabupaten Teluk Contoh
short: Perbup Teluk Contoh 6/2026
kind: Peraturan Bupati
number: "6"
year: 2026
issued: {place: Contoh, date: 2026-01-05}
signed_by: {position: Bupati Teluk Contoh, name: YOHANA CONTOH}
government:
  name: Pemerintah Kabupaten Teluk Contoh
  province: Papua Tengah
  regent: Bupati Teluk Contoh
  coordinator: Badan Kabar Daerah
  timezone: Asia/Jayapura
terms: {officer: penabuh, hashtag: tanda pagar}
roles:
  caller: {title: Penabuh, civil_servant: false}
  elder: {title: Tetua Kabar}
  keeper: {title: Penjaga Bahasa}
  scribe: {title: Juru Tulis}
message_kinds: [{key: news, title: Kabar kampung, citation: Perbup Teluk Contoh 6/2026 Pasal 2}]
account_kinds: [{key: blog, title: Papan kabar}, {key: media-sharing, title: Gambar}]
provisions:
  - {cite: Pasal 3, text: Kabar ditabuh oleh Penabuh., duty: publish-by-sop, met: enforced, by: Alur tabuh dijalankan.}
"""
SOP = """
procedure: drum
subject: post
title: Alur Tabuh Kabar
short: Perbup Teluk Contoh 6/2026 Lampiran
identity: {number: 6/TC, made: 2026-01-05, unit: [PEMERINTAH KABUPATEN TELUK CONTOH, BADAN KABAR DAERAH]}
actors: {caller: Penabuh, scribe: Juru Tulis, keeper: Penjaga Bahasa, elder: Tetua Kabar}
steps:
  - {step: call, actor: caller, activity: Menabuh tanda ada kabar., requires: {assignment: {}}, time: {hours: 2}, then: write}
  - step: write
    actor: scribe
    activity: Menulis kabar.
    requires: {caption: {max: 90}, accounts: {}}
    time: {working_days: 2}
    edits: true
    then: language
  - step: language
    actor: keeper
    activity: Menjaga bahasa kabar.
    time: {working_days: 1, from: write}
    decide: {accepted: weigh, rejected: {to: write, response: required, title: Perbaiki bahasa}}
  - step: weigh
    actor: elder
    activity: Menimbang kabar.
    time: {days: 1}
    sign: true
    decide: {accepted: witness, rejected: {to: write, response: required}}
  - {step: witness, actor: keeper, activity: Menyaksikan dan menandatangani., time: {days: 1}, sign: true, then: gather}
  - {step: gather, actor: caller, activity: Mengumpulkan warga., time: {minutes: 30}, then: sound}
  - step: sound
    actor: caller
    activity: Menabuh kabar pada semua papan.
    signed_by: {at_least: 2, of: [elder, keeper, scribe]}
    requires: {accounts: {}, ethics: {}}
    time: {working_days: 3, from: call}
    effect: publish
    documents: [register]
    then: end
"""
OWN = """
procedure: own
subject: sop
title: Penetapan Alur
short: Perbup Teluk Contoh 6/2026 Pasal 5
actors: {scribe: Juru Tulis, elder: Tetua Kabar}
steps:
  - {step: compose, actor: scribe, activity: Menyusun alur., requires: {sound: {}}, time: {days: 9}, edits: true, then: enact}
  - {step: enact, actor: elder, activity: Menetapkan alur., requires: {decree: {}}, time: {days: 9}, effect: enact, then: end}
"""
REPORT = """
procedure: report
subject: report
title: Laporan Tabuh
short: Perbup Teluk Contoh 6/2026 Pasal 4
actors: {scribe: Juru Tulis, regent: Bupati Teluk Contoh}
steps:
  - {step: compile, actor: scribe, activity: Menyusun laporan tiga isi., requires: {contents: {count: 3}}, time: {days: 30}, then: hear}
  - {step: hear, actor: regent, activity: Mendengar laporan., time: {days: 3}, effect: submit, then: end}
"""


@pytest.fixture
def cast(tmp_path: Path, db: None) -> Iterator[Cast]:
    folder = tmp_path / "packs" / "teluk-contoh"
    (folder / "procedures").mkdir(parents=True)
    (folder / "regulation.yaml").write_text(REGULATION)
    for name, text in (("drum", SOP), ("own", OWN), ("report", REPORT)):
        (folder / "procedures" / f"{name}.yaml").write_text(text)
    from kentongan.cases.subjects import vocabulary

    assert check_pack(folder, vocabulary()) == []
    before = settings.KENTONGAN_PACKS
    settings.KENTONGAN_PACKS = [*before, folder.parent]
    installed_packs.cache_clear()
    with clock.at(dt.datetime(2026, 3, 17, 1, 0, tzinfo=dt.UTC)):
        yield found("teluk-contoh")
    settings.KENTONGAN_PACKS = before
    installed_packs.cache_clear()


def go(cast: Cast, post: Post, outcome: str, *, confirmed: bool = False, response: str = "") -> None:
    fresh = Post.objects.select_related("government", "agency__government").get(pk=post.pk)
    case = fresh.case
    step = case.current_step
    assert step is not None
    decision = Decision(outcome, case.moves_made, response=response, confirmed="password" if confirmed else "")
    move_case(by=cast.people[step.actor], case=case, decision=decision)


def test_it_runs(cast: Cast) -> None:
    post = create_post(by=cast.people["caller"], agency=cast.agency, title="Kapal datang")
    with pytest.raises(Refused, match="Lampiran, langkah 1"):
        go(cast, post, "done")
    save_draft(by=cast.people["caller"], post=post, draft=Draft(fields={"assignment": "Tulis kabar kapal."}))
    go(cast, post, "done")
    scribe = cast.people["scribe"]
    save_draft(
        by=scribe,
        post=post,
        draft=Draft(fields={"caption": "Kapal perintis datang. " * 4}, targets=[Target(cast.accounts[0])]),
    )
    with pytest.raises(Refused, match="paling banyak 90"):
        go(cast, post, "done")
    save_draft(by=scribe, post=post, draft=Draft(fields={"caption": "Kapal perintis datang."}))
    go(cast, post, "done")
    with pytest.raises(Refused, match="Tanggapan tertulis"):
        go(cast, post, "rejected")
    go(cast, post, "rejected", response="Pakai bahasa yang dimengerti.")
    go(cast, post, "done")
    waiting = Post.objects.get(pk=post.pk).case.running[0]
    assert waiting.due_at == dt.datetime(2026, 3, 25, 14, 59, 59, 999999, tzinfo=dt.UTC), "one working day, in WIT"
    go(cast, post, "accepted")
    go(cast, post, "accepted", confirmed=True)
    go(cast, post, "done", confirmed=True)
    go(cast, post, "done")
    fresh = Post.objects.select_related("government", "agency__government").get(pk=post.pk)
    affirm_ethics(by=cast.people["caller"], post=fresh, seen_hash=hash_of(content_of(fresh)))
    go(cast, post, "done")
    assert Delivery.objects.get().state == "waiting"
    assert Post.objects.get(pk=post.pk).case.current_step is None


def test_one_signature_of_three_is_not_enough(cast: Cast) -> None:
    post = create_post(by=cast.people["caller"], agency=cast.agency, title="Kapal datang")
    fields = {"assignment": "Tulis.", "caption": "Kapal datang."}
    save_draft(by=cast.people["caller"], post=post, draft=Draft(fields=fields, targets=[Target(cast.accounts[0])]))
    for outcome, confirmed in (
        ("done", False),
        ("done", False),
        ("accepted", False),
        ("accepted", True),
        ("done", True),
    ):
        go(cast, post, outcome, confirmed=confirmed)
    go(cast, post, "done")
    fresh = Post.objects.select_related("government", "agency__government").get(pk=post.pk)
    affirm_ethics(by=cast.people["caller"], post=fresh, seen_hash=hash_of(content_of(fresh)))
    case = fresh.case
    assert case.signed_roles(hash_of(content_of(fresh))) == {"elder", "keeper"}
    seen = hash_of(content_of(fresh))
    with pytest.raises(Refused, match="Penyusun"):
        sign_case(by=cast.people["scribe"], case=case, role="scribe", seen_hash=seen, method="password")
    go(cast, post, "done")


def test_it_prints_and_is_read(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.people["scribe"])
    for key in ("drum", "report", "own"):
        for suffix in ("pdf", "docx", "svg", "bpmn", "yaml"):
            assert client.get(f"/kerja/sop/paket/{key}.{suffix}").status_code == 200, (key, suffix)
    page = client.get("/kerja/sop/paket/drum/").content.decode()
    assert "Tetua Kabar" in page
    assert "Menabuh kabar pada semua papan." in page
    assert "Kabar ditabuh oleh Penabuh." in client.get("/kerja/sop/peraturan/").content.decode()
    assert "tiga isi" in client.get("/kerja/sop/paket/report/").content.decode()
