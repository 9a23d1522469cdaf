"""Which run is the latest, in the real store."""

from __future__ import annotations

from datetime import date

import pytest

from functions.customer_base.segmentation.records import LatestRunPointer, RunRecord, RunStatus
from functions.customer_base.segmentation.stored_runs import StoredRuns
from functions.customer_base.store.snapshot_pointer import (
    SnapshotPointer,
    StoredSnapshots,
    pointer_over,
)
from tenancy.data.transaction import Conflict, Reason, Transaction
from tests.customer_base.fakes_base import NOW, TENANT

pytestmark = pytest.mark.usefixtures("aws")


def pointer(number: int) -> SnapshotPointer:
    return SnapshotPointer(
        snapshot=f"s_i_{number}", import_id=f"i_{number}", as_of=date(2026, 9, 14), rows=2
    )


def finished(run: str, snapshot: str) -> RunRecord:
    return RunRecord(id=run, snapshot=snapshot, status=RunStatus.DONE, started_at=NOW)


def test_a_run_becomes_the_latest_while_its_customers_are_the_base() -> None:
    runs, snapshots = StoredRuns(), StoredSnapshots()
    first = finished("r_1", "s_i_1")
    assert not runs.become_latest(TENANT, first), "nothing was imported yet"
    snapshots.save_snapshot(TENANT, pointer(1))
    assert runs.become_latest(TENANT, first)
    assert runs.latest_run(TENANT) == LatestRunPointer(run="r_1", record=first)
    again = finished("r_2", "s_i_1")
    assert runs.become_latest(TENANT, again)

    snapshots.save_snapshot(TENANT, pointer_over(pointer(1), pointer(2)))
    assert not runs.become_latest(TENANT, first), "though its snapshot is the one before"
    assert not runs.become_latest(TENANT, finished("r_x", "s_i_")), "a part of a name is none"
    latest = runs.latest_record(TENANT)
    assert latest == again
    newest = finished("r_3", "s_i_2")
    assert runs.become_latest(TENANT, newest)
    assert runs.latest_record(TENANT) == newest


def test_a_table_that_cannot_tell_is_asked_again_by_the_queue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A run that was taken for overtaken would be the latest at no time."""
    StoredSnapshots().save_snapshot(TENANT, pointer(1))
    contended = Conflict((Reason.CONTENDED, None), frozenset())
    monkeypatch.setattr(Transaction, "commit", lambda _: contended)
    with pytest.raises(ConnectionError, match="being written by others"):
        StoredRuns().become_latest(TENANT, finished("r_1", "s_i_1"))
