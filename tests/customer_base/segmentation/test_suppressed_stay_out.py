"""Who opted out stays out of every motion, however the next file names them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.customer_base.console_queries.search import QueryPorts, answer
from functions.customer_base.segmentation.records import RunRecord, RunStatus
from functions.customer_base.segmentation.rules import MOTIONS
from functions.customer_base.segmentation.workflow import segment
from functions.customer_base.store.snapshot import LocalCopies
from tests.customer_base.consenting import FIRST, Row, Story, story
from tests.customer_base.fakes_base import TENANT, fake_hash

EMAIL, PHONE = "grace@example.com", "+12125550101"

BY_MOTION: dict[str, Row] = {
    "upsell": {
        "plan": "Starter",
        "status": "active",
        "limit_used": "0.95",
        "billing_interval": "month",
    },
    "cross_sell": {"plan": "Starter", "status": "active", "seats": "1", "team_size": "9"},
    "retention": {"plan": "Starter", "status": "active", "open_escalations": "2"},
    "win_back": {"plan": "Starter", "status": "canceled", "churned_on": "2025-11-01"},
    "renewal": {
        "plan": "Starter",
        "status": "active",
        "billing_interval": "year",
        "renews_on": "2026-02-01",
    },
}
"""What puts a paying customer into each motion."""

PAID: Row = {
    "product": "Sampleboard",
    "plan_since": "2025-01-01",
    "paid_since": "2025-01-01",
    "paid_total": "990",
    "usage_30d": "100",
    "usage_prev_30d": "100",
    "open_escalations": "0",
    "country": "US",
}


@pytest.fixture
def told() -> Iterator[Story]:
    with story() as begun:
        yield begun


def sorted_by(told: Story) -> RunRecord:
    record = told.record
    segment(TENANT, run=record.run, snapshot=record.snapshot, ports=told.base.segments, now=FIRST)
    run = told.base.rows.runs[TENANT, record.run]
    assert run.status is RunStatus.DONE
    return run


def why(told: Story, customer_id: str) -> tuple[object, object]:
    ports = QueryPorts(told.base.segments, LocalCopies(told.base.files, told.base.work / "copies"))
    found = answer({"tenant": TENANT, "query": "why", "customer_id": customer_id}, ports, now=FIRST)
    return found["motion"], found["reason"]


@pytest.mark.parametrize("motion", MOTIONS)
@pytest.mark.parametrize(
    ("kind", "address", "now_written"),
    [
        ("email", EMAIL, {"customer_id": "crm-9", "email": EMAIL, "phone": "+12125550199"}),
        ("email", EMAIL, {"customer_id": "c1", "email": "Grace@EXAMPLE.com", "phone": ""}),
        ("email", EMAIL, {"customer_id": "crm-9", "email": "Grace <GRACE@example.com>"}),
        ("phone", PHONE, {"customer_id": "crm-9", "phone": "(212) 555-0101"}),
        (
            "phone",
            PHONE,
            {"customer_id": "c1", "email": "new@example.com", "phone": "212.555.0101"},
        ),
        ("phone", PHONE, {"customer_id": "crm-9", "email": "", "phone": "001 212 555 0101"}),
    ],
)
def test_a_suppressed_person_is_in_no_motion_after_a_new_import(
    told: Story, motion: str, kind: str, address: str, now_written: Row
) -> None:
    facts = {**PAID, **BY_MOTION[motion]}
    told.bring([{**facts, "customer_id": "c1", "email": EMAIL, "phone": PHONE}])
    assert sorted_by(told).counts[motion] == 1
    told.base.rows.hashes = frozenset({f"{kind}#{fake_hash(kind, address)}"})
    told.bring([{**facts, **now_written}, {**facts, "customer_id": "c2", "email": "b@example.com"}])
    run = sorted_by(told)
    assert (run.counts[motion], run.counts["none"]) == (1, 1)
    assert run.listed[motion] == 1
    assert why(told, str(now_written["customer_id"])) == (None, "not_suppressed")
    assert why(told, "c2")[0] == motion
