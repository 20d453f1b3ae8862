"""The record: part of every action, sealed, and verifiable."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from kentongan.cases.actions import move_case
from kentongan.cases.models import Move
from kentongan.cases.rules import Decision
from kentongan.ledger import actions, sealing
from kentongan.ledger.models import Batch, Entry, Leaf
from kentongan.offices import actions as offices
from kentongan.offices.models import Agency
from kentongan.posts.actions import create_post
from kentongan.posts.models import Post
from kentongan.workspace.stories import found, write


@pytest.fixture
def sealed(transactional_db: None) -> Batch:
    found("lamandau")
    batch = sealing.seal()
    assert batch is not None
    return batch


def without_guards(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)


def test_a_sealed_record_is_whole(sealed: Batch) -> None:
    assert sealed.size == Entry.objects.count()
    assert sealing.verify() is None
    assert sealing.seal() is None


def test_a_changed_entry_is_found(sealed: Batch) -> None:
    entry = Entry.objects.order_by("pk")[3]
    without_guards(f'UPDATE ledger_entry SET facts = \'{{"role": "regent"}}\' WHERE id = {entry.pk}')
    assert sealing.verify() == sealing.Broken(1, entry.pk, "changed")


def test_a_deleted_entry_is_found(sealed: Batch) -> None:
    entry = Entry.objects.order_by("pk")[3]
    without_guards(f"DELETE FROM ledger_entry WHERE id = {entry.pk}")
    assert sealing.verify() == sealing.Broken(1, entry.pk, "deleted")


def test_an_entry_deleted_with_its_leaf_is_found(sealed: Batch) -> None:
    leaf = Leaf.objects.order_by("pk").last()
    without_guards(f"DELETE FROM ledger_leaf WHERE id = {leaf.pk}")
    assert sealing.verify() == sealing.Broken(1, None, "deleted")


def test_an_inserted_entry_is_found(sealed: Batch) -> None:
    first = Entry.objects.order_by("pk").first()
    without_guards(
        "INSERT INTO ledger_entry (government_id, at, verb, subject, facts, transaction_id) "
        f"SELECT government_id, at, 'offices.appoint', subject, facts, transaction_id FROM ledger_entry WHERE id = {first.pk}"
    )
    broken = sealing.verify()
    assert broken is not None
    assert broken.what == "inserted"


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_batch", "ledger_leaf"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET id = id", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_the_record(sealed: Batch, table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.django_db
def test_without_its_entry_nothing_of_an_action_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = found("lamandau")
    post = write(cast, 0)

    def broken(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError("the ledger is broken")

    monkeypatch.setattr(Entry.objects, "create", broken)
    acts = {
        "offices.add_agency": lambda: offices.add_agency(
            by=cast.operator, government=cast.government, name="Dinas Baru"
        ),
        "offices.revoke_decree": lambda: offices.revoke_decree(by=cast.operator, decree=cast.decree, reason="x"),
        "posts.create": lambda: create_post(by=cast.people["team"], agency=cast.agency, title="x"),
        "cases.move": lambda: move_case(by=cast.people["team"], case=post.case, decision=Decision("done", 0)),
    }
    before = (Agency.objects.count(), Post.objects.count(), Move.objects.count())
    for act in acts.values():
        with pytest.raises(DatabaseError, match="the ledger is broken"):
            act()
    cast.decree.refresh_from_db()
    assert (Agency.objects.count(), Post.objects.count(), Move.objects.count(), cast.decree.revoked_at) == (
        *before,
        None,
    )


@pytest.mark.django_db
def test_an_action_that_records_nothing_is_a_fault() -> None:
    @actions.action("test.silent")
    def silent() -> None:
        Agency.objects.update(active=False)

    with pytest.raises(actions.NothingRecorded):
        silent()
    del actions.ACTIONS["test.silent"]
