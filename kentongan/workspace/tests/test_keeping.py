"""What whoever keeps the system relies on: the archive package, the doctor, the daily seal, the example."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import bagit
import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.db.models import BinaryField
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from kentongan.accounts import secrets
from kentongan.accounts.models import Account
from kentongan.inbox.actions import answer_message
from kentongan.inbox.listening import is_signed
from kentongan.inbox.models import Consultation, Event, Message, Reply, Stream
from kentongan.inbox.suggesting import suggest_for_new
from kentongan.inbox.tests.conftest import Office
from kentongan.inbox.tests.test_service import seen
from kentongan.law import clock
from kentongan.ledger.models import Entry
from kentongan.ledger.sealing import seal
from kentongan.offices.actions import revoke_decree
from kentongan.offices.models import Person
from kentongan.posts.deliveries import deliver
from kentongan.posts.models import Delivery, Post
from kentongan.workspace.archive import export
from kentongan.workspace.health import complaints
from kentongan.workspace.models import Target
from kentongan.workspace.resealing import SEALED, count_lost, reseal_all
from kentongan.workspace.sending import mail_last_seal, tell_target
from kentongan.workspace.setting_up import setup_link
from kentongan.workspace.stories import PASSWORD, found, play, run_through, take, write


@pytest.mark.django_db(transaction=True)
def test_a_year_as_an_archive_package_that_shows_every_change(tmp_path: Path) -> None:
    cast = found("lamandau")
    post = write(cast, 0)
    run_through(cast, post)
    seal()
    year = cast.government.today().year
    told = list(export(cast.government, year, tmp_path / "bag"))
    assert "1 posts" in told[-1]
    bag = bagit.Bag(str(tmp_path / "bag"))
    assert bag.is_valid()
    entries = (tmp_path / "bag/data/ledger.jsonl").read_text().splitlines()
    assert len(entries) == Entry.objects.count()
    folder = tmp_path / "bag/data/posts" / f"{post.pk:08d}"
    assert (folder / "4-approval_sheet.pdf").read_bytes().startswith(b"%PDF")
    content = json.loads((folder / "version-1.json").read_text())
    assert all((folder / f"{asset['sha256']}.jpeg").exists() for asset in content["assets"])
    (tmp_path / "bag/data/register.xlsx").write_bytes(b"forged")
    assert not bagit.Bag(str(tmp_path / "bag")).is_valid()
    with pytest.raises(FileExistsError):
        list(export(cast.government, year, tmp_path / "bag"))


@pytest.mark.django_db
def test_the_archive_keeps_what_was_asked_and_answered_but_not_by_whom(office: Office, tmp_path: Path) -> None:
    message = office.hear("Nama saya Budi, NIK 6203010101900001. Kapan jalan diperbaiki?")
    answer_message(by=office.people["officer"], message=message, text="Budi, besok.", seen=seen(message))
    year = message.received_at.year
    assert "1 messages" in list(export(office.cast.government, year, tmp_path / "bag"))[-1]
    (kept,) = [json.loads(line) for line in (tmp_path / "bag/data/inbox.jsonl").read_text().splitlines()]
    assert kept["text"] == "Nama saya [nama], NIK [NIK]. Kapan jalan diperbaiki?"
    assert [reply["text"] for reply in kept["replies"]] == ["[nama], besok."]


@pytest.mark.django_db
def test_the_doctor_names_what_is_wrong_with_its_remedy() -> None:
    cast = found("lamandau")
    since = clock.now() - dt.timedelta(hours=2)
    account = cast.accounts[0]
    Account.objects.filter(pk=account.pk).update(credentials=b"x")
    Stream.objects.create(government=cast.government, account=account, name="comments", checked_at=since)
    assert sum(f"{account}: not read since" in each.what for each in complaints()) == 1
    revoke_decree(by=cast.operator, decree=cast.decree, reason="Diganti.")
    said = {each.what: each.remedy for each in complaints()}
    assert "kentongan worker" in said["no worker has been seen for a minute"]
    assert sum("tidak berlaku lagi" in what for what in said) == len(cast.accounts)
    assert all(said.values())


@pytest.mark.django_db
def test_secrets_move_under_a_new_key_and_a_lost_key_stops_nothing_else(settings: Any) -> None:
    cast = found("lamandau")
    post = write(cast, 0)
    while (step := Post.objects.get(pk=post.pk).case.current_step) and not step.effect:
        take(cast, post, step)
    take(cast, post, step)
    delivery = Delivery.objects.get(account=cast.accounts[0])
    old, new, strange = (Fernet.generate_key().decode() for _each in range(3))
    settings.ENCRYPTION_KEYS = [old]
    sealed = secrets.seal({"secret": "rahasia", "address": "x"})
    Account.objects.filter(pk=delivery.account_id).update(credentials=sealed, hook_secret=sealed)
    target = Target.objects.create(government=cast.government, person=cast.operator, kind="chat", address=sealed)
    settings.ENCRYPTION_KEYS = [new, old]
    assert reseal_all() == 3
    settings.ENCRYPTION_KEYS = [new]
    account = Account.objects.get(pk=delivery.account_id)
    signature = "sha256=" + hmac.new(b"rahasia", b"{}", hashlib.sha256).hexdigest()
    assert is_signed(account, b"{}", signature)
    assert count_lost() == 0

    settings.ENCRYPTION_KEYS = [strange]
    assert reseal_all() == 0
    assert "3 stored secrets fit no key" in {each.what for each in complaints()}
    assert not is_signed(account, b"{}", signature)
    assert not tell_target(Target.objects.get(pk=target.pk), title="x", path="/")
    assert "tidak dapat dibuka" in Target.objects.get(pk=target.pk).detail
    assert deliver(delivery.pk) == "waiting"
    delivery.refresh_from_db()
    assert "tidak dapat dibuka" in delivery.detail
    settings.ENCRYPTION_KEYS = [new]
    with clock.at(delivery.next_at):
        assert deliver(delivery.pk) == "accepted"


def test_every_field_that_is_encrypted_is_moved() -> None:
    fields = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, BinaryField)
    }
    assert fields - {(Event, "body")} == set(SEALED)


@pytest.mark.django_db(transaction=True)
def test_the_last_seal_is_mailed_to_whoever_keeps_the_house(mailoutbox: list[object]) -> None:
    assert mail_last_seal() == 0
    cast = found("lamandau")
    batch = seal()
    assert batch is not None
    assert mail_last_seal() == 1
    assert mailoutbox[0].to == [cast.operator.email]  # type: ignore[attr-defined]
    assert batch.chain in mailoutbox[0].body  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_trying_with_an_example_shows_how_far_it_is_and_how_to_sign_in() -> None:
    link, client = setup_link(), Client()
    for _time in range(2):
        answer = client.post(f"{link}contoh/", {"pack": "sintang"}, follow=True)
        assert "0 dari 30" in answer.content.decode()
    assert ProcrastinateJob.objects.filter(task_name="kentongan.workspace.tasks.play_example").count() == 1
    list(play("sintang", posts=5))
    page = client.get(f"{link}contoh/?pack=sintang").content.decode()
    assert "5 dari 30" in page
    assert PASSWORD in page
    assert all(person.email in page for person in Person.objects.all())
    assert client.get("/kerja/mulai/forged/contoh/?pack=sintang").status_code == 404
    assert client.post(link, {"pack": "sintang"}).status_code == 404


@pytest.mark.django_db
def test_the_story_has_late_and_returned_messages() -> None:
    list(play("lamandau", posts=12))
    cases = [post.case for post in Post.objects.all()]
    assert sum(case.ended_at is not None for case in cases) == 9
    assert any(case.revision == 2 for case in cases)
    assert any(clock.is_late() for case in cases for clock in case.clocks.exclude(stopped_at=None))


@pytest.mark.django_db
def test_the_story_has_questions_answered_consulted_closed_and_waiting() -> None:
    list(play("kapuas", posts=1))
    rows = Message.objects.all()
    assert rows.filter(open=True).count() == 4
    assert Reply.objects.count() == 5
    assert set(Consultation.objects.values_list("outcome", flat=True)) == {"accepted"}
    assert set(rows.exclude(closed_as="").values_list("closed_as", flat=True)) == {"thanks", "spam"}
    suggest_for_new()
    assert rows.get(emergency=True).text.startswith("Tolong, ada kebakaran")
