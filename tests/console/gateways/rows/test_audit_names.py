"""What the rows of the audit log are about, by name, as the stores find it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from frontend_api.gateways.ids import RandomIds
from frontend_api.gateways.work import StoredAudit
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.store import bookings
from tenancy.data.credentials import acting_for
from tenancy.identity.accounts import save_tenant
from tenancy.identity.audit import Action, AuditRow
from tenancy.tenant import FounderId, Tenant, TenantId
from tests.cloud_account import cloud_account
from tests.console.doubles.stores.filled_tenant import fill_stores
from tests.console.fakes import NOON, World
from tests.console.sample_world import fill

TENANT = TenantId("t_audit0000001")
BOOKING = "c_1-b1"
"""As a conversation names its bookings."""


@pytest.fixture(scope="module")
def filled() -> Iterator[World]:
    world = World()
    fill(world)
    with cloud_account():
        save_tenant(Tenant(TENANT, "Sampleboard", "UTC", "en", ("en",), "US", "USD"))
        fill_stores(TENANT, FounderId("f_owner0000000"), now=NOON)
        booked = next(iter(world.bookings.rows.values()))
        renamed = replace(booked, booking=replace(booked.booking, id=BookingId(BOOKING)))
        with acting_for(TENANT):
            bookings.to_row(TENANT, renamed, version=1).save()
        yield world


KINDS = ("campaign", "import", "booking", "conversation", "offer", "answer", "vouched answer")


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_row_is_about_is_named(filled: World, kind: str) -> None:
    settings = filled.settings.settings
    campaign = filled.campaigns.rows["campaign_1"]
    talk = filled.conversations.whole["c_1"].conversation
    answer, offer = settings.answers[0], settings.offers[0]
    files = ", ".join(file.name for file in filled.base.records["im_done"].files)
    booked = next(iter(filled.bookings.rows.values())).customer_name
    about = {
        "campaign": (Action.LAUNCHED, campaign.id, {campaign.id: campaign.name}),
        "import": (Action.EXPORTED, "rejected rows of im_done", {"im_done": files}),
        "booking": (Action.CHANGED_SETTINGS, f"{BOOKING} won", {BOOKING: booked}),
        "conversation": (Action.EXPORTED, f"{talk.id} call 1", {talk.id: talk.facts.name}),
        "offer": (Action.CHANGED_SETTINGS, f"{offer.id} changed", {offer.id: offer.name}),
        "answer": (Action.APPROVED_ANSWER, answer.id, {answer.id: answer.questions[0]}),
        "vouched answer": (
            Action.APPROVED_ANSWER,
            f"{answer.id} as speaking of the product",
            {answer.id: answer.questions[0]},
        ),
    }
    action, detail, names = about[kind]
    row = AuditRow(NOON, FounderId("f_owner0000000"), action, detail)
    found = StoredAudit(ids=RandomIds()).names(TENANT, (row,))
    wanted = found if kind != "offer" else {offer.id: found.get(offer.id)}
    assert wanted == names
    assert all(names.values())
