"""The console's list of customers: found by anything, page after page, nobody twice or never."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.customer_base.console_queries.dispatch import answer
from functions.customer_base.console_queries.opened import QueryPorts
from functions.customer_base.ports import OpenConversation
from functions.customer_base.segmentation.rules import MOTIONS
from functions.customer_base.segmentation.workflow import segment
from functions.customer_base.store.snapshot import LocalCopies, snapshot_key
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from tests.customer_base.fakes_base import NOW, TENANT, Base, new_base
from tests.customer_base.judging import Facts, snapshot_of

pytestmark = pytest.mark.costly(first=4)

TODAY = NOW.date()


def _people() -> list[Facts]:
    def person(number: int, **facts: Any) -> Facts:
        return {
            "customer_id": f"c{number:02d}",
            "name": f"Živilė Sample-{number}" if number % 2 else f"Person Sample-{number}",
            "email": f"c{number:02d}@example.com",
            "phone": f"+3706000{number:04d}",
            "status": "active",
            "paid": True,
            **facts,
        }

    left = {"status": "canceled"}
    return [
        *(person(n, open_escalations=n) for n in range(1, 6)),
        *(person(n, **left, churned_on=TODAY - timedelta(days=20 + 10 * n)) for n in range(6, 13)),
        *(person(n, paid=False) for n in range(13, 18)),
        *(person(n) for n in range(18, 24)),
    ]


@pytest.fixture(scope="module")
def listed_once(tmp_path_factory: pytest.TempPathFactory) -> Base:
    base = new_base(tmp_path_factory.mktemp("listed"))
    people = _people()
    base.files.upload(
        TENANT, snapshot_of(people), snapshot_key(TENANT, "s_one", "customers.parquet")
    )
    base.rows.save_snapshot(
        TENANT, SnapshotPointer(snapshot="s_one", import_id="i", as_of=TODAY, rows=len(people))
    )
    segment(TENANT, run="r_one", snapshot="s_one", ports=base.segments, now=NOW)
    return base


@pytest.fixture
def listed(listed_once: Base, tmp_path: Path) -> Base:
    return listed_once.copy_to(tmp_path)


def _asked(base: Base, **question: Any) -> dict[str, Any]:
    ports = QueryPorts(base.segments, LocalCopies(base.files, base.work / "copies"))
    return answer({"tenant": TENANT, "query": "customers", **question}, ports, now=NOW)


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("limit", [1, 4, 7, 200])
@pytest.mark.parametrize("motion", ["", "none", "win_back", "retention", "upsell"])
def test_pages_hold_everybody_once_in_the_order_of_the_whole(
    listed: Base, motion: str, limit: int
) -> None:
    whole = _asked(listed, motion=motion, limit=200)
    paged: list[dict[str, Any]] = []
    while len(paged) < whole["total"]:
        page = _asked(listed, motion=motion, limit=limit, offset=len(paged))
        assert page["total"] == whole["total"]
        assert 0 < len(page["rows"]) <= limit
        paged += page["rows"]
    assert paged == whole["rows"]
    assert len({row["id"] for row in paged}) == whole["total"]


def test_a_motion_is_listed_before_those_in_none(listed: Base) -> None:
    motions = [row["motion"] for row in _asked(listed, limit=200)["rows"]]
    assert motions == ["retention"] * 5 + ["win_back"] * 7 + [None] * 11


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sample-21", ["c21"]),
        ("ZIVILE sample-3", ["c03"]),
        ("c07@example", ["c07"]),
        ("C07", ["c07"]),
        ("8 600 0 0014", []),
        ("6000 0014", ["c14"]),
        ("+370 6000 00", [f"c{n:02d}" for n in range(1, 24)]),
        ("nobody", []),
    ],
)
def test_people_are_found_by_what_is_known_of_them(
    listed: Base, text: str, found: list[str]
) -> None:
    answered = _asked(listed, text=text, limit=200)
    assert sorted(row["id"] for row in answered["rows"]) == found
    assert answered["total"] == len(found)


def test_a_search_stays_inside_the_motion_and_the_reason(listed: Base) -> None:
    inside = _asked(listed, text="sample", motion="none", reason="paid", limit=200)
    assert [row["id"] for row in inside["rows"]] == ["c13", "c14", "c15", "c16", "c17"]


@pytest.mark.parametrize("motion", MOTIONS)
def test_who_stays_in_a_motion_by_an_open_conversation_alone_is_listed_and_explained(
    listed: Base, motion: str
) -> None:
    listed.rows.open = (OpenConversation("k_1", "c20", motion, {}),)
    segment(TENANT, run="r_two", snapshot="s_one", ports=listed.segments, now=NOW)
    found = _asked(listed, motion=motion, limit=200)["rows"]
    assert [row["reason"] for row in found if row["id"] == "c20"] == ["conversation_open"]
    why = _asked(listed, query="why", customer_id="c20")
    assert (why["motion"], why["reason"]) == (motion, "conversation_open")
