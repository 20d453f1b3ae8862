"""The public form: one message a form, a code that only its asker has, floods and pictures that are none."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kentongan.inbox.actions import answer_message
from kentongan.inbox.answering_askers import mail_answers
from kentongan.inbox.models import Hit, Message
from kentongan.inbox.tests.conftest import Office, again
from kentongan.inbox.tests.test_pages import library_answer
from kentongan.inbox.tests.test_service import seen
from kentongan.workspace.stories import photo

pytestmark = pytest.mark.django_db


def form_of(client: Client, office: Office) -> dict[str, str]:
    page = client.get(f"/pemda/{office.cast.government.pk}/tanya/").content.decode()
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    return {"ticket": found[1], "text": "Kapan pasar dibuka lagi?", "name": "Ibu Rina", "email": "rina@example.test"}


def send(client: Client, office: Office, given: dict[str, object]) -> object:
    return client.post(f"/pemda/{office.cast.government.pk}/tanya/", given)


def test_a_form_sent_twice_is_one_message_with_one_code(office: Office) -> None:
    client = Client()
    given = form_of(client, office)
    codes = {
        re.search(r'id="kode">([A-Z2-7-]{14})<', send(client, office, given).content.decode())[1] for _ in range(3)
    }
    assert len(codes) == 1
    message = Message.objects.get()
    assert (message.heard, message.agency, message.step) == ("form", office.cast.agency, "receive")
    assert b"rina@" not in bytes(message.contact)
    assert codes.pop() not in str(Message.objects.values())


def test_the_code_shows_the_answer_and_no_other_does(office: Office) -> None:
    client = Client()
    code = re.search(r'id="kode">([^<]+)<', send(client, office, form_of(client, office)).content.decode())[1]
    assert "Sedang ditangani" in client.post("/lacak/", {"code": code.lower().replace("-", " ")}).content.decode()
    message = again(Message.objects.get())
    answer_message(by=office.people["officer"], message=message, text="Hari Senin.", seen=seen(message))
    assert "Hari Senin." in client.post("/lacak/", {"code": code}).content.decode()
    for wrong in ("", "AAAA-AAAA-AAAA", code[:-1], "' OR 1=1"):
        assert client.post("/lacak/", {"code": wrong}).status_code == 404, wrong
    assert "Rina" not in client.post("/lacak/", {"code": code}).content.decode()


def test_who_left_an_address_is_told_once(office: Office, mailoutbox: list[object]) -> None:
    client = Client()
    send(client, office, form_of(client, office))
    message = again(Message.objects.get())
    answer_message(by=office.people["officer"], message=message, text="Hari Senin.", seen=seen(message))
    while mail_answers():
        pass
    mail_answers()
    (mail,) = mailoutbox
    assert mail.to == ["rina@example.test"]
    assert "Hari Senin." in mail.body


def test_floods_stop_and_neighbours_do_not(office: Office) -> None:
    client = Client()
    for _number in range(45):
        assert send(client, office, form_of(client, office)).status_code == 200
    Hit.objects.update(count=60)
    flooded = send(client, office, form_of(client, office))
    assert flooded.status_code == 429
    assert "Kapan pasar dibuka lagi?" in flooded.content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert send(elsewhere, office, form_of(elsewhere, office)).status_code == 200
    guessing = [client.post("/lacak/", {"code": f"AAAA-AAAA-{number:04d}"}).status_code for number in range(45)]
    assert (guessing[0], guessing[-1]) == (404, 429)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"text": "   "}, "tidak boleh kosong"),
        ({"text": "\u200b\u202e"}, "Tuliskan"),
        ({"text": "x" * 6000}, "terlalu panjang"),
        ({"email": "bukan"}, "surel"),
        ({"ticket": "palsu"}, "terlalu lama"),
        ({"agency": "999999"}, "pilih"),
        ({"kosong": "http://spam"}, ""),
    ],
)
def test_what_is_wrong_is_told_and_changes_nothing(office: Office, change: dict[str, str], told: str) -> None:
    client = Client()
    page = send(client, office, {**form_of(client, office), **change})
    assert page.status_code == 422
    assert told.lower() in page.content.decode().lower()
    assert not Message.objects.exists()


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"0" * 10_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a<script>alert(1)</script>",
        b"%PDF-1.4 <</JS (x)>>",
        _bomb(),
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
    ],
)
def test_pictures_that_are_none_are_refused(office: Office, content: bytes) -> None:
    client = Client()
    given = {**form_of(client, office), "picture": SimpleUploadedFile("../../x.jpg", content, "image/jpeg")}
    assert send(client, office, given).status_code == 422
    assert not Message.objects.exists()


def test_a_picture_with_a_tail_keeps_only_the_picture(office: Office) -> None:
    client = Client()
    polyglot = photo(1).getvalue() + b"<script>alert(1)</script>" + _bomb()
    given = {**form_of(client, office), "picture": SimpleUploadedFile("a.html", polyglot, "text/html")}
    assert send(client, office, given).status_code == 200
    reader = Client()
    reader.force_login(office.people["officer"])
    answer = reader.get(f"/kerja/masukan/{Message.objects.get().pk}/gambar")
    content = b"".join(answer.streaming_content)
    assert b"<script>" not in content
    assert b"PK\x03\x04" not in content
    assert "sandbox" in answer["Content-Security-Policy"]


def test_public_answers_are_those_approved_for_the_public(office: Office) -> None:
    shown = library_answer(office, public=True, text="Hubungi 081234567890 atau kantor.")
    library_answer(office, questions="Rahasia?", text="Hanya untuk dalam.")
    page = Client().get(f"/pemda/{office.cast.government.pk}/jawaban/").content.decode()
    assert str(shown) in page
    assert "081234567890" not in page
    assert "Hanya untuk dalam" not in page


def test_a_government_without_a_service_flow_says_so(office: Office) -> None:
    from kentongan.workspace.stories import found

    lamandau = found("lamandau")
    client = Client()
    page = client.get(f"/pemda/{lamandau.government.pk}/tanya/").content.decode()
    assert "belum membuka formulir" in page
