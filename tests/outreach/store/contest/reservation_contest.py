"""Many customers choose the same few places at once, while the founder's calendar changes.

Each caller is a conversation whose customer presses a time on their page: it goes the whole way of
the product, against the local platform's DynamoDB behind `faulty_dynamodb`. What came of it is
counted from the rows that were written, by sums of its own.
"""

from __future__ import annotations

import itertools
import json
import random
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import botocore.session
import pytest
from pynamodb.exceptions import PynamoDBException

from functions.calendars.provider import Span
from functions.outreach.calendar_ports import CalendarQuery
from functions.outreach.domain.calendar.founder_calendar import CALDAV, Bandwidth, CalendarState
from functions.outreach.domain.calendar.synced_calendar import SyncedCalendar
from functions.outreach.domain.conversation.events import CustomerSaid, Event, SlotPicked
from functions.outreach.domain.conversation.state import Conversation, ConversationId, EffectId
from functions.outreach.domain.understanding.acts import CODE, Act, ActKind, Reading
from functions.outreach.ports import Committed, InboundMessage
from functions.outreach.store import bookings
from functions.outreach.store.calendar import StoredCalendar, StoredSyncs
from functions.outreach.store.conversations.conversations import StoredConversations
from functions.outreach.store.conversations.people import StoredPeople
from functions.outreach.workflows.advance_conversation import (
    Advance,
    Advanced,
    TooContendedError,
    advance,
)
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts, CustomerId
from infra.local.platform import ACCESS_KEY, ACCOUNT, REGION, Ministack
from tenancy.data.table import table_shapes
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import FounderId, TenantId
from tests.machine.own_ports import own_ports
from tests.outreach.approved import (
    FOUNDER,
    NOW,
    TENANT,
    bandwidth,
    conversation,
    customer,
    settings,
)
from tests.outreach.store.contest.faulty_dynamodb import Faults, faulty_dynamodb
from tests.simulation.doubles.memory import FixedSettings

HOME = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 30, 9, tzinfo=HOME)
"""The first hour of the week that everybody wants."""
DAYS = 5
HOURS_WANTED = 5
RIVALS = (0, 0, 0, 0, 0, 1, 2, 3)
"""Of eight callers, one after the other, four want the same hour, and four an hour each: they
contend for a place by its cells, and for a day by its limit."""
DELIVERIES_AT_MOST = 25
"""How often a queue would bring an event back that lost every race."""
CANCELS = 0.5
"""Share of those who got a place and give it back at once."""
ROLE = "warmline-contest-tenant"


@dataclass
class Results:
    """What a contest came to. `faults` and `asked` are of the contest alone."""

    callers: int
    booked: int = 0
    """At the end, in the week that everybody wanted."""
    cancelled: int = 0
    refused: int = 0
    without_alternative: int = 0
    """Refused callers who were offered nothing, or nothing that can be booked."""
    alternatives: int = 0
    """Different times that refused callers were offered."""
    gone_since: int = 0
    """Of these, those somebody else took, or the founder filled, after they were offered."""
    redelivered: int = 0
    broken: tuple[str, ...] = ()
    """The limits that do not hold, in words; empty if all do."""
    asked: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    took_s: float = 0.0


@dataclass(frozen=True)
class BusySpan:
    """An appointment of the founder's, and from when to when it was certainly in the store."""

    span: Span
    kept_at_s: float
    removed_at_s: float | None = None


class FoundersHand:
    """Appointments that come and go in the founder's own calendar, as its sync keeps them."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self.spans: list[BusySpan] = []

    def change(self) -> None:
        """One appointment more; every second time another one goes."""
        with self._lock:
            start = MONDAY + timedelta(
                days=self._random.randrange(12), minutes=15 * self._random.randrange(30)
            )
            span = (start.astimezone(UTC), start.astimezone(UTC) + timedelta(minutes=30))
            open_ones = [one for one in self.spans if one.removed_at_s is None]
            if len(open_ones) > 3 and self._random.random() < 0.5:
                gone = self._random.choice(open_ones)
                self.spans[self.spans.index(gone)] = replace(gone, removed_at_s=time.monotonic())
            self.save([*(one.span for one in self.spans if one.removed_at_s is None), span])
            self.spans.append(BusySpan(span, kept_at_s=time.monotonic()))

    def save(self, busy: Iterable[Span]) -> None:
        synced = SyncedCalendar(
            "c1", asked_at=NOW, busy=tuple(sorted(busy)), time_zone=bandwidth().time_zone
        )
        StoredSyncs().start(TENANT, FOUNDER, synced)


@dataclass
class _WatchedCalendar:
    """Keeps when each thread asked last."""

    behind: CalendarQuery
    asked: threading.local = field(default_factory=threading.local)

    def state(
        self,
        tenant: TenantId,
        founder: FounderId,
        *,
        bandwidth: Bandwidth,
        now: datetime,
        reserving: bool = False,
    ) -> CalendarState:
        self.asked.at_s = time.monotonic()
        return self.behind.state(tenant, founder, bandwidth=bandwidth, now=now, reserving=reserving)


class _Standing:
    def now(self) -> datetime:
        return NOW


class _NoQueues:
    """What would be performed later is not part of a reservation."""

    def reply(
        self,
        *,
        tenant: TenantId,
        conversation: ConversationId,
        event: Event | InboundMessage,
        dedupe: str,
    ) -> None: ...

    def wake(self, *, tenant: TenantId, conversation: ConversationId, due_at: str) -> None: ...

    def perform(
        self, *, tenant: TenantId, conversation: ConversationId, effect: EffectId
    ) -> None: ...


class _Links:
    def page(self, conversation: Conversation) -> str:
        return f"https://hooks.example.com/c/{conversation.id}"

    def unsubscribe(self, conversation: Conversation) -> str:
        return f"https://hooks.example.com/u/{conversation.id}"


class _NoNewerFacts:
    def load(self, tenant: TenantId, customer: CustomerId) -> CustomerFacts | None:
        return None


def hours(per_day: int) -> Bandwidth:
    """The wanted week and the next can be booked: whoever comes too late is offered what others
    want as well."""
    return replace(
        bandwidth(),
        calendar=CALDAV,
        per_day=per_day,
        per_week=per_day * DAYS,
        horizon_days=20,
        works_on_holidays=True,
        time_off=((NOW.date(), MONDAY.date() - timedelta(days=1)),),
    )


def _cancels(talk: Conversation, number: int = 0) -> CustomerSaid:
    reading = Reading((Act(ActKind.CANCELS_BOOKING),), reader=CODE)
    identity = f"cancel{number}-{talk.id}"
    return CustomerSaid(identity, Channel.SMS, "Cancel it, please", reading)


class Contest:
    """`callers` conversations, `workers` threads, one founder.

    They want times of one week, of which each day takes `per_day`; `seed` decides who wants what.
    """

    def __init__(
        self, *, callers: int, workers: int, faults: Faults, per_day: int = 4, seed: int = 1
    ) -> None:
        self._hours = hours(per_day)
        self._workers = workers
        self._faults = faults
        self._random = random.Random(seed)
        self._founder = FoundersHand(seed)
        self._watched = _WatchedCalendar(StoredCalendar())
        self._store = StoredConversations(hash_keys=KeyRing(b"k" * 32))
        self._ports = Advance(
            clock=_Standing(),
            conversations=self._store,
            settings=FixedSettings(
                replace(settings(), bandwidths=(self._hours,)), meanwhile=lambda: None
            ),
            calendar=self._watched,
            readers=(),
            postbox=_NoQueues(),
            links=_Links(),
            newest=_NoNewerFacts(),
            people=StoredPeople(hash_keys=KeyRing(b"k" * 32)),
        )
        self._wishes = [
            (MONDAY + timedelta(days=group % DAYS, hours=hour + later)).astimezone(UTC)
            for group in range(callers // len(RIVALS) + 1)
            for hour in [self._random.randrange(HOURS_WANTED)]
            for later in RIVALS
        ]
        self._gives_back = [self._random.random() < CANCELS for _ in range(callers)]
        self._lock = threading.Lock()
        self._refused: deque[Conversation] = deque()
        self._given: dict[str, tuple[float, float]] = {}
        """Booking → when its calendar was asked and when it was committed."""
        self.results = Results(callers)

    def run(self) -> Results:
        """Everybody at once, then each refused caller alone."""
        self._founder.save(())
        talks = self._together(self._create, range(self.results.callers))
        self._faults.enabled = True
        began = time.perf_counter()
        self._together(self._call, talks)
        self.results.took_s = time.perf_counter() - began
        self._faults.enabled = False
        self.results.asked = Counter(self._faults.asked)
        self.results.faults = Counter({str(name): n for name, n in self._faults.made.items()})
        self.results.broken = tuple(self._broken())
        self.results.refused = len(self._refused)
        self._book_alternatives()
        return self.results

    def _together[One, Other](self, work: object, over: Iterable[One]) -> list[Other]:
        with ThreadPoolExecutor(self._workers) as pool:
            return list(pool.map(work, over))  # type: ignore[arg-type]

    def _create(self, number: int) -> Conversation:
        facts = customer(number)
        talk = replace(conversation(1), id=ConversationId(f"c_caller{number:04d}"), facts=facts)
        assert self._store.create(talk, now=NOW) == Committed()
        return talk

    def _call(self, talk: Conversation) -> None:
        number = int(talk.id.removeprefix("c_caller"))
        after = self._choose(talk, self._wishes[number], name="first")
        if number % 10 == 0:
            self._founder.change()
        if after.booking is None:
            self._refused.append(after)
        elif self._gives_back[number]:
            given_back = self._happen(after, _cancels(after))
            assert given_back.booking is None
            with self._lock:
                self.results.cancelled += 1

    def _choose(self, talk: Conversation, start: datetime, *, name: str) -> Conversation:
        after = self._happen(talk, SlotPicked(f"{name}-{talk.id}", start))
        with self._lock:
            if after.booking is not None:
                self._given[after.booking.id] = (self._watched.asked.at_s, time.monotonic())
        return after

    def _happen(self, talk: Conversation, event: Event) -> Conversation:
        """The event until it is done, as its queue would bring it back."""
        for _ in range(DELIVERIES_AT_MOST):
            try:
                done = advance(self._ports, tenant=TENANT, conversation=talk.id, event=event)
            except (TooContendedError, PynamoDBException):
                with self._lock:
                    self.results.redelivered += 1
                continue
            # An answer lost after the commit: the event was found done when it was tried again.
            return done.conversation if isinstance(done, Advanced) else self._load(talk)
        raise AssertionError(f"{talk.id}: {event} was never done")

    def _load(self, talk: Conversation) -> Conversation:
        loaded = self._store.load(TENANT, talk.id)
        assert loaded is not None
        return loaded.conversation

    def _book_alternatives(self) -> None:
        """Every time that any refused caller was offered is booked by one of them, and given back.

        Nobody else calls by now. Whether a time can be booked does not depend on who books it: one
        caller for each time proves it for all who were offered it.
        """
        offered_to = {slot.start: talk for talk in self._refused for slot in talk.offered}
        self.results.alternatives = len(offered_to)
        self.results.without_alternative = sum(not talk.offered for talk in self._refused)
        for number, (start, talk) in enumerate(sorted(offered_to.items())):
            after = self._choose(talk, start, name=f"offered{number}")
            if after.booking is None:
                # Taken since it was offered: what is offered instead must be given.
                self.results.gone_since += 1
                instead = after.offered[0].start if after.offered else start
                after = self._choose(after, instead, name=f"instead{number}")
            if after.booking is None:
                self.results.without_alternative += 1
            else:
                self._happen(after, _cancels(after, number))

    def _broken(self) -> Iterator[str]:
        """What holds no more, counted from the rows."""
        kept = [
            row
            for row in bookings.list_all(TENANT)
            if row.status is bookings.BookingStatus.UPCOMING
        ]
        self.results.booked = len(kept)
        starts = sorted(row.booking.slot.start for row in kept)
        footprint = timedelta(minutes=self._hours.held_minutes + self._hours.buffer_minutes)
        for one, other in itertools.pairwise(starts):
            if other - one < footprint:
                yield f"{one} and {other} overlap"
        days = Counter(start.astimezone(HOME).date() for start in starts)
        yield from (
            f"{count} on {day}" for day, count in days.items() if count > self._hours.per_day
        )
        if len(starts) > self._hours.per_week:
            yield f"{len(starts)} in the week"
        talks = Counter(row.conversation for row in kept)
        yield from (f"{talk} has {count}" for talk, count in talks.items() if count > 1)
        for row in kept:
            if self._load_by(row.conversation).booking != row.booking:
                yield f"the conversation of {row.booking.id} knows another booking"
            yield from self._clashes(row, footprint)
        state = StoredCalendar().state(TENANT, FOUNDER, bandwidth=self._hours, now=NOW)
        if len(state.taken_cells) != len(starts) * (footprint // timedelta(minutes=5)):
            yield f"{len(state.taken_cells)} cells are taken for {len(starts)} bookings"
        if state.counted_otherwise or state.counted_otherwise_per_week:
            yield "the counters say something else than there are bookings"

    def _load_by(self, talk: ConversationId) -> Conversation:
        loaded = self._store.load(TENANT, talk)
        assert loaded is not None
        return loaded.conversation

    def _clashes(self, row: bookings.BookingRow, footprint: timedelta) -> Iterator[str]:
        """With an appointment that was there before its calendar was asked, and stayed."""
        asked_at_s, given_at_s = self._given[row.booking.id]
        start = row.booking.slot.start
        for busy in self._founder.spans:
            was_there = busy.kept_at_s < asked_at_s
            stayed = busy.removed_at_s is None or busy.removed_at_s > given_at_s
            if was_there and stayed and busy.span[0] < start + footprint and start < busy.span[1]:
                yield f"{row.booking.id} was given beside an appointment"


@contextmanager
def contest_stage(faults: Faults) -> Iterator[None]:
    """An empty workspace table on a platform of its own, behind the faults."""
    with (
        own_ports() as first,
        tempfile.TemporaryDirectory(prefix="warmline-contest-") as folder,
        pytest.MonkeyPatch.context() as environment,
    ):
        state = Path(folder)
        platform = Ministack(
            first, state / "state", first + 1, state / "platform.log", keep_state=False
        )
        platform.start()
        try:
            with faulty_dynamodb(first, faults) as url:
                table = f"warmline-contest-{first}"
                _fill_account(platform.url, table)
                variables = {
                    "AWS_ENDPOINT_URL": url,
                    "AWS_DEFAULT_REGION": REGION,
                    "AWS_ACCESS_KEY_ID": ACCESS_KEY,
                    "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
                    "WARMLINE_TENANT_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/{ROLE}",
                    "WARMLINE_WORKSPACE_TABLE": table,
                    "WARMLINE_BUCKET": "warmline-contest",
                }
                for name, value in variables.items():
                    environment.setenv(name, value)
                yield
        finally:
            platform.stop()


def _fill_account(url: str, table: str) -> None:
    """The workspace table, and the role that opens it."""
    session = botocore.session.Session()
    tables, roles = (
        session.create_client(
            service,
            endpoint_url=url,
            region_name=REGION,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=ACCESS_KEY,
        )
        for service in ("dynamodb", "iam")
    )
    tables.create_table(TableName=table, **table_shapes()["workspace"])
    trusted = {"Effect": "Allow", "Principal": {"AWS": "*"}}
    trusted["Action"] = ["sts:AssumeRole", "sts:TagSession"]
    trust = json.dumps({"Version": "2012-10-17", "Statement": [trusted]})
    roles.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)
    allowed = {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    roles.put_role_policy(RoleName=ROLE, PolicyName="table", PolicyDocument=policy)
    for client in (tables, roles):
        client.close()
