"""Two finished runs side by side: who moved, who is new, who is gone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.customer_base.console_queries.dispatch import answer
from functions.customer_base.console_queries.opened import QueryPorts
from functions.customer_base.segmentation.records import RunRecord, RunStatus
from functions.customer_base.segmentation.workflow import segment
from functions.customer_base.store.snapshot import LocalCopies, run_key, snapshot_key
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from functions.product.thresholds import Thresholds
from tests.customer_base.fakes_base import NOW, TENANT, Base, new_base
from tests.customer_base.judging import Facts, snapshot_of

pytestmark = pytest.mark.costly(first=2)

TODAY = NOW.date()


def _customer(number: int, **facts: Any) -> Facts:
    return {
        "customer_id": f"c{number}",
        "name": f"Person Sample-{number}",
        "email": f"c{number}@example.com",
        "status": "active",
        "paid": True,
        **facts,
    }


def _gone(number: int, days: int) -> Facts:
    return _customer(number, status="canceled", churned_on=TODAY - timedelta(days=days))


def _run(base: Base, run: str, customers: list[Facts]) -> RunRecord:
    snapshot = f"s_{run}"
    base.files.upload(
        TENANT, snapshot_of(customers), snapshot_key(TENANT, snapshot, "customers.parquet")
    )
    base.rows.save_snapshot(
        TENANT,
        SnapshotPointer(snapshot=snapshot, import_id="i", as_of=TODAY, rows=len(customers)),
    )
    segment(TENANT, run=run, snapshot=snapshot, ports=base.segments, now=NOW)
    finished = base.rows.runs[TENANT, run]
    assert finished.status is RunStatus.DONE
    return finished


def _compare(base: Base, **asked: object) -> dict[str, Any]:
    ports = QueryPorts(base.segments, LocalCopies(base.files, base.work / "copies"))
    event = {"tenant": TENANT, "query": "compare_runs", "was": "one", "now": "two", **asked}
    return answer(event, ports, now=NOW)


@pytest.fixture(scope="module")
def compared_once(tmp_path_factory: pytest.TempPathFactory) -> Base:
    base = new_base(tmp_path_factory.mktemp("compared"))
    _run(base, "one", [_customer(1), _customer(2), _customer(3), _gone(4, 60), _customer(5)])
    _run(
        base,
        "two",
        [
            _customer(1),
            _customer(2, open_escalations=1),
            _customer(3, open_escalations=2),
            _gone(4, 200),
            _customer(6, open_escalations=1),
        ],
    )
    return base


@pytest.fixture
def compared(compared_once: Base, tmp_path: Path) -> Base:
    return compared_once.copy_to(tmp_path)


@pytest.mark.slow
def test_every_move_is_counted_with_the_new_and_the_gone(compared: Base) -> None:
    found = _compare(compared)
    moves = {(one["moved_from"], one["moved_to"]): one["customers"] for one in found["moves"]}
    assert moves == {
        ("none", "retention"): 2,
        ("win_back", "none"): 1,
        ("none", "gone"): 1,
        ("new", "retention"): 1,
    }
    assert found["total"] == 5


@pytest.mark.slow
def test_the_counts_of_both_runs_and_the_moves_agree(compared: Base) -> None:
    before = compared.rows.runs[TENANT, "one"].counts
    after = compared.rows.runs[TENANT, "two"].counts
    moves = _compare(compared)["moves"]
    for motion in before:
        came = sum(one["customers"] for one in moves if one["moved_to"] == motion)
        left = sum(one["customers"] for one in moves if one["moved_from"] == motion)
        assert after[motion] == before[motion] + came - left


@pytest.mark.slow
def test_customers_that_moved_are_named_with_both_reasons_and_paged(compared: Base) -> None:
    rows = _compare(compared, moved_to="retention")["rows"]
    assert [(row["id"], row["moved_from"]) for row in rows] == [
        ("c6", "new"),
        ("c2", "none"),
        ("c3", "none"),
    ]
    assert rows[0]["name"] == "Person Sample-6"
    assert rows[1]["reason_now"] == "escalation_open"
    gone = _compare(compared, moved_to="gone")["rows"]
    assert [(row["id"], row["email"]) for row in gone] == [("c5", "c5@example.com")]
    second = _compare(compared, limit=2, offset=4)
    assert len(second["rows"]) == 1
    assert second["total"] == 5


@pytest.mark.slow
def test_nothing_moved_between_two_runs_over_the_same_facts(base: Base) -> None:
    _run(base, "one", [_customer(1)])
    _run(base, "two", [_customer(1)])
    assert _compare(base) == {"moves": [], "rows": [], "total": 0}


@pytest.mark.slow
def test_a_run_whose_details_are_gone_says_so_in_words(compared: Base) -> None:
    (compared.files.folder / run_key(TENANT, "one", "verdicts.parquet")).unlink()
    problem = _compare(compared)["problem"]
    assert "The details of the run of 23 Nov 2026 are no longer kept" in problem
    assert "no such run" in _compare(compared, was="r_nobody")["problem"]


def test_a_snapshot_that_is_gone_cannot_be_compared_and_it_is_said_so(compared: Base) -> None:
    (compared.files.folder / snapshot_key(TENANT, "s_one", "customers.parquet")).unlink()
    assert "no longer kept" in _compare(compared, moved_to="gone")["problem"]


def test_other_numbers_alone_move_customers_too(base: Base, tmp_path: Path) -> None:
    customers = [_customer(1, health_score=40.0)]
    _run(base, "one", customers)
    base.rows.limits[TENANT] = Thresholds(health_score_line=50.0)
    _run(base, "two", customers)
    assert _compare(base)["moves"] == [
        {"moved_from": "none", "moved_to": "retention", "customers": 1}
    ]
