"""What a founder's page costs at 100,000 customers and 5,000 conversations, and what it weighs.

CPU of the handler in this process, 95th of a hundred: the session, the page and its template, on
doubles of the stores that decode what DynamoDB would have given (200 conversations, 500 bookings, a
pool page of 200). What boto3 takes of each request is not in it; how many there are is held by
`tests/console/gateways/test_requests_a_page.py`. The baseline is the sign-in page, in turns.
Weights are of gzip, as API Gateway sends: a first load with style, scripts and mark, and a part.
"""

from __future__ import annotations

import gzip
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from frontend_api.http.static_files import static_files
from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.state import Conversation, ConversationId
from functions.outreach.store.bookings import BookingRow
from tenancy.tenant import TenantId
from tests.benchmarks.measured import Row
from tests.console.doubles.sample_pool import pool_customer
from tests.console.fakes import FakeBookings, FakeConversations, World
from tests.console.sample_world import conversation, fill
from tests.console.visits import Visit, signed_in

RUNS = 100
P95_MS = 50.0
FIRST_LOAD_KB = 150.0
FRAGMENT_KB = 15.0
PAGES = (
    "/",
    "/customers",
    "/segments",
    "/segments/contact",
    "/segments/customer?id=cus_1",
    "/offers",
    "/playbooks",
    "/playbooks/upsell/en",
    "/knowledge",
    "/bandwidth",
    "/channels",
    "/campaigns",
    "/campaigns/campaign_1",
    "/conversations",
    "/conversations/c_1",
    "/bookings",
    "/bookings/b_1",
    "/settings",
)
PARTS = (
    "/today/needs-you",
    "/today/funnel",
    "/today/credit",
    "/segments/contact/week",
    "/segments/customer/history?id=cus_1",
)


class DecodedConversations(FakeConversations):
    """Lists from text, as the store does."""

    texts: tuple[str, ...] = ()

    def list_recent(self, tenant: TenantId) -> tuple[Conversation, ...]:
        return tuple(from_json(Conversation, text) for text in self.texts)


class DecodedBookings(FakeBookings):
    texts: tuple[str, ...] = ()

    def list_all(self, tenant: TenantId) -> tuple[BookingRow, ...]:
        return tuple(from_json(BookingRow, text) for text in self.texts)


def _busy() -> Visit:
    world = World()
    visit = signed_in(world)
    fill(world)
    talk = conversation()
    head = replace(talk, turns=talk.turns[-1:])
    conversations = DecodedConversations(world.conversations.whole)
    conversations.texts = tuple(
        to_json(replace(head, id=ConversationId(f"c_{number}"))) for number in range(200)
    )
    bookings = DecodedBookings(world.bookings.rows)
    (row,) = world.bookings.rows.values()
    bookings.texts = tuple(
        to_json(replace(row, booking=_moved(row, number))) for number in range(500)
    )
    world.conversations, world.bookings = conversations, bookings
    world.pool.customers = tuple(pool_customer(number) for number in range(200))
    return Visit(world.ports(), visit.cookies)


def _moved(row: BookingRow, number: int) -> object:
    slot, back = row.booking.slot, timedelta(hours=6 * number)
    moved = replace(slot, start=slot.start - back, end=slot.end - back)
    return replace(row.booking, id=BookingId(f"b_{number}"), slot=moved)


def rows() -> list[Row]:
    visit = _busy()
    return [
        *(_cpu(visit, path) for path in (*PAGES, *PARTS)),
        _weight("first load of /", _first_load(visit), FIRST_LOAD_KB),
        *(_weight(f"part {path}", _zipped(visit, path), FRAGMENT_KB) for path in PARTS),
    ]


def _cpu(visit: Visit, path: str) -> Row:
    status = visit.get(path).status
    if status != 200:
        raise AssertionError(f"{path} answers {status}")
    visit.get("/sign-in")
    taken: list[float] = []
    plain: list[float] = []
    for _ in range(RUNS):
        taken.append(_one(visit, path))
        plain.append(_one(visit, "/sign-in"))
    value, baseline = _p95(taken), _p95(plain)
    return {
        "name": f"console page {path}, p95 CPU",
        "value": value,
        "unit": "ms",
        "baseline": baseline,
        "ratio": round(value / baseline, 2),
        "goal": P95_MS,
        "holds": value <= P95_MS,
    }


def _one(visit: Visit, path: str) -> float:
    begun = time.process_time()
    visit.get(path)
    return (time.process_time() - begun) * 1000


def _p95(values: list[float]) -> float:
    return round(sorted(values)[int(len(values) * 0.95) - 1], 2)


def _first_load(visit: Visit) -> float:
    own = sum(
        len(gzip.compress(found.body))
        for name, found in static_files().items()
        if Path(name).suffix in {".css", ".js", ".svg"}
    )
    return own / 1024 + _zipped(visit, "/")


def _zipped(visit: Visit, path: str) -> float:
    return len(gzip.compress(visit.get(path).body)) / 1024


def _weight(name: str, kilobytes: float, goal: float) -> Row:
    return {
        "name": f"console {name}, compressed",
        "value": round(kilobytes, 1),
        "unit": "KB",
        "baseline": None,
        "ratio": None,
        "goal": goal,
        "holds": kilobytes <= goal,
    }
