"""A stranger asks every route for what is another tenant's.

The API with a good key of their own, the pages with a session of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest

from frontend_api import routes
from frontend_api.routes import Private
from functions.calendars.account import CalendarAccount, StoredAccounts
from functions.outreach.domain.calendar.founder_calendar import GOOGLE
from functions.outreach.domain.campaigns.campaign import CampaignStatus
from functions.outreach.domain.conversation.state import CampaignId
from functions.outreach.store import bookings, campaigns, inbox, settings
from functions.outreach.store.bookings import BookingStatus
from tenancy.identity import address_proofs
from tests.calendars.google_server import USER, running_google
from tests.cloud_account import cloud_account, dynamodb_client
from tests.console.api.canaries import FORM, FOUNDER, MARK, STRANGER, Attacked, both_tenants
from tests.console.api.program import read
from tests.console.api.test_settings import OFFER
from tests.console.gateways.connections.test_stripe_away import running_stripe_that_is_away
from tests.console.gateways.deployed_console import deployed_console
from tests.outreach.approved import TENANT, bandwidth
from tests.outreach.store.contract.conftest import on_dynamodb
from tests.outreach.store.contract.sample_steps import opened

ROUTES = [r for r in routes.ROUTES if isinstance(r, Private) and r.scope is not None]
READ = [route for route in ROUTES if route.method == "GET"]
PAGES = [r for r in routes.ROUTES if isinstance(r, Private) and r.scope is None]
NOT_ABOUT_ROWS = {
    "number": "1",
    "act": "end",
    "move": "pause",
    "change": "remove",
    "list": "customers",
}
"""What stands in a page's address and names nothing of a tenant."""
BODIES = {
    "answer": {"text": "Hello"},
    "outcome": {"outcome": "lost"},
    "columns": {"files": []},
    "take-over": {},
    "hand-back": {},
    "lines": {"part": "opener", "text": "Hello"},
    "campaigns": {"motion": "upsell", "founder_id": "f_canary"},
    "imports": {"file_names": ["a.csv"], "add_to": "im_canary"},
    "bandwidth": {"per_day": 1},
    "webhooks": {"url": "https://hooks.example.com/x"},
    "replay": {"key": "x"},
    "offers": OFFER,
    "thresholds": {"renewal_days": 45},
    "answers": {"language": "en", "questions": ["Who?"], "text": "We."},
    "code": {"code": "000000"},
    "again": {},
    "contact-hours": {"per_day": 2},
    "{offer_id}": OFFER,
    "{answer_id}": {"text": "We."},
    "{line_id}": {"text": "Hello"},
    "{turn}": {"meaning": "opt_out"},
    "settle": {},
    "notes": {"text": "They called."},
    "attribute": {"conversation_id": "c_1"},
    "plans": {"plans": []},
    "filters": {"list": "customers", "name": "Mine", "fields": {"motion": "upsell"}},
    "restore": {"over": "x"},
    "calendars": {"counted": [], "target": "primary"},
    "notices": {"notices": {"ended": "off"}},
    "business": {"business_name": "Mallory"},
    "retention": {"runs": 100},
    "{channel}": {"address": "+12025550199"},
}


TELLS = {
    "/api/v1/contact-hours": '"per_day":7',
    "/api/v1/funnel": '"count":777',
    "/api/v1/listening": '"monthly_cents":777',
    "/api/v1/notices": '"kind":"bookings","delivery":"off"',
    "/api/v1/playbooks": '"language":"en","lines":1,',
    "/api/v1/rehearsals": '"taken_at":"2026-11-24t15:00:00z"',
    "/api/v1/retention": '"runs":777',
    "/api/v1/stripe": '"connected":true',
    "/api/v1/thresholds": '"renewal_days":77',
    "/api/v1/usage": '"quantity":777',
}
"""Path → what an answer of ours says where it names nobody, and no answer of theirs does."""
ASKED_BY_ID = {"/api/v1/moves"}
"""Their queries name what is ours."""


@pytest.fixture(scope="module")
def attacked() -> Iterator[Attacked]:
    with (
        cloud_account(),
        running_stripe_that_is_away() as stripe,
        deployed_console(stripe_url=stripe),
        running_google() as google,
        pytest.MonkeyPatch.context() as environment,
    ):
        environment.setenv("WARMLINE_SANDBOX_URL", google.url)
        # Nothing here sends one; on a slow machine a minute may pass before it is asked for again.
        environment.setattr(address_proofs, "BETWEEN_CODES", timedelta(days=1))
        google.does("", calendars=[{"summary": f"Days of {MARK}", "timeZone": "UTC"}])
        made = both_tenants()
        account = replace(google.account(), calendars=(USER,), times_only=())
        connected = CalendarAccount("c1", USER, google=account)
        StoredAccounts("test").save(TENANT, FOUNDER, connected)
        settings.edit_bandwidth(
            TENANT, FOUNDER, lambda known: replace(known, calendar=GOOGLE), unset=bandwidth()
        )
        yield made


def addressed(route: Private, attacked: Attacked) -> tuple[str, object]:
    path = re.sub(r"\{(\w+)\}", lambda name: attacked.values[name[1]], route.path)
    asked = path.removeprefix("/api/v1") + attacked.queries.get(route.path, "")
    return asked, BODIES.get(route.path.rpartition("/")[2])


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_what_is_ours_is_not_there_for_a_stranger(route: Private, attacked: Attacked) -> None:
    path, body = addressed(route, attacked)
    asked = attacked.theirs.get(path) if route.method == "GET" else attacked.theirs.post(path, body)
    named = [name for name in re.findall(r"\{(\w+)\}", route.path) if name.endswith("_id")]
    if named or route.path in ASKED_BY_ID:
        assert asked.status == 404
    elif route.method == "GET":
        assert asked.status == 200, asked.text
    said = asked.text.casefold()
    assert MARK not in said
    assert TELLS.get(route.path, MARK) not in said
    assert attacked.values["conversation_id"] not in asked.text
    assert attacked.values["webhook_id"] not in asked.text


def of_ours() -> dict[str, str]:
    """Every row and file of our tenant, as it stands."""
    kept = {
        f"{item['pk']['S']} {item['sk']['S']}": str(item)
        for table in ("control", "workspace")
        for page in dynamodb_client()
        .get_paginator("scan")
        .paginate(TableName=f"warmline-test-{table}")
        for item in page["Items"]
        if TENANT in item["pk"]["S"]
    }
    files = boto3.client("s3").list_objects_v2(Bucket="warmline-test")["Contents"]
    return kept | {one["Key"]: one["ETag"] for one in files if TENANT in one["Key"]}


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("route", PAGES, ids=lambda route: f"{route.method} {route.path}")
def test_no_page_shows_or_changes_what_is_ours_to_a_stranger(
    route: Private, attacked: Attacked
) -> None:
    names = {**attacked.values, **NOT_ABOUT_ROWS}
    path = re.sub(r"\{(\w+)\}", lambda name: names[name[1]], route.path)
    before, visit = of_ours(), attacked.at_pages(STRANGER)
    asked = visit.get(path) if route.method == "GET" else visit.post(path, FORM, **names)
    assert asked.status < 500, asked.text
    named = [name for name in re.findall(r"\{(\w+)\}", route.path) if name.endswith("_id")]
    if named and route.method == "GET":
        assert asked.status == 404, asked.headers
    said = f"{asked.text} {asked.headers}".casefold()
    # The address and a field that were just sent, and an island among the time zones.
    for echoed in (path, f'value="{names["customer_id"]}"', "Atlantic/Canary"):
        said = said.replace(echoed.casefold(), "")
    assert MARK not in said
    assert attacked.values["conversation_id"] not in said
    assert of_ours() == before


@pytest.mark.slow
def test_the_same_pages_show_ourselves_what_is_ours(attacked: Attacked) -> None:
    names = {**attacked.values, **NOT_ABOUT_ROWS}
    for route in PAGES:
        named = re.findall(r"\{(\w+)\}", route.path)
        if route.method == "GET" and any(name.endswith("_id") for name in named):
            path = re.sub(r"\{(\w+)\}", lambda name: names[name[1]], route.path)
            asked = attacked.at_pages(TENANT).get(path)
            assert asked.status < 400, path
            assert MARK in f"{asked.text} {asked.headers}".casefold(), path


@pytest.mark.slow
def test_the_same_addresses_show_ourselves_what_is_ours_and_nothing_was_changed(
    attacked: Attacked,
) -> None:
    found = {row.booking.id: row for row in bookings.list_all(TENANT)}
    assert found["b_canary"].status is BookingStatus.UPCOMING  # type: ignore[index]
    kept = {campaign.id: campaign for campaign, _ in campaigns.list_all(TENANT)}
    assert list(kept) == ["campaign_canary"]
    assert kept[CampaignId("campaign_canary")].status is CampaignStatus.RUNNING
    assert [(item.id, item.done) for item in inbox.list_all(TENANT)] == [("item_canary", False)]
    for route in READ:
        answered = attacked.ours.get(addressed(route, attacked)[0])
        assert answered.status == 200, (route.path, answered.text)
        assert TELLS.get(route.path, MARK) in answered.text.casefold(), route.path


def test_a_list_of_conversations_is_read_in_parts_from_the_table(attacked: Attacked) -> None:
    stores = on_dynamodb()
    made = {opened(stores, number).id for number in range(2, 6)}
    found: list[str] = []
    cursor = ""
    while True:
        part = attacked.ours.get(f"/conversations?limit=2&cursor={cursor}")
        listed = read(part)
        found += [item["id"] for item in listed["items"]]
        cursor = listed["next_cursor"]
        if not cursor:
            break
    assert len(found) == len(set(found))
    assert made <= set(found)
    first = read(attacked.ours.get("/conversations?limit=2"))["next_cursor"]
    assert read(attacked.theirs.get(f"/conversations?limit=2&cursor={first}"))["items"] == []
