"""The record: part of every action, sealed, and verifiable."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from kentongan.ledger import actions, sealing
from kentongan.ledger.models import Batch, Entry, Leaf
from kentongan.offices.models import Agency
from kentongan.workspace.stories import found


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
def test_an_action_that_records_nothing_is_a_fault() -> None:
    @actions.action("test.silent")
    def silent() -> None:
        Agency.objects.update(active=False)

    with pytest.raises(actions.NothingRecorded):
        silent()
    del actions.ACTIONS["test.silent"]
