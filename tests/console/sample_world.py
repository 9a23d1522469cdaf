"""One tenant in the middle of its work, for looking at pages and for tests that need rows."""

from __future__ import annotations

from datetime import timedelta

from fakes import NOON, World

from frontend_api.rows import (
    Catalogue,
    CustomerRow,
    CustomersFound,
    RuleVerdict,
    Verdict,
    Why,
)
from functions.customer_base.records import (
    Accounting,
    Comparison,
    FileAccounting,
    FileRecord,
    ImportRecord,
    ImportStatus,
    MissingFacts,
    Question,
    RunRecord,
    RunStatus,
    UnreadCells,
)
from functions.outreach.domain.customer import Motion
from functions.outreach.domain.playbook import Offer, OfferId, OfferKind, PriceBand
from functions.outreach.domain.tenant_settings import PlanRole

REPORTS = Offer(
    OfferId("offer_reports"),
    OfferKind.ADD_ON,
    "Reports Plus",
    "Acme",
    58800,
    "USD",
    PriceBand(3900, 5900, "USD"),
    trigger="feature",
    trigger_feature="reports",
)


def fill(world: World) -> None:
    """Put sample rows behind every page."""
    _base(world)
    world.settings.save_catalogue(
        next(iter(world.accounts.accounts.values())).session.tenant.id,
        Catalogue(
            (PlanRole("Starter", "base", "Acme"), PlanRole("Pro", "tier", "Acme")), (REPORTS,)
        ),
    )


def _base(world: World) -> None:
    world.base.records = {r.id: r for r in (_done(), _needs_mapping(), _running(), _failed())}
    world.base.run = RunRecord(
        id="run_1",
        snapshot="snap_1",
        status=RunStatus.DONE,
        started_at=NOON,
        finished_at=NOON + timedelta(minutes=1),
        customers=1000,
        counts={
            "upsell": 142,
            "cross_sell": 61,
            "retention": 88,
            "win_back": 73,
            "renewal": 54,
            "none": 582,
        },
        reasons={"usage_shows_demand": 301, "paid": 170, "base_plan_long_enough": 111},
        reach={"upsell": {"email": 140, "phone": 90}},
        missing=(MissingFacts(source="usage", label="usage", more=412, motion="upsell"),),
        motions_without_offer=("win_back",),
    )
    rows = (
        CustomerRow(
            "cus_1", "Grace Sample", "grace@example.com", "Starter", Motion.UPSELL, "", 58800, "USD"
        ),
        CustomerRow(
            "cus_2", "<b>Robert</b>", "rob@example.com", "Pro", None, "no documented payment"
        ),
    )
    world.base.found = CustomersFound(rows, 142)
    world.base.whys["cus_1"] = Why(
        rows[0],
        (
            RuleVerdict("has paid at least once", Verdict.PASS, "paid total 1,240 USD"),
            RuleVerdict(
                "usage shows demand for a specific offer", Verdict.PASS, "reports: 31 uses"
            ),
            RuleVerdict("healthy: not in a retention or win-back state", Verdict.UNKNOWN, ""),
            RuleVerdict("not within 60 days of an annual renewal", Verdict.FAIL, "renews 1 Jan"),
        ),
        (("plan", "Starter"), ("paid_since", "2025-02-01")),
    )


def _done() -> ImportRecord:
    return ImportRecord(
        id="im_done",
        status=ImportStatus.DONE,
        created_at=NOON,
        files=(FileRecord(number=0, name="customers.csv", key="k", rows=1040),),
        accounting=Accounting(
            rows_in=1040,
            accepted=1000,
            merged=25,
            rejected=15,
            files=(
                FileAccounting(
                    file=0,
                    name="customers.csv",
                    rows_in=1040,
                    accepted=1000,
                    merged=25,
                    rejected=15,
                ),
            ),
            reasons={"No customer id and no email": 11, "The row has too few cells": 4},
            unread=(
                UnreadCells(
                    file=0, column="phone", count=9, lines=(12, 40), reason="not a phone number"
                ),
            ),
        ),
        comparison=Comparison(new=20, gone=3, changed_plan=7),
        plans=(("Starter", 610), ("Pro", 390)),
        rejects_key="rejects.csv",
    )


def _needs_mapping() -> ImportRecord:
    return ImportRecord(
        id="im_map",
        status=ImportStatus.NEEDS_MAPPING,
        created_at=NOON - timedelta(days=1),
        files=(
            FileRecord(
                number=0,
                name="our list.csv",
                key="k",
                headers=("Klient", "Mail", "Seit"),
                mapping={"Mail": "email"},
                suggestions={"Klient": "name"},
                samples={"Klient": ("Grace Sample", "Rob"), "Mail": ("grace@example.com",)},
                questions=(
                    Question(
                        header="Seit",
                        kind="date_order",
                        text="How are the dates in “Seit” written?",
                        choices=(("dmy", "3 April 2026"), ("mdy", "4 March 2026")),
                        samples=("03/04/2026",),
                    ),
                ),
            ),
        ),
    )


def _running() -> ImportRecord:
    return ImportRecord(
        id="im_run",
        status=ImportStatus.RUNNING,
        created_at=NOON - timedelta(days=2),
        files=(FileRecord(number=0, name="big.csv", key="k", rows=412000),),
        stage="Cleaning phone numbers…",
        percent=42,
    )


def _failed() -> ImportRecord:
    return ImportRecord(
        id="im_bad",
        status=ImportStatus.FAILED,
        created_at=NOON - timedelta(days=3),
        files=(FileRecord(number=0, name="photo.csv", key="k"),),
        problem="This is not a CSV file: it looks like a picture.",
    )
