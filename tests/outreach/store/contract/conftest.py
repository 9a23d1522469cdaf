"""Both sides of the contract: the stores on DynamoDB, and the ones the simulated worlds live in."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest

from functions.outreach.calendar_ports import CalendarQuery
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.campaigns.campaign import CampaignCounts
from functions.outreach.domain.conversation.state import Booking
from functions.outreach.ports import (
    CampaignStore,
    ConversationStore,
    DialPool,
    PeopleStore,
    Sweep,
)
from functions.outreach.store import bookings, inbox, settings
from functions.outreach.store.calendar import StoredCalendar
from functions.outreach.store.campaigns import StoredCampaigns
from functions.outreach.store.conversations.conversations import StoredConversations
from functions.outreach.store.conversations.people import StoredPeople
from functions.outreach.store.conversations.whatsapp_users import StoredWhatsAppUsers
from functions.outreach.store.dial_pool import BucketDialPool
from functions.outreach.store.inbox import InboxItem, StoredStrangers
from functions.outreach.store.sweep import DueIndex
from functions.outreach.store.usage_rows import StoredUsageRows
from functions.outreach.workflows.receive_inbound import Strangers, WhatsAppUsers
from functions.outreach.workflows.report_usage import UsageRows
from functions.product.customer_facts import CustomerFacts
from functions.product.dial_pool_line import encode_line, page_name
from functions.product.motions import Motion
from tenancy.data.bucket import TenantBucket, tenant_file
from tenancy.data.credentials import acting_for
from tenancy.runtime.secrets import KeyRing
from tests.cloud_account import cloud_account
from tests.outreach.approved import NOW, TENANT, customer
from tests.simulation.doubles.memory import (
    Memory,
    MemoryPool,
    MemoryStrangers,
    MemoryWhatsAppUsers,
)

POOL = tuple(customer(number) for number in range(1, 6))
PAGE = 2
RUN = "run_sample"
KEY = b"k" * 32


class Standing:
    def now(self) -> datetime:
        return NOW


@dataclass
class Stores:
    """One side. What no port offers, because only the console asks for it, is a function here."""

    conversations: ConversationStore
    people: PeopleStore
    campaigns: CampaignStore
    calendar: CalendarQuery
    sweep: Sweep
    strangers: Strangers
    users: WhatsAppUsers
    usage: UsageRows
    pool: DialPool
    block: Callable[[str], object]
    """Close the spending gate with a reason, or open it with none."""
    booking: Callable[[BookingId], Booking | None]
    inbox: Callable[[], tuple[InboxItem, ...]]

    def counts(self) -> CampaignCounts:
        """Of the one campaign that is there."""
        ((_, counts),) = self.campaigns.list_all(TENANT)
        return counts


def in_memory() -> Stores:
    memory = Memory()

    def block(reason: str) -> None:
        memory.blocked = reason

    return Stores(
        conversations=memory,
        people=memory.people,
        campaigns=memory.campaigns,
        calendar=memory.calendar,
        sweep=memory,
        strangers=MemoryStrangers(memory.inbox, memory.people, Standing()),
        users=MemoryWhatsAppUsers(memory),
        usage=memory.usage,
        pool=MemoryPool({Motion.UPSELL: POOL}, page_size=PAGE),
        block=block,
        booking=memory.bookings.get,
        inbox=memory.inbox.list_all,
    )


def on_dynamodb() -> Stores:
    people = StoredPeople(hash_keys=KeyRing(KEY))
    for number in range(3):
        _write_page(number, POOL[number * PAGE : (number + 1) * PAGE])

    def booking(wanted: BookingId) -> Booking | None:
        found = bookings.find(TENANT, wanted)
        return found.booking if found else None

    return Stores(
        conversations=StoredConversations(hash_keys=KeyRing(KEY)),
        people=people,
        campaigns=StoredCampaigns(),
        calendar=StoredCalendar(),
        sweep=DueIndex(),
        strangers=StoredStrangers(people=people, clock=Standing()),
        users=StoredWhatsAppUsers(hash_keys=KeyRing(KEY)),
        usage=StoredUsageRows(),
        pool=BucketDialPool(),
        block=lambda reason: settings.save_gate(TENANT, settings.Gate(reason)),
        booking=booking,
        inbox=lambda: inbox.list_all(TENANT),
    )


def _write_page(number: int, customers: tuple[CustomerFacts, ...]) -> None:
    lines = "\n".join(encode_line(one) for one in customers).encode()
    name = page_name(Motion.UPSELL, number)
    with acting_for(TENANT):
        TenantBucket().write(
            tenant_file(TENANT, "runs", RUN, name),
            gzip.compress(lines),
            content_type="application/gzip",
        )


@pytest.fixture(params=["memory", "dynamodb"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "memory":
        yield in_memory()
        return
    with cloud_account():
        yield on_dynamodb()
