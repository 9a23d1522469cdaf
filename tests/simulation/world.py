"""A simulated world: the real workflows and domain, with everything outside of them made up.

One seed decides all of it. Time is virtual; after every event the checkers look at what happened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignStatus
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import BecameDue, Event
from functions.outreach.domain.conversation.state import (
    Booking,
    CampaignId,
    Conversation,
    ConversationId,
    EffectId,
)
from functions.outreach.domain.settings import RecordingRules, TenantSettings
from functions.outreach.domain.understanding.rule_reader import RuleReader
from functions.outreach.domain.understanding.understand import Reader
from functions.outreach.ports import InboundMessage, StoredUsage
from functions.outreach.store.conversations.derived_ids import DerivedIds
from functions.outreach.workflows.advance_conversation import Advance, TooContendedError, advance
from functions.outreach.workflows.calls.keep_recording import may_record_now
from functions.outreach.workflows.effects.compose import Composer, FounderCard
from functions.outreach.workflows.effects.perform import Perform, perform
from functions.outreach.workflows.fill_dial_pool import Fill, fill_dial_pools
from functions.outreach.workflows.receive_inbound import Receive
from functions.outreach.workflows.report_usage import UsagePorts, report
from functions.outreach.workflows.wake_due import wake_due
from functions.product.channels import SES_MAIL, TWILIO_CALLS, TWILIO_MESSAGES, Channel
from functions.product.motions import Motion, OfferKind
from functions.product.offers import Offer, OfferId
from tenancy.billing.delivery import Delivered, StripeBusy, identifier_of
from tenancy.billing.usage import Meter, Period
from tenancy.tenant import FounderId, TenantId
from tests.outreach.approved import (
    FOUNDER,
    NOW,
    TENANT,
    bandwidth,
    nobody_is_erased,
    settings,
    tenant,
)
from tests.simulation.audience import Audience
from tests.simulation.doubles.faults import Faults, SimulatedCrashError
from tests.simulation.doubles.memory import (
    FixedSettings,
    Memory,
    MemoryCampaigns,
    MemoryPool,
    MemoryStrangers,
    MemoryWhatsAppUsers,
)
from tests.simulation.doubles.memory.health import FixedHealth
from tests.simulation.doubles.providers import (
    BillingMeters,
    Calls,
    EndedRecordings,
    FounderMail,
    Messages,
    RecordedCalls,
    WatchedCalls,
    Wire,
)
from tests.simulation.doubles.queues import Message, Queues, SimulatedPostbox
from tests.simulation.doubles.reader import ReaderOfThisWorld
from tests.simulation.history import Created, Happened, History, Stepped
from tests.simulation.laws.checkers import Checkers
from tests.simulation.newer_runs import NewerRuns
from tests.simulation.people import Person, population
from tests.simulation.timeline import Timeline, TimelineClock

ZONES_KEPT = tuple(ZoneInfo(name) for name in available_timezones())
"""`ZoneInfo` forgets all but a few: reading them again and again would take half the time."""
DAYS = 120
CALM_FROM_DAY = 60
"""Nothing goes wrong any more, so that everything must come to its end."""
SIZE = 25
RETURN_OFFER = Offer(
    id=OfferId("o_return"),
    kind=OfferKind.RETURN_OFFER,
    name="Team",
    product_family="sample",
    yearly_value_cents=100_000,
    currency="USD",
    trigger="return",
)


@dataclass
class Links:
    """Every address and link of ours."""

    def page(self, conversation: Conversation) -> str:
        return f"https://hooks.sample.example.com/c/{conversation.id}"

    def unsubscribe(self, conversation: Conversation) -> str:
        return f"https://hooks.sample.example.com/u/{conversation.id}"

    def hand_out(self, conversation: Conversation) -> None:
        """They need nothing kept."""

    def reply_to(self, conversation: Conversation) -> str:
        return f"{conversation.id}@replies.sample.example.com"

    def console(self, conversation: Conversation) -> str:
        return f"https://console.sample.example.com/conversations/{conversation.id}"

    def sender(self, tenant: TenantId) -> str:
        return f"{tenant}@mail.sample.example.com"

    def system_sender(self) -> str:
        return "warmline@mail.sample.example.com"


@dataclass
class Cards:
    def card(self, tenant: TenantId, founder: FounderId) -> FounderCard:
        return FounderCard("Sample Founder", "founder@sample.example.com", "Sample Desk")


@dataclass
class PaperInvitations:
    def customer(
        self, conversation: Conversation, booking: Booking, *, now: datetime, cancelled: bool
    ) -> bytes:
        return f"{booking.id} {cancelled}".encode()

    def founder(
        self,
        conversation: Conversation,
        booking: Booking,
        *,
        now: datetime,
        description: str,
        cancelled: bool,
    ) -> bytes:
        return f"{booking.id} {cancelled}".encode()


@dataclass
class OneTenant:
    def tenant_of(self, *, channel: Channel, address: str) -> TenantId | None:
        return TENANT


@dataclass
class MetersPort:
    meters: BillingMeters

    def report(self, tenant: TenantId, usage: StoredUsage) -> Delivered | StripeBusy:
        identifier = identifier_of(usage.row.id, attempt=usage.attempt)
        taken = self.meters.take(identifier, usage.row.meter, usage.row.units, at=usage.row.at)
        return Delivered() if taken else StripeBusy()

    def count(self, tenant: TenantId, meter: Meter, period: Period) -> int:
        return self.meters.total(meter, period)

    def totals(self, tenant: TenantId, period: Period) -> dict[Meter, int]:
        return {}

    def stop_if_spent(self, tenant: TenantId) -> None:
        """Spending limits are billing's own tests."""


READERS: tuple[Reader, ...] = (RuleReader(), ReaderOfThisWorld())


class World:
    """Everything of one seed. `run` plays it to its end."""

    def __init__(
        self, seed: int, *, size: int = SIZE, readers: tuple[Reader, ...] = READERS
    ) -> None:
        self.seed = seed
        self.readers = readers
        self.start = NOW.replace(hour=14)
        self.timeline = Timeline(self.start)
        self.clock = TimelineClock(self.timeline)
        self.random = Random(f"{seed}|world")
        self.calm_from = self.start + timedelta(days=CALM_FROM_DAY)
        self.faults = Faults(Random(f"{seed}|faults"), self.calm_from, self.start)
        self.history = History()
        self.memory = Memory(
            conflict=lambda: self.faults.hit("conflict"),
            committed=self._committed,
            created=self._created,
            campaigns=MemoryCampaigns(cut_off=lambda: self.faults.crash("crash_in_fill")),
        )
        self.settings = self._settings()
        groups = population(seed, size=size, today=self.start.date())
        self.people: dict[str, Person] = {p.id: p for group in groups.values() for p in group}
        self.pool = MemoryPool(
            {motion: tuple(p.facts for p in group) for motion, group in groups.items()}
        )
        self._wire_up()
        self._launch()
        self.last_sweep = self.start
        self.racing = False

    def _settings(self) -> TenantSettings:
        hands = self.random.choice((2, 4))
        # Some of the people have no phone number.
        link = "https://meet.example.com/sample"
        limits = replace(
            bandwidth(),
            per_day=hands,
            per_week=hands * 3,
            meeting_link=link,
            own_phone="+12025550166",
            takes_calls=True,
        )
        ready = settings(Motion.UPSELL, Motion.WIN_BACK)
        return replace(
            ready,
            offers=(*ready.offers, RETURN_OFFER),
            bandwidths=(limits,),
            recording=RecordingRules(asks=Random(f"{self.seed}|recording").random() < 0.5),
        )

    def _wire_up(self) -> None:
        fixed = FixedSettings(self.settings, self._meanwhile)
        self.queues = Queues(
            self.timeline, Random(f"{self.seed}|queues"), self.faults, self._handle
        )
        self.queues.luck = Random(f"{self.seed}|delivered again")
        self.postbox = SimulatedPostbox(
            self.queues,
            self.faults,
            advance=self.advance,
            perform_effect=self.perform,
            became_due=lambda conversation: self.advance(conversation, BecameDue()),
        )
        self.newer_runs = NewerRuns(
            self.timeline,
            Random(f"{self.seed}|news"),
            self.faults,
            self.history,
            self.memory,
            self.pool,
        )
        self.newer_runs.postbox = self.postbox
        self.strangers = MemoryStrangers(self.memory.inbox, self.memory.people, self.clock)
        receive_ports = Receive(
            self.clock,
            OneTenant(),
            self.memory,
            self.strangers,
            MemoryWhatsAppUsers(self.memory),
            self.postbox,
        )
        self.advance_ports = Advance(
            clock=self.clock,
            conversations=self.memory,
            settings=fixed,
            calendar=self.memory.calendar,
            readers=self.readers,
            postbox=self.postbox,
            links=Links(),
            newest=self.newer_runs,
            people=self.memory.people,
        )
        self.audience = Audience(
            self.timeline,
            Random(f"{self.seed}|audience"),
            self.faults,
            self.history,
            self.memory,
            self.people,  # type: ignore[arg-type]
        )
        self.audience.advance_ports = self.advance_ports
        self.audience.receive_ports = receive_ports
        self.audience.postbox = self.postbox
        self.wire = Wire(
            self.timeline,
            Random(f"{self.seed}|wire"),
            self.faults,
            self.history,
            self.audience,
            receive_ports,
            self._perform_beside,
        )
        self.wire.luck = Random(f"{self.seed}|contradicted")
        self.wire.whims = Random(f"{self.seed}|writes first")
        self.perform_ports = self._perform_ports(fixed)
        self.fill_ports = Fill(
            self.clock,
            self.memory.campaigns,
            self.memory,
            fixed,
            self.pool,
            self.memory.people,
            self.memory.calendar,
            DerivedIds(b"sample key"),
            FixedHealth(),
            lambda _tenant, _notice: None,
        )
        self.meters = BillingMeters(self.faults)
        self.usage_ports = UsagePorts(self.clock, self.memory.usage, MetersPort(self.meters))

    def _perform_ports(self, fixed: FixedSettings) -> Perform:
        texts, mail = Messages(self.wire, listed=True), Messages(self.wire, listed=False)
        founder = FounderMail(self.wire)
        composer = Composer(Cards(), PaperInvitations(), Links(), self._booking)
        return Perform(
            clock=self.clock,
            conversations=self.memory,
            settings=fixed,
            postbox=self.postbox,
            providers={
                TWILIO_MESSAGES: texts,
                TWILIO_CALLS: Calls(self.wire),
                SES_MAIL: mail,
            },
            senders={
                EffectKind.INVITE_CUSTOMER: mail,
                EffectKind.CANCEL_EVENT: mail,
                EffectKind.NOTIFY_FOUNDER: founder,
                EffectKind.CREATE_EVENT: founder,
                EffectKind.WATCH_CALL: WatchedCalls(),
                EffectKind.RECORD_CALL: RecordedCalls(
                    self.wire, lambda outgoing: may_record_now(self.memory, outgoing)
                ),
                EffectKind.STOP_RECORDING: EndedRecordings(self.wire),
            },
            compose=composer.table(),
        )

    def _booking(self, tenant: TenantId, booking: BookingId) -> Booking | None:
        return self.memory.bookings.get(booking)

    def _launch(self) -> None:
        for motion, offer in ((Motion.UPSELL, "o_team"), (Motion.WIN_BACK, "o_return")):
            campaign = Campaign(
                id=CampaignId(f"k_{motion.value}"),
                name=motion.value,
                motion=motion,
                founder=FOUNDER,
                run="r_sample",
                offer=OfferId(offer),
                status=CampaignStatus.RUNNING,
            )
            self.memory.campaigns.launch(campaign)

    def advance(self, conversation: ConversationId, event: Event | InboundMessage) -> object:
        return advance(self.advance_ports, tenant=TENANT, conversation=conversation, event=event)

    def perform(self, conversation: ConversationId, effect: EffectId) -> object:
        return perform(self.perform_ports, tenant=TENANT, conversation=conversation, effect=effect)

    def _perform_beside(self, conversation: ConversationId, effect: EffectId) -> None:
        """A second delivery of the same effect while the first is between claim and provider.

        Nobody opts out just then: what is in the provider's hands cannot be taken back.
        """
        racing, self.racing = self.racing, True
        try:
            self.perform(conversation, effect)
        finally:
            self.racing = racing

    def _handle(self, message: Message) -> bool:
        try:
            message.work()
        except (SimulatedCrashError, TooContendedError) as died:
            what = f"died in {message.label}: {type(died).__name__} {died}"
            self.history.add(Happened(self.timeline.now, message.conversation, what))
            return False
        return True

    def _meanwhile(self) -> None:
        """Another process runs while this one decides: on the same conversation, or on another."""
        if self.racing or not self.faults.hit("race"):
            return
        self.racing = True
        try:
            if self.memory.last_loaded is not None and self.random.random() < 0.5:
                self.audience.comes_in_between(self.memory.last_loaded)
            else:
                self._next_event_already()
        finally:
            self.racing = False

    def _next_event_already(self) -> None:
        event = self.timeline.next_at()
        if event is not None and event - self.timeline.now < timedelta(seconds=2):
            self.timeline.run_next()

    def _fill(self) -> None:
        """Every half hour, and later every four: then only deferred customers are waited for."""
        local = self.timeline.now.astimezone(ZoneInfo("America/New_York"))
        if local.weekday() < 5 and 9 <= local.hour < 18:
            self._scheduled(
                lambda: fill_dial_pools(
                    self.fill_ports, tenant(), founder_names={FOUNDER: "Sample Founder"}
                )
            )
        early = self.timeline.now - self.start < timedelta(days=3)
        pause = timedelta(minutes=30) if early else timedelta(hours=4)
        self.timeline.after(pause, self._fill, "schedule")

    def _report(self) -> None:
        self._scheduled(lambda: report(self.usage_ports, TENANT))
        self.timeline.after(timedelta(hours=2), self._report, "schedule")

    def _sweep(self) -> None:
        self.last_sweep = self.timeline.now
        self._scheduled(
            lambda: wake_due(
                clock=self.clock,
                sweep=self.memory,
                postbox=self.postbox,
                erase=nobody_is_erased,
                deliver=nobody_is_erased,
                notify=nobody_is_erased,
            )
        )

    def _scheduled(self, work: object) -> None:
        """A schedule that fails runs again at its next time."""
        try:
            work()  # type: ignore[operator]
        except SimulatedCrashError as died:
            self.history.add(Happened(self.timeline.now, None, f"schedule died: {died}"))

    def _next_sweep(self) -> datetime | None:
        due = self.memory.next_due()
        if due is None:
            return None
        at = max(due, self.last_sweep + timedelta(minutes=1), self.timeline.now)
        return at.replace(second=0, microsecond=0) + timedelta(minutes=1)

    def _committed(self, before: Conversation, step: Step, now: datetime) -> None:
        self.history.add(Stepped(now, before.id, before, step))

    def _created(self, conversation: Conversation, now: datetime) -> None:
        self.history.add(Created(now, conversation.id, conversation))

    def run(self, *, days: int = DAYS) -> None:
        """Play to the end. Raises `Violated` at the first broken law."""
        checkers = Checkers(self)
        end = self.start + timedelta(days=days)
        self._fill()
        self._report()
        self.timeline.after(timedelta(hours=12), self.newer_runs.every_night, "schedule")
        while self._next(end):
            checkers.after_event()
        self.timeline.time = end
        self._scheduled(lambda: report(self.usage_ports, TENANT))
        checkers.at_the_end()

    def _next(self, end: datetime) -> bool:
        sweep, event = self._next_sweep(), self.timeline.next_at()
        assert event is not None  # the schedule never ends
        at = min(moment for moment in (sweep, event) if moment is not None)
        if at > end:
            return False
        self.faults.now = at
        if sweep is not None and sweep <= event:
            self.timeline.time = sweep
            self._sweep()
        else:
            self.timeline.run_next()
        return True
