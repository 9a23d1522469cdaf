"""The console's outside, in memory: small, honest stand-ins for every port."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from frontend_api.http.forms import FieldRefusal
from frontend_api.ports import ConsoleAddresses
from frontend_api.ports.accounts import OpenedSession, SignUp
from frontend_api.ports.billing import BillingState, CreditLeft
from frontend_api.ports.reading import RemoteReadingState
from frontend_api.ports.work import (
    ConversationPart,
    CustomerHistory,
    CustomerRecord,
    OptOutRow,
)
from functions.outreach.domain.calendar.founder_calendar import Bandwidth, BookingId, CalendarState
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignCounts
from functions.outreach.domain.campaigns.channel_health import HourCount
from functions.outreach.domain.campaigns.progress import Progress, Stage, WeekCount, week_of
from functions.outreach.domain.conversation.state import Conversation, ConversationId
from functions.outreach.domain.settings import ReadingRules
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.understand import Reader
from functions.outreach.ports import FounderNote, LoadedConversation
from functions.outreach.store.bookings import BookingRow, BookingStatus
from functions.outreach.store.inbox import InboxItem
from tenancy.identity.audit import Action, AuditRow
from tenancy.tenant import FounderId, Role, Tenant, TenantId
from tests.console.doubles.accounts import (
    CODE,
    FOUNDER,
    TENANT,
    FakeAccounts,
    FakeOwnAccounts,
    FakeTeam,
)
from tests.console.doubles.api_access import FakeApiAccess
from tests.console.doubles.authoring import FakeAuthoring
from tests.console.doubles.own_calendars import FakeOwnCalendars
from tests.console.doubles.recordings import FakeRecordings
from tests.console.doubles.rehearsals import FakeRehearsals
from tests.console.doubles.rights import FakeRights
from tests.console.doubles.settings import FakeSettings
from tests.console.doubles.webhooks import FakeWebhooks
from tests.console.fake_base import FakeBase, FakePool
from tests.console.fake_proofs import FakeProofs
from tests.console.fake_stripe import FakeStripe
from tests.console.reply_queue import FakeReplies

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class FixedClock:
    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class CountedIds:
    def __init__(self) -> None:
        self.made = 0

    def new(self, prefix: str) -> str:
        self.made += 1
        return f"{prefix}_{self.made:016d}"


@dataclass
class FreeCalendars:
    now: CalendarState = field(default_factory=CalendarState)

    def state(self, tenant: TenantId, bandwidth: Bandwidth, *, now: datetime) -> CalendarState:
        return self.now


@dataclass
class FakeCampaigns:
    rows: dict[str, Campaign] = field(default_factory=dict)
    tallies: dict[str, CampaignCounts] = field(default_factory=dict)
    bookings: Callable[[], Mapping[str, BookingRow]] = dict

    def list_all(self, tenant: TenantId) -> tuple[tuple[Campaign, CampaignCounts], ...]:
        return tuple((row, self._counts(row)) for row in self.rows.values())

    def _counts(self, campaign: Campaign) -> CampaignCounts:
        """A mark raises a campaign's counters: here its bookings are counted."""
        own = [row for row in self.bookings().values() if row.campaign == campaign.id]
        won = [row.amount_cents or 0 for row in own if row.status is BookingStatus.WON]
        lost = sum(row.status is BookingStatus.LOST for row in own)
        tally = self.tallies.get(campaign.id, CampaignCounts())
        return replace(tally, won=len(won), won_cents=sum(won), lost=lost)

    def save(self, tenant: TenantId, campaign: Campaign) -> bool:
        known = self.rows.get(campaign.id)
        if known is not None and known.version != campaign.version:
            return False
        self.rows[campaign.id] = replace(campaign, version=campaign.version + 1)
        return True


@dataclass
class FakeProgress:
    kept: Progress = field(default_factory=Progress)
    hours: tuple[HourCount, ...] = ()
    bookings: Callable[[], Mapping[str, BookingRow]] = dict

    def load_since(self, tenant: TenantId, week: date) -> Progress:
        counts = tuple(one for one in self._counts() if one.week >= week)
        spent = tuple(one for one in self.kept.spent_cents if one[0] >= week)
        return replace(self.kept, counts=counts, spent_cents=spent)

    def _counts(self) -> tuple[WeekCount, ...]:
        """A mark raises a counter in the week of the talk: here each won booking is counted."""
        won = (row for row in self.bookings().values() if row.status is BookingStatus.WON)
        return (
            *self.kept.counts,
            *(
                WeekCount(week_of(r.booking.slot.start), r.motion, r.channel, Stage.WON, 1)
                for r in won
            ),
        )

    def channel_counts(self, tenant: TenantId, *, since: datetime) -> tuple[HourCount, ...]:
        return tuple(one for one in self.hours if one.hour >= since)


@dataclass
class FakeConversations:
    whole: dict[str, LoadedConversation] = field(default_factory=dict)
    suppressed: tuple[OptOutRow, ...] = ()

    def _talks(self) -> list[Conversation]:
        return [loaded.conversation for loaded in self.whole.values()]

    def list_recent(self, tenant: TenantId) -> tuple[Conversation, ...]:
        return tuple(talk for talk in self._talks() if not talk.rehearsal)

    def list_part(self, tenant: TenantId, *, limit: int, after: str) -> ConversationPart | None:
        if after and not after.isdecimal():
            return None
        begin = int(after or 0)
        every = self.list_recent(tenant)
        more = str(begin + limit) if len(every) > begin + limit else ""
        return ConversationPart(every[begin : begin + limit], more)

    def load(self, tenant: TenantId, conversation: ConversationId) -> LoadedConversation | None:
        return self.whole.get(conversation)

    def add_note(self, tenant: TenantId, conversation: ConversationId, note: FounderNote) -> None:
        kept = self.whole[conversation]
        self.whole[conversation] = replace(kept, notes=(*kept.notes, note))

    def of_customer(self, tenant: TenantId, customer: CustomerRecord) -> CustomerHistory:
        own = tuple(
            talk for talk in self.list_recent(tenant) if talk.facts.customer_id == customer.id
        )
        return CustomerHistory(own, self.suppressed if "opted_out" in customer.id else ())

    def opt_outs(self, tenant: TenantId) -> tuple[OptOutRow, ...]:
        return self.suppressed


@dataclass
class FakeBookings:
    rows: dict[str, BookingRow] = field(default_factory=dict)

    def list_all(self, tenant: TenantId) -> tuple[BookingRow, ...]:
        return tuple(sorted(self.rows.values(), key=lambda row: row.booking.slot.start))

    def find(self, tenant: TenantId, booking: BookingId) -> BookingRow | None:
        return self.rows.get(booking)

    def mark(
        self,
        tenant: TenantId,
        booking: BookingId,
        *,
        status: BookingStatus,
        amount_cents: int | None,
        at: datetime,
    ) -> None:
        self.rows[booking] = replace(self.rows[booking], status=status, amount_cents=amount_cents)


@dataclass
class FakeInbox:
    rows: dict[str, InboxItem] = field(default_factory=dict)

    def open(self, tenant: TenantId) -> tuple[InboxItem, ...]:
        return tuple(self.rows.values())

    def done(self, tenant: TenantId, item: str) -> None:
        self.rows.pop(item, None)


@dataclass
class FakeBilling:
    now: BillingState = field(
        default_factory=lambda: BillingState(
            currency="EUR",
            price_version="2026-11",
            prices=(
                ("Reached conversation", "€0.80"),
                ("Voice minute", "€0.20"),
                ("Booked conversation", "€12"),
            ),
            trial_credit_cents=5000,
            trial_left_cents=5000,
            spending_limit_cents=20000,
        )
    )

    def state(self, tenant: Tenant) -> BillingState:
        return self.now

    def currency(self) -> str:
        return self.now.currency

    def credit(self, tenant: TenantId) -> CreditLeft:
        return CreditLeft(
            currency=self.now.currency,
            subscribed=self.now.active,
            failed_payment=self.now.failed_payment,
            credit_cents=self.now.trial_credit_cents,
            left_cents=self.now.trial_left_cents,
        )

    def set_spending_limit(self, tenant: TenantId, *, cents: int) -> None:
        self.now = replace(self.now, spending_limit_cents=cents)

    def checkout_url(self, tenant: Tenant, *, founder_email: str) -> str | FieldRefusal:
        return "https://checkout.example.com/session"

    def portal_url(self, tenant: Tenant) -> str | FieldRefusal:
        return "https://billing.example.com/portal"


@dataclass
class FakeAudit:
    kept: list[AuditRow] = field(default_factory=list)
    named: Callable[[], Mapping[str, str]] = dict

    def names(self, tenant: TenantId, rows: Sequence[AuditRow]) -> Mapping[str, str]:
        """As the store finds them: an answer by the first word of its approval, every other by the
        form of its id."""
        words = {word for row in rows for word in row.detail.split(" ")}
        found = {word for word in words if word.startswith(("campaign_", "im_", "c_", "offer_"))}
        approvals = (row for row in rows if row.action is Action.APPROVED_ANSWER)
        found |= {row.detail.partition(" ")[0] for row in approvals}
        return {identity: name for identity, name in self.named().items() if identity in found}

    def rows(self, tenant: TenantId) -> tuple[AuditRow, ...]:
        return tuple(reversed(self.kept))

    def record(
        self, tenant: TenantId, *, by: FounderId, action: Action, detail: str, now: datetime
    ) -> None:
        self.kept.append(AuditRow(now, by, action, detail))

    def record_once_a_day(
        self, tenant: TenantId, *, by: FounderId, action: Action, detail: str, now: datetime
    ) -> None:
        row = AuditRow(now.replace(hour=0, minute=0, second=0, microsecond=0), by, action, detail)
        if row not in self.kept:
            self.kept.append(row)


class FakeFeed:
    def url(self, tenant: TenantId, founder: FounderId) -> str:
        return f"http://127.0.0.1:8400/calendar/{founder}.ics"

    def owner(self, token: str, *, now: datetime) -> tuple[TenantId, FounderId] | None:
        return (TENANT, FOUNDER) if token == "f_ada.ics" else None


@dataclass
class FakeRemoteReading:
    """Shares the settings, where the rules are loaded from."""

    settings: FakeSettings
    now: RemoteReadingState = field(default_factory=RemoteReadingState)

    def state(self, tenant: TenantId, *, now: datetime) -> RemoteReadingState:
        return self.now

    def edit_rules(
        self, tenant: TenantId, change: Callable[[ReadingRules], ReadingRules]
    ) -> ReadingRules:
        after = change(self.settings.settings.reading)
        self.settings.settings = replace(self.settings.settings, reading=after)
        return after


@dataclass(frozen=True)
class FakePorts:
    """The `Ports` of a test."""

    accounts: FakeAccounts
    own_accounts: FakeOwnAccounts
    team: FakeTeam
    api_access: FakeApiAccess
    base: FakeBase
    pool: FakePool
    stripe: FakeStripe
    settings: FakeSettings
    proofs: FakeProofs
    calendars: FreeCalendars
    own_calendars: FakeOwnCalendars
    campaigns: FakeCampaigns
    progress: FakeProgress
    conversations: FakeConversations
    recordings: FakeRecordings
    bookings: FakeBookings
    replies: FakeReplies
    rehearsals: FakeRehearsals
    inbox: FakeInbox
    billing: FakeBilling
    rights: FakeRights
    audit: FakeAudit
    readers: tuple[Reader, ...]
    remote_reading: FakeRemoteReading
    authoring: FakeAuthoring
    webhooks: FakeWebhooks
    clock: FixedClock
    ids: CountedIds
    feed: FakeFeed
    addresses: ConsoleAddresses
    upload_origins: tuple[str, ...]


@dataclass
class World:
    """Every fake, reachable by name, and the ports made of them."""

    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    team: FakeTeam = field(init=False)
    base: FakeBase = field(default_factory=FakeBase)
    pool: FakePool = field(default_factory=FakePool)
    stripe: FakeStripe = field(default_factory=FakeStripe)
    settings: FakeSettings = field(default_factory=FakeSettings)
    proofs: FakeProofs = field(default_factory=FakeProofs)
    calendars: FreeCalendars = field(default_factory=FreeCalendars)
    own_calendars: FakeOwnCalendars = field(default_factory=FakeOwnCalendars)
    campaigns: FakeCampaigns = field(default_factory=FakeCampaigns)
    progress: FakeProgress = field(default_factory=FakeProgress)
    conversations: FakeConversations = field(default_factory=FakeConversations)
    recordings: FakeRecordings = field(default_factory=FakeRecordings)
    bookings: FakeBookings = field(default_factory=FakeBookings)
    replies: FakeReplies = field(default_factory=FakeReplies)
    rehearsals: FakeRehearsals = field(default_factory=FakeRehearsals)
    inbox: FakeInbox = field(default_factory=FakeInbox)
    billing: FakeBilling = field(default_factory=FakeBilling)
    rights: FakeRights = field(default_factory=FakeRights)
    audit: FakeAudit = field(default_factory=FakeAudit)
    clock: FixedClock = field(default_factory=FixedClock)
    ids: CountedIds = field(default_factory=CountedIds)
    api_access: FakeApiAccess = field(init=False)
    webhooks: FakeWebhooks = field(default_factory=FakeWebhooks)
    console_url: str = "http://127.0.0.1:8400"
    remote: RemoteReadingState = field(default_factory=RemoteReadingState)
    authoring: FakeAuthoring = field(default_factory=FakeAuthoring)

    def __post_init__(self) -> None:
        self.campaigns.bookings = self.progress.bookings = lambda: self.bookings.rows
        self.team = FakeTeam(self.accounts)
        self.api_access = FakeApiAccess(self.accounts)
        self.settings.base = self.base
        self.stripe.base = self.base
        self.audit.named = self._named

    def _named(self) -> dict[str, str]:
        """What an audit's ids stand for."""
        settings = self.settings.settings
        return {
            **{one.id: one.name for one, _ in self.campaigns.list_all(TENANT)},
            **{
                one.id: ", ".join(file.name for file in one.files)
                for one in self.base.imports(TENANT)
            },
            **{one.id: one.facts.name for one in self.conversations.list_recent(TENANT)},
            **{one.booking.id: one.customer_name for one in self.bookings.list_all(TENANT)},
            **{one.id: one.questions[0] for one in settings.answers if one.questions},
            **{one.id: one.name for one in settings.offers},
        }

    def ports(self) -> FakePorts:
        return FakePorts(
            accounts=self.accounts,
            own_accounts=FakeOwnAccounts(self.accounts),
            team=self.team,
            api_access=self.api_access,
            base=self.base,
            pool=self.pool,
            stripe=self.stripe,
            settings=self.settings,
            proofs=self.proofs,
            calendars=self.calendars,
            own_calendars=self.own_calendars,
            campaigns=self.campaigns,
            progress=self.progress,
            conversations=self.conversations,
            recordings=self.recordings,
            bookings=self.bookings,
            replies=self.replies,
            rehearsals=self.rehearsals,
            inbox=self.inbox,
            billing=self.billing,
            rights=self.rights,
            audit=self.audit,
            readers=load_embedded_readers(),
            remote_reading=FakeRemoteReading(self.settings, self.remote),
            authoring=self.authoring,
            webhooks=self.webhooks,
            clock=self.clock,
            ids=self.ids,
            feed=FakeFeed(),
            addresses=ConsoleAddresses(
                self.console_url,
                "http://127.0.0.1:8401",
                payment_origins=("https://checkout.example.com",),
            ),
            upload_origins=("http://127.0.0.1:9",),
        )

    def with_role(self, role: Role) -> None:
        """Give everybody who signs in another role."""
        for account in self.accounts.accounts.values():
            founder = replace(account.session.founder, role=role)
            account.session = replace(account.session, founder=founder)

    def with_founder(self, email: str = "ada@acme.example.com") -> str:
        """Make an account that is signed in; returns its session token."""
        form = SignUp(
            name="Ada Example",
            business_name="Acme Notes",
            email=email,
            country="US",
            time_zone="Europe/Vilnius",
            currency="USD",
        )
        self.accounts.sign_up(form, source="", now=NOON)
        chosen = "correct horse 1"
        self.accounts.confirm(email=email, code=CODE, password=chosen, source="", now=NOON)
        opened = self.accounts.sign_in(email=email, password=chosen, source="", now=NOON)
        assert isinstance(opened, OpenedSession)
        return opened.token
