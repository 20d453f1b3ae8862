"""The pages by request: what they show, to whom, with how many queries; and what is hostile in what people write."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kentongan.inbox.actions import add_note, ask_agencies
from kentongan.inbox.consulting import Ask
from kentongan.inbox.library import approve_answer, write_answer
from kentongan.inbox.merging import merge_message
from kentongan.inbox.models import Answer, Consultation, Message, Reply
from kentongan.inbox.tests.conftest import Office, again
from kentongan.inbox.tests.test_service import ask, seen
from kentongan.offices.models import Person
from kentongan.workspace.stories import found

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def library_answer(office: Office, **given: object) -> Answer:
    fields = {"questions": "Kapan jalan diperbaiki?\nJadwal perbaikan jalan", "text": "Setiap musim kemarau.", **given}
    answer = write_answer(by=office.people["officer"], agency=office.cast.agency, fields=fields)
    approve_answer(by=office.people["official"], answer=answer, seen_version=1)
    return answer


def test_every_page_opens_for_who_may_and_is_not_there_for_others(office: Office) -> None:
    message = office.hear()
    consultation = ask(office, message)
    answer = library_answer(office)
    paths = [
        "/kerja/masukan/",
        "/kerja/masukan/?daftar=semua&q=jalan&jenis=question&akun=1&sesudah=x",
        *(f"/kerja/masukan/?daftar={key}" for key in ("saya", "instansi", "darurat", "semua")),
        f"/kerja/masukan/{message.pk}/",
        "/kerja/masukan/catat/",
        "/kerja/masukan/sumber/",
        "/kerja/masukan/masukan.csv",
        "/kerja/masukan/konsultasi/",
        f"/kerja/masukan/konsultasi/{consultation.pk}/",
        "/kerja/masukan/jawaban/",
        "/kerja/masukan/jawaban/baru/",
        f"/kerja/masukan/jawaban/{answer.pk}/",
        f"/kerja/masukan/jawaban/{answer.pk}/ubah/",
    ]
    for path in paths:
        page = signed_in(office.people["officer"]).get(path)
        assert page.status_code == 200, path
    asked = signed_in(office.people["other official"])
    assert asked.get(f"/kerja/masukan/{message.pk}/").status_code == 404
    assert asked.post(f"/kerja/masukan/{message.pk}/jawab/", {"text": "x"}).status_code == 404
    assert str(message.text) not in asked.get("/kerja/masukan/?daftar=semua").content.decode()
    page = asked.get(f"/kerja/masukan/konsultasi/{consultation.pk}/").content.decode()
    assert "Kirim jawaban" in page
    assert f"/kerja/masukan/{message.pk}/" not in page
    assert signed_in(office.people["regent"]).get(f"/kerja/masukan/konsultasi/{consultation.pk}/").status_code == 404
    assert Client().get("/kerja/masukan/").status_code == 302


def test_where_no_procedure_says_how_to_answer_the_pages_say_so(db: None) -> None:
    client = signed_in(found("lamandau").people["officer"])
    for path in ("/kerja/masukan/", "/kerja/masukan/sumber/"):
        assert "tidak memuat alur pelayanan" in client.get(path).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_rows(office: Office) -> None:
    client, counts = signed_in(office.people["officer"]), []
    for _round in range(3):
        office.hear()
        client.get("/kerja/masukan/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/kerja/masukan/")
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 18


def test_the_page_of_a_message_asks_as_often_however_much_was_said(office: Office) -> None:
    client, counts = signed_in(office.people["officer"]), []
    message = office.hear("Kapan jalan diperbaiki?", thread="t-a")
    ask(office, message)
    for number in range(3):
        office.hear(f"Kapan ya {number}?", thread="t-a")
        merge_message(by=office.people["officer"], message=office.hear(f"Sama {number}"), into=again(message))
        add_note(by=office.people["second"], message=message, text="x")
        client.get(f"/kerja/masukan/{message.pk}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/kerja/masukan/{message.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 50


def test_an_answer_that_is_available_is_one_click(office: Office) -> None:
    answer = library_answer(office)
    message = office.hear("gmn jadwal perbaikan jln min")
    client = signed_in(office.people["officer"])
    page = client.get(f"/kerja/masukan/{message.pk}/").content.decode()
    assert "Kirim jawaban ini" in page
    assert "dipakai 0 kali" in page
    now = seen(message)
    given = {"seen_thread": now.thread, "seen_move": now.move}
    path = f"/kerja/masukan/{message.pk}/jawab/{answer.pk}/"
    assert client.post(path, given).status_code == 409  # which version was read is not said
    assert client.post(path, {**given, "version": answer.version}).status_code == 302
    reply = Reply.objects.get()
    assert (reply.text, reply.answer) == ("Setiap musim kemarau.", answer)
    answer.refresh_from_db()
    assert answer.used == 1


def test_what_was_written_is_kept_when_it_is_refused(office: Office) -> None:
    message = office.hear()
    now = seen(message)
    client = signed_in(office.people["second"])
    office.hear("lagi", thread="t-0")
    page = client.post(
        f"/kerja/masukan/{message.pk}/jawab/",
        {"text": "Jawaban saya", "seen_thread": now.thread, "seen_move": now.move},
    )
    assert page.status_code == 409
    assert "bertambah sejak" in page.content.decode()
    assert "Jawaban saya" in page.content.decode()
    assert Reply.objects.count() == 0


def test_what_people_write_is_shown_as_words_and_nothing_else(office: Office) -> None:
    hostile = (
        "<script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1) \u202egnp.exe\u202c a\u200bb {{ 7 }}"
    )
    message = office.hear(
        hostile, author='"><svg onload=alert(1)>', permalink="javascript:alert(1)", title="<b>judul</b>"
    )
    page = signed_in(office.people["officer"]).get(f"/kerja/masukan/{message.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<svg onload" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    assert "\u202e" not in page
    assert "\u200b" not in page
    assert "{{ 7 }}" in page
    assert again(message).permalink == ""


def test_a_megabyte_is_cut_and_does_not_stop_anything(office: Office) -> None:
    message = office.hear("panjang " * 131_072)
    assert len(again(message).text) < 21_000
    assert again(message).text.endswith("[…]")
    assert signed_in(office.people["officer"]).get(f"/kerja/masukan/{message.pk}/").status_code == 200


def test_no_cell_of_an_export_is_a_formula_and_personal_data_is_masked(office: Office) -> None:
    office.hear('=HYPERLINK("http://x") NIK 6203010101900001 hp 081234567890')
    table = signed_in(office.people["officer"]).get("/kerja/masukan/masukan.csv?daftar=semua").content.decode()
    assert "'=HYPERLINK" in table
    assert "6203010101900001" not in table
    assert "081234567890" not in table
    assert "Budi" not in table


def test_related_rows_of_a_form_are_checked_like_the_main_one(office: Office) -> None:
    next_door = found("bone")
    message = office.hear()
    client, now = signed_in(office.people["officer"]), seen(message)
    given = {"seen_thread": now.thread, "seen_move": now.move, "question": "?", "agency": next_door.agency.pk}
    assert client.post(f"/kerja/masukan/{message.pk}/hubungi/", given).status_code == 409
    assert not Consultation.objects.exists()
    client.post(f"/kerja/masukan/{message.pk}/gabung/", {"into": "999999"})
    assert again(message).open
    client.post(f"/kerja/masukan/{message.pk}/tugaskan/", {"to": next_door.people["officer"].pk})
    assert again(message).assignee is None
    foreign = signed_in(next_door.people["officer"])
    for path in ("", "jawab/", "tutup/", "hapus/", "gabung/", "catatan/", "saran/intent/"):
        assert foreign.post(f"/kerja/masukan/{message.pk}/{path}", {}).status_code in (404, 405), path


def test_the_list_runs_by_due_time_and_nothing_is_out_of_reach(office: Office) -> None:
    for _number in range(60):
        office.hear()
    client, found, after = signed_in(office.people["officer"]), [], ""
    while True:
        page = client.get("/kerja/masukan/", {"sesudah": after} if after else {}).context["page"]
        found += [row.pk for row in page.rows]
        after = page.after
        if not after:
            break
    assert found == list(Message.objects.order_by("due_at", "pk").values_list("pk", flat=True))


def test_what_looks_like_an_emergency_stands_first_and_once(office: Office) -> None:
    for _number in range(30):
        office.hear()
    urgent = office.hear("Kebakaran!")
    Message.objects.filter(pk=urgent.pk).update(emergency=True)
    client = signed_in(office.people["officer"])
    first = client.get("/kerja/masukan/").context["page"]
    rest = client.get("/kerja/masukan/", {"sesudah": first.after}).context["page"]
    assert first.rows[0] == urgent
    assert [row for row in (*first.rows[1:], *rest.rows) if row == urgent] == []
    assert len(first.rows) + len(rest.rows) == 31
    assert client.get("/kerja/masukan/", {"daftar": "darurat"}).context["page"].rows == [urgent]


def test_search_finds_indonesian_words_by_their_stems(office: Office) -> None:
    message = office.hear("Mohon perbaikannya dipercepat, jalannya berlubang")
    client = signed_in(office.people["officer"])
    for words in ("jalan", "perbaikan", "lubang", '"dipercepat jalannya"', "-kucing jalan"):
        assert message in client.get("/kerja/masukan/", {"q": words}).context["page"].rows, words
    for words in ("kucing", "jalan -lubang", "' OR 1=1 --", "&|!():*", "\x00"):
        assert client.get("/kerja/masukan/", {"q": words}).status_code == 200, words
    assert client.get("/kerja/masukan/", {"q": "kucing"}).context["page"].rows == []


def test_asking_two_agencies_at_once(office: Office) -> None:
    message = office.hear()
    with pytest.raises(Exception, match="perangkat daerah Anda sendiri"):
        ask_agencies(
            by=office.people["officer"],
            message=message,
            asks=[Ask(office.cast.agency, "x", "")],
            seen=seen(message),
        )
