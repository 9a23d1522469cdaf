"""Two tenants on the real stores: everything that the API can show of ours holds a canary."""

from __future__ import annotations

import csv
import io
import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

from frontend_api import wiring
from frontend_api.gateways.base import StoredCustomerBase
from frontend_api.http.session import session_cookie_name
from frontend_api.ports import Ports
from frontend_api.ports.programs.api_access import MadeKey
from frontend_api.ports.settings import SavedFilter
from frontend_api.rehearsal.record import Rehearsal, Taken, Walk, own_id, to_text
from functions.customer_base import handlers as base
from functions.customer_base import wiring as base_wiring
from functions.customer_base.imports.records import (
    FileRecord,
    ImportRecord,
    ImportStatus,
    new_import,
)
from functions.customer_base.imports.stored_imports import StoredImports
from functions.customer_base.wiring import WorkspaceRows
from functions.outreach.codec import to_json
from functions.outreach.domain.calendar.founder_calendar import BookingId, Slot
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignStatus
from functions.outreach.domain.campaigns.progress import Stage
from functions.outreach.domain.conversation.state import (
    Booking,
    CallRecording,
    CampaignId,
    ConversationId,
    RecordingStatus,
)
from functions.outreach.domain.playbooks.playbook import Answer, Line, LineId, Part
from functions.outreach.domain.settings import Sender
from functions.outreach.domain.understanding.acts import ActKind, Correction
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.ports import Committed
from functions.outreach.store import bookings, campaigns, inbox
from functions.outreach.store import settings as settings_store
from functions.outreach.store.bookings import BookingRow
from functions.outreach.store.conversations import rehearsals
from functions.outreach.store.conversations.derived_ids import DerivedIds
from functions.outreach.store.conversations.people import StoredPeople
from functions.outreach.store.conversations.progress import counter_key
from functions.outreach.store.conversations.recordings import StoredRecordings
from functions.outreach.store.dynamo import time_text
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerId
from functions.product.motions import Motion, OfferKind
from functions.product.offers import Catalogue, Offer, OfferId, PlanRole
from functions.product.thresholds import Thresholds
from functions.stripe_source.link import StoredLinks, StripeLink
from functions.webhooks.endpoints import WebhookEndpoint
from tenancy.api_access.keys import list_keys
from tenancy.api_access.scopes import Scope
from tenancy.billing.usage import UsageKind, UsageRow
from tenancy.data.bucket import TenantBucket, upload_file
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.identity import accounts
from tenancy.identity.sessions import open_session
from tenancy.tenant import Founder, FounderId, Tenant, TenantId, tenant_id
from tests.console.api.program import Program
from tests.console.gateways.deployed_console import OpenPool
from tests.console.visits import Visit
from tests.deployment_secrets import SUPPRESSION_KEY
from tests.erasure.planted import as_batch
from tests.outreach.approved import NOW, TENANT, bandwidth, conversation, customer
from tests.outreach.store.contract.conftest import on_dynamodb
from tests.outreach.store.contract.sample_steps import FREE

STRANGER = tenant_id("t_stranger00001")
CANARY = "Canary Customer"
MARK = "canary"
"""Stands in every name, text and id of ours, in some case."""
FOUNDER = FounderId("f_canary")
FORM = "f" * 24
RECORDING = "REcanary"


@dataclass
class Attacked:
    """What is ours, by the names of the placeholders, and both programs and owners."""

    values: dict[str, str]
    ours: Program
    theirs: Program
    queries: dict[str, str] = field(default_factory=dict)
    """Path → what is asked with it."""

    def at_pages(self, tenant: TenantId) -> Visit:
        """A new session of the owner."""
        (person,) = accounts.founders(tenant)
        token = open_session(
            person, secret=secrets.token_urlsafe(24), csrf=FORM, now=self.ours.ports.clock.now()
        )
        name = session_cookie_name(self.ours.ports.addresses.console_url)
        return Visit(self.ours.ports, {name: token})


class QueryFunction:
    """The customer base's own function, in place of the client that would invoke it."""

    def invoke(self, **sent: Any) -> dict[str, io.BytesIO]:
        answered = base.query_customers(json.loads(sent["Payload"]))
        return {"Payload": io.BytesIO(json.dumps(answered).encode())}


def both_tenants() -> Attacked:
    """Both signed up, with a customer base of their own; the rest is ours alone."""
    for cached in (
        base_wiring._work,
        base_wiring.import_ports,
        base_wiring.segment_ports,
        base_wiring.query_ports,
    ):
        cached.cache_clear()
    ports = wiring.AwsPorts(OpenPool())
    ports._stored_base = StoredCustomerBase(
        queues=ports._queues, ids=ports.ids, lambda_client=QueryFunction(), query_function="query"
    )
    ours = _signed_up(ports, TENANT, FOUNDER, "Ada Canary")
    theirs = _signed_up(ports, STRANGER, FounderId("f_theirs"), "Mallory")
    values = _planted(ports)
    runs = _imported(ports, TENANT, "canary")
    _imported(ports, STRANGER, "other")
    queries = {
        "/api/v1/contactable": "?motion=win_back",
        "/api/v1/moves": f"?was={runs[0]}&now={runs[1]}",
    }
    return Attacked(values, ours, theirs, queries)


def _signed_up(ports: Ports, tenant: TenantId, founder: FounderId, name: str) -> Program:
    accounts.save_tenant(Tenant(tenant, f"Desk of {name}", "UTC", "en", ("en",), "US", "USD"))
    person = Founder(founder, tenant, name, f"{founder}@example.com")
    accounts.founder_row(person).save()
    made = ports.api_access.make_key(person, name=f"CRM of {name}", scope=Scope.MANAGE, now=NOW)
    assert isinstance(made, MadeKey)
    return Program(ports, made.text)


def _imported(ports: Ports, tenant: TenantId, mark: str) -> tuple[str, str]:
    """A customer base with a rejected row, sorted twice; both runs, the earlier first."""
    left = (ports.clock.now() - timedelta(days=60)).date().isoformat()
    rows = {
        "customer_id": f"{mark}_1",
        "email": f"{mark}@example.com",
        "name": f"{mark} person",
        "country": "US",
        "product": f"{mark}product",
        "plan": f"{mark} plan",
        "status": "canceled",
        "churned_on": left,
        "paid_since": "2025-01-01",
        "consent_email": "2025-02-01",
        "consent_email_source": f"{mark} form",
        "consent_email_wording": f"{mark} wording",
    }
    text = io.StringIO()
    writer = csv.writer(text)
    nobody = {**rows, "customer_id": "", "email": ""}
    # The first has a conversation, which keeps its motion: only the second moves.
    second = {**rows, "customer_id": f"{mark}_2", "email": f"{mark}.2@example.com"}
    writer.writerows((rows, rows.values(), second.values(), nobody.values()))
    stored, name = WorkspaceRows(), f"im_{mark}_base"
    record = _new_import(name, ports, tenant)
    stored.create_import(tenant, record)
    with acting_for(tenant):
        TenantBucket().write(upload_file(tenant, name, 1), text.getvalue().encode())
    base.import_customers(as_batch({"kind": "start", "tenant": tenant, "import": name}))
    done = stored.load_import(tenant, name)
    assert done is not None
    assert done.status is ImportStatus.DONE, done
    runs = (done.run, f"run_{mark}_again")
    # Too long gone at first, and somebody to win back by the second sorting.
    for run, days in zip(runs, (45, 180), strict=True):
        ports.settings.edit_thresholds(
            tenant, partial(Thresholds.model_copy, update={"win_back_to_days": days})
        )
        asked = {"tenant": tenant, "run": run, "snapshot": done.snapshot}
        base.segment_customers(as_batch(asked))
    return runs


def _new_import(name: str, ports: Ports, tenant: TenantId) -> ImportRecord:
    return new_import(
        tenant=tenant, import_id=name, file_names=("file.csv",), created_at=ports.clock.now()
    )


def _planted(ports: Ports) -> dict[str, str]:
    """Ours behind every list; the placeholders of addresses with what they stand for."""
    _settings(ports)
    talk_id = _work(ports)
    record = ImportRecord(
        id="im_canary",
        status=ImportStatus.NEEDS_MAPPING,
        created_at=NOW,
        files=(FileRecord(number=1, name=CANARY, key="uploads/x", headers=("email",)),),
        rejects_key=upload_file(TENANT, "im_canary", 9),
    )
    StoredImports().create_import(TENANT, record)
    hook = ports.webhooks.add(
        TENANT, url="https://canary.example.com/x", kinds=(), by=FOUNDER, now=NOW
    )
    assert isinstance(hook, WebhookEndpoint)
    return {
        "item_id": "item_canary",
        "filter_id": "filter_canary",
        "line_id": "line_canary",
        "turn": "1",
        "offer_id": "offer_canary",
        "answer_id": "answer_canary",
        "channel": "sms",
        "webhook_id": hook.id,
        "import_id": record.id,
        "campaign_id": "campaign_canary",
        "endpoint_id": hook.id,
        "file": RECORDING,
        "founder_id": FOUNDER,
        "key_id": list_keys(TENANT)[0].id,
        "rehearsal_id": _rehearsal(),
        "conversation_id": talk_id,
        "booking_id": "b_canary",
        "customer_id": "canary_1",
        "motion": "upsell",
        "language": "en",
    }


def _settings(ports: Ports) -> None:
    settings = ports.settings
    offer = Offer(OfferId("offer_canary"), OfferKind.ADD_ON, CANARY, currency="EUR")
    plan = PlanRole("Canary Plan", "base", "Acme")
    settings.edit_catalogue(TENANT, lambda _: Catalogue((plan,), (offer,)))
    answer = Answer(AnswerId("answer_canary"), "en", (CANARY,), CANARY)
    assert settings.add_answer(TENANT, answer)
    kept = SavedFilter("filter_canary", "customers", CANARY, "motion=upsell", FOUNDER, NOW)
    settings.save_filter(TENANT, kept)
    line = Line(LineId("line_canary"), Part.OPENER, CANARY)
    settings.edit_playbook(
        TENANT,
        motion=Motion.UPSELL,
        language="en",
        change=lambda book: replace(book, lines=(line,)),
    )
    correction = Correction(
        *("c_canary", 1, CANARY, "en", "sms", "opening"),
        ActKind.INTERESTED,
        (ActKind.DECLINED,),
        FOUNDER,
        NOW,
    )
    settings.save_correction(TENANT, correction)
    walks = Rehearsal((Taken(Walk.BOOKING, NOW, ()),))
    settings.edit_rehearsal(TENANT, own_id(Motion.UPSELL, "en", FOUNDER), lambda _: to_text(walks))
    sender = Sender(Channel.EMAIL, "canary@desk.example.net", "Canary Desk")
    refused = settings.save_sender(TENANT, sender)
    assert refused is None, refused
    hours = replace(bandwidth(), founder=FOUNDER, meeting_link="https://meet.example.com/canary")
    settings.edit_bandwidth(TENANT, FOUNDER, lambda _: hours, unset=hours)
    settings.edit_thresholds(TENANT, lambda now: now.model_copy(update={"renewal_days": 77}))
    settings.edit_rules(TENANT, lambda now: replace(now, per_day=7))
    settings.edit_notice_choices(
        TENANT, FOUNDER, lambda now: replace(now, chosen={"bookings": "off"})
    )
    link = StripeLink(connected_at=NOW, connected_by=FOUNDER, key_ending="wxyz", live=True)
    StoredLinks().connect(TENANT, lambda _: link)
    settings_store.edit_reading_rules(TENANT, lambda now: replace(now, monthly_cents=777))
    ports.rights.edit_retention(TENANT, lambda now: replace(now, runs=777))


def _rehearsal() -> str:
    """One over our founder's own phone, under way."""
    facts = customer(1, customer_id=CustomerId("rehearsal"), phone="+12025550177", email="")
    talk = conversation(facts=replace(facts, name=CANARY))
    held = replace(talk, id=ConversationId("rehearsal_canary"), rehearsal=True)
    assert rehearsals.begin_rehearsal(held) is None
    return held.id


def _work(ports: Ports) -> str:
    """A campaign with a conversation, a booking, a question and a step of the funnel; the
    conversation's id."""
    campaign = Campaign(CampaignId("campaign_canary"), CANARY, Motion.UPSELL, FOUNDER, "run_1")
    assert campaigns.save(TENANT, replace(campaign, status=CampaignStatus.RUNNING))
    ids = DerivedIds(SUPPRESSION_KEY)
    talk = conversation(
        1,
        id=ids.conversation(campaign=campaign.id, customer="canary_1"),
        facts=customer(1, customer_id=CustomerId("canary_1"), name=CANARY),
        recordings=(
            CallRecording(
                *("CAcanary", CANARY, "0" * 64, NOW, RecordingStatus.AGREED, "yes"),
                answered_at=NOW,
                file=RECORDING,
            ),
        ),
    )
    StoredRecordings().save(TENANT, talk.id, file=RECORDING, began_at=NOW, audio=b"\xff\xf3")
    assert on_dynamodb().conversations.create(talk, now=NOW) == Committed()
    place = Booking(BookingId("b_canary"), Slot(FREE, FREE), "phone:+12125550123")
    row = BookingRow(
        place, talk.id, campaign.id, Motion.UPSELL, FOUNDER, CustomerId("canary_1"), CANARY
    )
    item = InboxItem(
        "item_canary", InboxKind.OPT_OUT, NOW, CANARY, channel="sms", address="+12025550123"
    )
    inbox.save_item(TENANT, item)
    counted = counter_key(ports.clock.now(), Motion.UPSELL, Stage.OPENED, Channel.SMS)
    with acting_for(TENANT):
        bookings.to_row(TENANT, row, version=1).save()
        counter = WorkspaceItem(TenantKeys.progress(TENANT), counted)
        counter.update(actions=[WorkspaceItem.counter.add(777)])
        used = UsageRow("used_canary", UsageKind.REACHED, 777, ports.clock.now())
        WorkspaceItem(
            TenantKeys.usage(TENANT),
            f"{time_text(used.at)}#{used.id}",
            kind="usage",
            document=to_json(used),
        ).save()
    people = StoredPeople(hash_keys=wiring._secrets().suppression)
    people.suppress(
        TENANT,
        channel=Channel.SMS,
        address="+12025550199",
        evidence="canary evidence",
        at=time_text(NOW),
    )
    return talk.id
