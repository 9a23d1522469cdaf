"""Who opted out stays out of every motion, however the next file names them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.customer_base.console_queries.dispatch import answer
from functions.customer_base.console_queries.opened import QueryPorts
from functions.customer_base.segmentation.records import RunRecord, RunStatus
from functions.customer_base.segmentation.rules import MOTIONS
from functions.customer_base.segmentation.workflow import segment
from functions.customer_base.store.snapshot import LocalCopies
from functions.product.equal_forms import equal_form
from tests.customer_base.consenting import FIRST, Row, Story, story
from tests.customer_base.fakes_base import TENANT, fake_hash

pytestmark = pytest.mark.costly(first=2)

EMAIL, PHONE = "grace{n}@example.com", "+1212555010{n}"
FIRST_WRITTEN = {"customer_id": "c1{n}", "email": EMAIL, "phone": PHONE}

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


@pytest.fixture(scope="module")
def all_motions() -> Iterator[Story]:
    """One customer in each motion."""
    with story() as begun:
        begun.bring(one_of_each_motion(FIRST_WRITTEN))
        assert sorted_by(begun).counts == dict.fromkeys(MOTIONS, 1) | {"none": 0}
        yield begun


def sorted_by(told: Story, *, again: int = 0) -> RunRecord:
    """The run of the newest import, or one more over the same customers."""
    record = told.record
    name = f"{record.run}_{again}" if again else record.run
    segment(TENANT, run=name, snapshot=record.snapshot, ports=told.base.segments, now=FIRST)
    run = told.base.rows.runs[TENANT, name]
    assert run.status is RunStatus.DONE
    return run


def everybody(told: Story) -> dict[str, tuple[object, object]]:
    """Customer id → motion and reason, as the console lists them."""
    ports = QueryPorts(told.base.segments, LocalCopies(told.base.files, told.base.work / "copies"))
    question = {"tenant": TENANT, "query": "customers", "limit": 200}
    rows = answer(question, ports, now=FIRST)["rows"]
    return {row["id"]: (row["motion"], row["reason"]) for row in rows}


def why(told: Story, customer_id: str) -> tuple[object, object]:
    ports = QueryPorts(told.base.segments, LocalCopies(told.base.files, told.base.work / "copies"))
    found = answer({"tenant": TENANT, "query": "why", "customer_id": customer_id}, ports, now=FIRST)
    return found["motion"], found["reason"]


NOW_WRITTEN: tuple[tuple[str, Row], ...] = (
    ("email", {"customer_id": "crm-9{n}", "email": EMAIL, "phone": "+1212555019{n}"}),
    ("email", {"customer_id": "c1{n}", "email": "Grace{n}@EXAMPLE.com", "phone": ""}),
    ("email", {"customer_id": "crm-9{n}", "email": "Grace <GRACE{n}@example.com>"}),
    ("phone", {"customer_id": "crm-9{n}", "phone": "(212) 555-010{n}"}),
    ("phone", {"customer_id": "c1{n}", "email": "new{n}@example.com", "phone": "212.555.010{n}"}),
    ("phone", {"customer_id": "crm-9{n}", "email": "", "phone": "001 212 555 010{n}"}),
)
"""Kind under which somebody opted out, and how the next file names them."""


@pytest.mark.costly(first=1)
@pytest.mark.parametrize(("kind", "now_written"), NOW_WRITTEN)
def test_suppressed_people_are_in_no_motion_after_a_new_import(
    all_motions: Story, tmp_path: Path, kind: str, now_written: Row
) -> None:
    """One person of each motion, all in one file: each is judged by itself."""
    told = all_motions.copy_to(tmp_path)
    other = {"customer_id": "c2{n}", "email": "b{n}@example.com"}
    told.base.rows.hashes = frozenset(
        f"{kind}#{fake_hash(kind, row[kind])}" for row in one_of_each_motion(FIRST_WRITTEN)
    )
    told.bring([*one_of_each_motion(now_written), *one_of_each_motion(other)])
    run = sorted_by(told)
    assert run.counts == dict.fromkeys(MOTIONS, 1) | {"none": len(MOTIONS)}
    assert run.listed == dict.fromkeys(MOTIONS, 1)
    judged = everybody(told)
    for row in one_of_each_motion(now_written):
        assert judged[row["customer_id"]] == (None, "not_suppressed")
    for row, motion in zip(one_of_each_motion(other), MOTIONS, strict=True):
        assert judged[row["customer_id"]][0] == motion


EQUAL = (
    ("phone", "+5531988888888", "+553188888888", "BR"),
    ("phone", "+5215512345678", "+525512345678", "MX"),
    ("phone", "+5491123456789", "+541123456789", "AR"),
    ("email", "an.na+shop@googlemail.com", "anna@gmail.com", "US"),
    ("email", "anna@mac.com", "anna@icloud.com", "US"),
)
"""Kind, one form, another form, country."""


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "one", "other", "country"), EQUAL)
def test_an_opt_out_holds_for_every_form_a_file_may_have(
    told: Story, kind: str, one: str, other: str, country: str
) -> None:
    """Kept is the hash of the form they all share; before, it was of the form the number had."""
    forms = (one, other)
    hashed = {equal_form(kind, one), *(forms if kind == "phone" else ())}
    rows = [
        {"customer_id": f"c{n}", "country": country, kind: form} for n, form in enumerate(forms)
    ]
    told.bring([{**PAID, **BY_MOTION["upsell"], **row} for row in rows])
    for again, kept in enumerate(hashed):
        told.base.rows.hashes = frozenset({f"{kind}#{fake_hash(kind, kept)}"})
        assert sorted_by(told, again=again).counts["upsell"] == 0
        assert everybody(told) == {row["customer_id"]: (None, "not_suppressed") for row in rows}


@pytest.mark.slow
def test_a_customer_who_opted_out_is_suppressed_at_a_new_address(told: Story) -> None:
    told.base.rows.hashes = frozenset({f"customer#{fake_hash('customer', 'c1')}"})
    moved = {"customer_id": "c1", "email": "new@example.com", "phone": "+12125550199"}
    other = {"customer_id": "c2", "email": "other@example.com"}
    told.bring([{**PAID, **BY_MOTION["upsell"], **row} for row in (moved, other)])
    run = sorted_by(told)
    assert (run.counts["upsell"], run.listed["upsell"]) == (1, 1)
    assert why(told, "c1") == (None, "not_suppressed")
    assert why(told, "c2")[0] == "upsell"


@pytest.fixture(scope="module")
def many_addresses() -> Iterator[Story]:
    """A customer of five addresses: two in a cell, and others in the customer's other row."""
    first = {
        "customer_id": "c1",
        "email": "used@example.com; private@example.net",
        "phone": "+12125550143 / +12125550144",
    }
    again = {"customer_id": "c1", "email": "work@example.org", "phone": "+12125550145"}
    other = {"customer_id": "c2", "email": "other@example.com"}
    with story() as begun:
        begun.bring([{**PAID, **BY_MOTION["upsell"], **row} for row in (first, again, other)])
        yield begun


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("email", "private@example.net"),
        ("email", "work@example.org"),
        ("phone", "+12125550144"),
        ("phone", "+12125550145"),
        ("email", "used@example.com"),
    ],
)
def test_an_opt_out_from_any_address_of_the_record_holds_for_the_customer(
    many_addresses: Story, tmp_path: Path, kind: str, name: str
) -> None:
    """By the addresses of their rows they are customers of their own, and an opt-out holds for
    all whom their id may mean."""
    told = many_addresses.copy_to(tmp_path)
    told.base.rows.hashes = frozenset({f"{kind}#{fake_hash(kind, name)}"})
    run = sorted_by(told)
    assert (run.counts["upsell"], run.listed["upsell"]) == (1, 1)
    judged = everybody(told)
    for same in ("used@example.com", "work@example.org"):
        assert judged[same] == (None, "not_suppressed")
    assert judged["c2"][0] == "upsell"


def one_of_each_motion(person: Row) -> list[Row]:
    """The person once a motion, in the order of the motions; `{n}` in its cells is the number."""
    return [
        {**PAID, **BY_MOTION[motion]}
        | {name: cell.replace("{n}", str(number)) for name, cell in person.items()}
        for number, motion in enumerate(MOTIONS)
    ]
