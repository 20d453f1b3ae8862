"""Every page is there, without accessibility faults, and asks the database a constant number of times."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page

from kentongan.ledger.sealing import seal
from kentongan.offices.models import Appointment
from kentongan.posts.models import Post
from kentongan.workspace.models import Notice
from kentongan.workspace.notices import tell
from kentongan.workspace.sending import mail_some
from kentongan.workspace.stories import found, run_through, take, write
from kentongan.workspace.tests.test_browser import no_violations, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_other_pages_have_no_violations(page: Page, live_server: object) -> None:
    address = live_server.url  # type: ignore[attr-defined]
    cast = found("lamandau")
    post = write(cast, 0)
    run_through(cast, post)
    seal()
    sign_in(page, address, cast.operator.email)
    government = cast.government.pk
    for path in (
        "/kerja/akun/",
        f"/kerja/akun/{cast.accounts[0].pk}/",
        "/kerja/akun/baru/",
        "/kerja/kantor/",
        f"/kerja/kantor/keputusan/{cast.decree.pk}/",
        "/kerja/akun/khalayak/",
        "/kerja/akun/khalayak/baru/",
        f"/kerja/akun/{cast.accounts[0].pk}/ubah/",
        f"/kerja/akun/{cast.accounts[0].pk}/tunjuk-ulang/",
        "/kerja/kantor/pengaturan/",
        "/kerja/kantor/hari-libur/",
        "/kerja/kantor/orang/baru/",
        f"/kerja/kantor/orang/{cast.people['team'].pk}/",
        f"/kerja/kantor/penunjukan/{Appointment.objects.first().pk}/serahkan/",
        "/masuk/password/change/",
        "/masuk/sesi/",
        "/kerja/jejak/",
        "/kerja/saya/",
        "/kerja/kabar/",
        "/kerja/cari/?q=desa",
        f"/kerja/pesan/{post.pk}/versi/",
        f"/pemda/{government}/",
        f"/pemda/{government}/akun/",
        f"/pemda/{government}/jejak/",
    ):
        answer = page.goto(f"{address}{path}")
        assert answer is not None
        assert answer.status == 200, path
        no_violations(page)


def test_a_posts_page_asks_the_database_as_often_after_many_moves() -> None:
    cast = found("lamandau")
    client = Client()
    client.force_login(cast.people["team"])
    counted = []
    for number in (0, 1):
        post = write(cast, number)
        run_through(cast, post)
        client.get(f"/kerja/pesan/{post.pk}/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/kerja/pesan/{post.pk}/").status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] < 40


def test_people_are_told_once_and_mailed_once(mailoutbox: list[Any]) -> None:
    cast = found("lamandau")
    post = write(cast, 0)
    while (step := Post.objects.get(pk=post.pk).case.current_step) and not step.effect:
        take(cast, post, step)
    for _time in range(2):
        while seal():
            pass
        while tell():
            pass
        while mail_some():
            pass
    told = Notice.objects.filter(person=cast.people["officer"], kind="turn")
    assert told.count() == 1
    # What is due together is one mail a person.
    people = Notice.objects.values_list("person__email", flat=True)
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(set(people)) != []
