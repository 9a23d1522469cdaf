"""A stranger with a good key of their own asks every route for what is another tenant's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from frontend_api import routes, wiring
from frontend_api.ports import Ports
from frontend_api.ports.programs.api_access import MadeKey
from frontend_api.ports.settings import SavedFilter
from frontend_api.routes import Private
from functions.customer_base.imports.records import FileRecord, ImportRecord, ImportStatus
from functions.customer_base.imports.stored_imports import StoredImports
from functions.outreach.domain.calendar.founder_calendar import Slot
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignStatus
from functions.outreach.domain.conversation.state import Booking, CampaignId
from functions.outreach.domain.playbooks.playbook import Answer, Line, LineId, Part
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.store import bookings, campaigns, inbox
from functions.outreach.store.bookings import BookingRow, BookingStatus
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.product.customer_facts import CustomerId
from functions.product.motions import Motion, OfferKind
from functions.product.offers import Catalogue, Offer, OfferId
from functions.webhooks.endpoints import WebhookEndpoint
from tenancy.api_access.scopes import Scope
from tenancy.data.credentials import acting_for
from tenancy.identity import accounts
from tenancy.tenant import Founder, FounderId, Tenant, TenantId, tenant_id
from tests.cloud_account import cloud_account
from tests.console.api.program import Program, read
from tests.console.api.test_settings import OFFER
from tests.console.gateways.deployed_console import OpenPool, deployed_console
from tests.console.test_dispatch import ASKED
from tests.outreach.approved import NOW, TENANT
from tests.outreach.store.contract.conftest import on_dynamodb
from tests.outreach.store.contract.sample_steps import FREE, opened

STRANGER = tenant_id("t_stranger00001")
CANARY = "Canary Customer"
ROUTES = [
    r
    for r in routes.ROUTES
    # What asks the base's own function is told whose base it is by the session alone.
    if isinstance(r, Private) and r.scope is not None and not r.path.startswith("/api/v1/customers")
]
BODIES = {
    "answer": {"text": "Hello"},
    "outcome": {"outcome": "lost"},
    "columns": {"files": []},
    "take-over": {},
    "hand-back": {},
    "lines": {"part": "opener", "text": "Hello"},
    "campaigns": {"motion": "upsell", "founder_id": "f_ours"},
    "imports": {"file_names": ["a.csv"], "add_to": "im_ours"},
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


@dataclass
class Attacked:
    """What is ours, by the names of the placeholders, and both programs."""

    values: dict[str, str]
    ours: Program
    theirs: Program


def signed_up(ports: Ports, tenant: TenantId, founder: str) -> Program:
    accounts.save_tenant(Tenant(tenant, "Acme", "UTC", "en", ("en",), "US", "USD"))
    person = Founder(FounderId(founder), tenant, "Ada", f"{founder}@example.com")
    accounts.founder_row(person).save()
    made = ports.api_access.make_key(person, name="CRM", scope=Scope.MANAGE, now=NOW)
    assert isinstance(made, MadeKey)
    return Program(ports, made.text)


@pytest.fixture(scope="module")
def attacked() -> Iterator[Attacked]:
    with cloud_account(), deployed_console():
        ports = wiring.AwsPorts(OpenPool())
        ours = signed_up(ports, TENANT, "f_ours")
        theirs = signed_up(ports, STRANGER, "f_theirs")
        talk = opened(on_dynamodb())
        campaign = Campaign(
            CampaignId("campaign_ours"), CANARY, Motion.UPSELL, FounderId("f_ours"), "run_1"
        )
        assert campaigns.save(TENANT, replace(campaign, status=CampaignStatus.RUNNING))
        place = Booking("b_ours", Slot(FREE, FREE), "phone:+12125550123")  # type: ignore[arg-type]
        row = BookingRow(
            place, talk.id, campaign.id, Motion.UPSELL, FounderId("f_ours"), CustomerId("c"), CANARY
        )
        with acting_for(TENANT):
            bookings.to_row(TENANT, row, version=1).save()
        record = ImportRecord(
            id="im_ours",
            status=ImportStatus.NEEDS_MAPPING,
            created_at=NOW,
            files=(FileRecord(number=1, name=CANARY, key="uploads/x", headers=("email",)),),
        )
        StoredImports().create_import(TENANT, record)
        hook = ports.webhooks.add(
            TENANT,
            url="https://canary.example.com/x",
            kinds=(),
            by=FounderId("f_ours"),
            now=NOW,
        )
        assert isinstance(hook, WebhookEndpoint)
        offer = Offer(OfferId("offer_ours"), OfferKind.ADD_ON, CANARY, currency="EUR")
        ports.settings.edit_catalogue(TENANT, lambda _: Catalogue((), (offer,)))
        answer = Answer(AnswerId("answer_ours"), "en", (CANARY,), CANARY)
        assert ports.settings.add_answer(TENANT, answer)
        item = InboxItem(
            "item_ours", InboxKind.OPT_OUT, NOW, CANARY, channel="sms", address="+12025550123"
        )
        inbox.save_item(TENANT, item)
        kept = SavedFilter(
            "filter_ours", "customers", CANARY, "motion=upsell", FounderId("f_ours"), NOW
        )
        ports.settings.save_filter(TENANT, kept)
        line = Line(LineId("line_ours"), Part.OPENER, CANARY)
        ports.settings.edit_playbook(
            TENANT,
            motion=Motion.UPSELL,
            language="en",
            change=lambda book: replace(book, lines=(line,)),
        )
        values = {
            "item_id": item.id,
            "filter_id": kept.id,
            "line_id": line.id,
            "turn": "1",
            "offer_id": offer.id,
            "answer_id": answer.id,
            "channel": "sms",
            "webhook_id": hook.id,
            "import_id": "im_ours",
            "campaign_id": "campaign_ours",
            "conversation_id": talk.id,
            "booking_id": "b_ours",
            "motion": "upsell",
            "language": "en",
        }
        yield Attacked(values, ours, theirs)


def addressed(route: Private, values: dict[str, str]) -> tuple[str, object]:
    path = re.sub(r"\{(\w+)\}", lambda name: values[name[1]], route.path)
    return path.removeprefix("/api/v1"), BODIES.get(route.path.rpartition("/")[2])


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_what_is_ours_is_not_there_for_a_stranger(route: Private, attacked: Attacked) -> None:
    path, body = addressed(route, attacked.values)
    asked = attacked.theirs.get(path) if route.method == "GET" else attacked.theirs.post(path, body)
    named = [name for name in re.findall(r"\{(\w+)\}", route.path) if name.endswith("_id")]
    if named:
        assert asked.status == 404
    assert CANARY not in asked.text
    assert "canary.example.com" not in asked.text
    if asked.status < 300:
        assert not any(
            attacked.values[name] in asked.text for name in attacked.values if "_id" in name
        )


@pytest.mark.slow
def test_the_same_addresses_are_there_for_ourselves_and_nothing_was_changed(
    attacked: Attacked,
) -> None:
    found = {row.booking.id: row for row in bookings.list_all(TENANT)}
    assert found["b_ours"].status is BookingStatus.UPCOMING  # type: ignore[index]
    kept = {campaign.id: campaign for campaign, _ in campaigns.list_all(TENANT)}
    assert list(kept) == ["campaign_ours"]
    assert kept[CampaignId("campaign_ours")].status is CampaignStatus.RUNNING
    assert [(item.id, item.done) for item in inbox.list_all(TENANT)] == [("item_ours", False)]
    for route in ROUTES:
        if route.method == "GET":
            path, _ = addressed(route, attacked.values)
            answered = attacked.ours.get(path + ASKED.get(route.path, ""))
            none_yet = path == "/segments" or path.startswith("/moves") or "rejects" in path
            assert answered.status == (404 if none_yet else 200), answered.text


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
