"""Campaigns, conversations, bookings and the inbox, on the stores of outreach."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from frontend_api.gateways.ids import RandomIds
from frontend_api.ports.customer_base import PoolPage
from frontend_api.ports.work import (
    ConversationPart,
    CustomerHistory,
    CustomerRecord,
    OptOutRow,
)
from functions.customer_base.imports.records import ImportRecord
from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignCounts
from functions.outreach.domain.campaigns.channel_health import HourCount
from functions.outreach.domain.campaigns.progress import Progress
from functions.outreach.domain.conversation.state import Conversation, ConversationId
from functions.outreach.domain.playbooks.playbook import Answer
from functions.outreach.ports import FounderNote, LoadedConversation
from functions.outreach.store import bookings, campaigns, inbox
from functions.outreach.store.bookings import BookingRow, BookingStatus
from functions.outreach.store.conversations import conversations, progress
from functions.outreach.store.conversations.channel_health import StoredChannelHealth
from functions.outreach.store.conversations.conversations import StoredConversations
from functions.outreach.store.conversations.derived_ids import DerivedIds
from functions.outreach.store.conversations.people import opt_out_keys, person_of
from functions.outreach.store.conversations.recordings import StoredRecordings
from functions.outreach.store.dial_pool import BucketDialPool
from functions.outreach.store.dynamo import rows_of, time_from, time_text
from functions.outreach.store.inbox import InboxItem
from functions.product.catalogue_document import decode_catalogue
from functions.product.customer_facts import CustomerFacts
from functions.product.motions import Motion
from tenancy.data.credentials import acting_for
from tenancy.data.documents import load_together
from tenancy.data.table import TenantKeys, WorkspaceItem, WorkspaceKey
from tenancy.identity import audit
from tenancy.identity.audit import Action, AuditRow
from tenancy.runtime.secrets import KeyRing
from tenancy.runtime.signed_links import BadToken, read_token_of, sign_token
from tenancy.tenant import FounderId, TenantId, tenant_id

FEED_ENDS = datetime.fromisoformat("2100-01-01T00:00:00+00:00")
"""A calendar program never renews its address, so it does not run out."""

_PLACE = re.compile(r"(\d{4}-\d\d-\d\dT[0-9:.]{8,15}Z) ([A-Za-z0-9_-]{1,100})")
"""The time of a step, and the id of a conversation."""


class StoredCampaignRows:
    """The `Campaigns` port."""

    def list_all(self, tenant: TenantId) -> tuple[tuple[Campaign, CampaignCounts], ...]:
        return campaigns.list_all(tenant)

    def save(self, tenant: TenantId, campaign: Campaign) -> bool:
        return campaigns.save(tenant, campaign)


class StoredPool:
    """The `PoolRecords` port: pages of the newest run, with who of a page opted out."""

    def __init__(self, *, hash_keys: KeyRing) -> None:
        self._hash_keys = hash_keys
        self._pool = BucketDialPool()

    def page(self, tenant: TenantId, *, run: str, motion: Motion, page: int) -> PoolPage:
        customers = self._pool.page(tenant, run=run, motion=motion, page=page) if run else ()
        if not customers:
            return PoolPage()
        with acting_for(tenant):
            kept = {item.sk for item in rows_of(TenantKeys.suppression(tenant))}
        return PoolPage(
            customers,
            frozenset(
                facts.customer_id
                for facts in customers
                if kept.intersection(opt_out_keys(self._hash_keys, person_of(facts)))
            ),
        )

    def first_customers(
        self, tenant: TenantId, *, run: str, motion: Motion
    ) -> tuple[CustomerFacts, ...]:
        return self._pool.page(tenant, run=run, motion=motion, page=0) if run else ()


class StoredProgress:
    """The `ProgressRecords` port."""

    def load_since(self, tenant: TenantId, week: date) -> Progress:
        return progress.load_since(tenant, week)

    def channel_counts(self, tenant: TenantId, *, since: datetime) -> tuple[HourCount, ...]:
        return StoredChannelHealth().counts_since(tenant, since)


class StoredConversationRows:
    """The `Conversations` port."""

    def __init__(self, *, hash_keys: KeyRing) -> None:
        self._stored = StoredConversations(hash_keys=hash_keys)
        self._hash_keys = hash_keys

    def list_recent(self, tenant: TenantId) -> tuple[Conversation, ...]:
        return conversations.recent(tenant)

    def list_part(self, tenant: TenantId, *, limit: int, after: str) -> ConversationPart | None:
        place = _PLACE.fullmatch(after)
        if after and place is None:
            return None
        start = (place[1], place[2]) if place else None
        found, following = conversations.list_part(tenant, limit=limit, after=start)
        return ConversationPart(found, " ".join(following) if following else "")

    def load(self, tenant: TenantId, conversation: ConversationId) -> LoadedConversation | None:
        return self._stored.load(tenant, conversation)

    def add_note(self, tenant: TenantId, conversation: ConversationId, note: FounderNote) -> None:
        """A row of the conversation's own partition: it goes where the conversation goes."""
        with acting_for(tenant):
            WorkspaceItem(
                pk=TenantKeys.conversation(tenant, conversation),
                sk=f"note#{time_text(note.at)}#{note.by}",
                kind="note",
                document=to_json(note),
            ).save()

    def of_customer(self, tenant: TenantId, customer: CustomerRecord) -> CustomerHistory:
        """A conversation's id is derived from its campaign and its customer."""
        ids = DerivedIds(self._hash_keys.oldest)
        wanted = [
            (
                TenantKeys.conversation(
                    tenant, ids.conversation(campaign=campaign.id, customer=customer.id)
                ),
                "head",
            )
            for campaign, _ in campaigns.list_all(tenant)
        ]
        names = (
            *(("email", one) for one in customer.emails),
            *(("phone", one) for one in customer.phones),
            ("customer", customer.id),
        )
        kept = [
            (TenantKeys.suppression(tenant), key) for key in opt_out_keys(self._hash_keys, names)
        ]
        with acting_for(tenant):
            found = list(WorkspaceItem.batch_get([*wanted, *kept]))
        out = [item for item in found if item.pk == TenantKeys.suppression(tenant)]
        heads = [item for item in found if item.pk != TenantKeys.suppression(tenant)]
        talks = [from_json(Conversation, head.document or "") for head in heads]
        return CustomerHistory(
            tuple(sorted(talks, key=lambda talk: talk.created_at, reverse=True)),
            tuple(
                OptOutRow(time_from(item.at), (item.sk.partition("#")[0],), "", item.document or "")
                for item in out
                if item.at
            ),
        )

    def opt_outs(self, tenant: TenantId) -> tuple[OptOutRow, ...]:
        """One row a person, whatever they are kept with; rows without an owner are strangers'."""
        people: dict[tuple[str, str], list[WorkspaceItem]] = defaultdict(list)
        with acting_for(tenant):
            for item in rows_of(TenantKeys.suppression(tenant)):
                if item.at:
                    people[item.owner or "", item.at if item.owner else item.sk].append(item)
            names = _names_of(tenant, {owner for owner, _ in people if owner})
        found = [
            OptOutRow(
                time_from(rows[0].at or ""),
                tuple(sorted({item.sk.partition("#")[0] for item in rows})),
                names.get(owner, ""),
                rows[0].document or "",
            )
            for (owner, _), rows in people.items()
        ]
        return tuple(sorted(found, key=lambda opted: opted.at, reverse=True))


def _names_of(tenant: TenantId, owners: set[str]) -> dict[str, str]:
    """Conversation → how the founder knows its customer."""
    keys = [(TenantKeys.conversation(tenant, owner), "head") for owner in sorted(owners)]
    heads = WorkspaceItem.batch_get(keys) if keys else ()
    talks = (from_json(Conversation, head.document or "") for head in heads)
    return {talk.id: talk.facts.name or talk.facts.email or talk.facts.phone for talk in talks}


class StoredCallRecordings:
    """The `CallRecordings` port."""

    def __init__(self) -> None:
        self._store = StoredRecordings()

    def kept(self, tenant: TenantId, conversation: ConversationId) -> frozenset[str]:
        return self._store.files(tenant, conversation)

    def listen_link(
        self, tenant: TenantId, conversation: ConversationId, file: str, *, seconds: int
    ) -> str | None:
        return self._store.listen_link(tenant, conversation, file, seconds=seconds)


class StoredBookingRows:
    """The `Bookings` port."""

    def list_all(self, tenant: TenantId) -> tuple[BookingRow, ...]:
        return bookings.list_all(tenant)

    def find(self, tenant: TenantId, booking: BookingId) -> BookingRow | None:
        return bookings.find(tenant, booking)

    def mark(
        self,
        tenant: TenantId,
        booking: BookingId,
        *,
        status: BookingStatus,
        amount_cents: int | None,
        at: datetime,
    ) -> None:
        bookings.mark(tenant, booking, status=status, amount_cents=amount_cents, at=at)


class StoredInbox:
    """The `Inbox` port."""

    def open(self, tenant: TenantId) -> tuple[InboxItem, ...]:
        return tuple(item for item in inbox.list_all(tenant) if not item.done)

    def done(self, tenant: TenantId, item: str) -> None:
        inbox.mark_done(tenant, item)


class StoredAudit:
    """The `Audit` port."""

    def __init__(self, *, ids: RandomIds) -> None:
        self._ids = ids

    def rows(self, tenant: TenantId) -> tuple[AuditRow, ...]:
        return audit.rows(tenant)

    def names(self, tenant: TenantId, rows: Sequence[AuditRow]) -> Mapping[str, str]:
        with acting_for(tenant):
            found = load_together(
                {place for row in rows for place in _places_named_in(tenant, row)}
            )
        return dict(one for place, text in found.items() for one in _names_in(place, text))

    def record(
        self, tenant: TenantId, *, by: FounderId, action: Action, detail: str, now: datetime
    ) -> None:
        audit.record(tenant, AuditRow(now, by, action, detail), id=self._ids.new("a"))

    def record_once_a_day(
        self, tenant: TenantId, *, by: FounderId, action: Action, detail: str, now: datetime
    ) -> None:
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        name = f"{action}-{by}-{detail}".replace(" ", "-")
        audit.record_once(tenant, AuditRow(day, by, action, detail), id=name)


def _places_named_in(tenant: TenantId, row: AuditRow) -> Iterator[tuple[WorkspaceKey, str]]:
    """Where what a row is about stands, by the form of its ids and by what was done."""
    for word in row.detail.split(" "):
        match word.partition("_")[0]:
            case "campaign":
                yield TenantKeys.campaigns(tenant), word
            case "im":
                yield TenantKeys.imports(tenant), word
            case "c" if "-b" in word:
                yield TenantKeys.bookings(tenant), word
            case "c":
                yield TenantKeys.conversation(tenant, word), "head"
            case "offer":
                yield TenantKeys.settings(tenant), "catalogue"
    if row.action is Action.APPROVED_ANSWER:
        yield TenantKeys.settings(tenant), f"knowledge#{row.detail.partition(' ')[0]}"


def _names_in(place: tuple[str, str], text: str) -> Iterator[tuple[str, str]]:
    """(id, its name) of what stands at a place."""
    match place[0].split("#")[1]:
        case "campaigns":
            yield place[1], from_json(Campaign, text).name
        case "imports":
            files = ImportRecord.model_validate_json(text).files
            yield place[1], ", ".join(file.name for file in files)
        case "bookings":
            yield place[1], from_json(BookingRow, text).customer_name or "a customer"
        case "conversation":
            talk = from_json(Conversation, text)
            yield talk.id, talk.facts.name or talk.facts.email or talk.facts.phone
        case _ if place[1] == "catalogue":
            yield from ((offer.id, offer.name) for offer in decode_catalogue(text).offers)
        case _:
            answer = from_json(Answer, text)
            yield answer.id, answer.questions[0] if answer.questions else "an answer"


class SignedCalendarFeed:
    """The `CalendarFeed` port: the address is signed, so it can be neither guessed nor changed."""

    def __init__(self, *, console_url: str, keys: KeyRing) -> None:
        self._console_url = console_url
        self._keys = keys

    def url(self, tenant: TenantId, founder: FounderId) -> str:
        claims = {"purpose": "calendar", "tenant": tenant, "founder": founder}
        token = sign_token(self._keys.current, claims, expires_at=FEED_ENDS)
        return f"{self._console_url}/calendar/{token}.ics"

    def owner(self, token: str, *, now: datetime) -> tuple[TenantId, FounderId] | None:
        claims = read_token_of(self._keys, token.removesuffix(".ics"), now=now)
        if isinstance(claims, BadToken) or claims.get("purpose") != "calendar":
            return None
        return tenant_id(claims["tenant"]), FounderId(claims["founder"])
