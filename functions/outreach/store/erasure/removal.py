"""Removes the rows of one person, and frees what they held: calendar cells and campaign counters.

Says before that what a provider, the bucket or a founder still holds. Must never count a campaign's
conversation as open after its rows are gone.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping

from functions.erasure.ports import PersonCopies, RemovedRows
from functions.erasure.record import CalendarEntry, FounderCopy
from functions.notices.kinds import TURNED_OFF
from functions.outreach.codec import from_json
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.state import CampaignId
from functions.outreach.ports import EffectRecord, EffectStatus
from functions.outreach.store.bookings import BookingRow, BookingStatus
from functions.outreach.store.calendar import cell_key, day_key, week_key
from functions.outreach.store.campaigns import count_key
from functions.outreach.store.erasure.person_rows import FoundRow
from functions.outreach.store.erasure.received_mail import MAIL
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.data.transaction import Transaction
from tenancy.tenant import TenantId

ROWS_AT_MOST = 2_000
"""Removed in one try; the rest waits for the next."""
_CLOSED = "closed"
_PROVIDER_ID = ("SM", "MM", "CA", "RE")
"""How Twilio's ids of a message, a message with media, a call and a recording begin."""


def read_copies(rows: Iterable[FoundRow], founders: Mapping[str, str]) -> PersonCopies:
    """What providers, the bucket and the founders hold, by the rows that are about to go.

    `founders` says whose each conversation is.
    """
    ids: dict[str, None] = {}
    mails: dict[str, None] = {}
    copies: dict[FounderCopy, None] = {}
    events: dict[CalendarEntry, None] = {}
    effects: list[tuple[str, EffectRecord]] = []
    for found in rows:
        kind, _, rest = found.item.sk.partition("#")
        if found.store == "addresses" and kind == MAIL:
            mails[rest] = None
        if found.store == "inbox":
            ids[found.item.sk.partition("#")[2]] = None
        if found.store == "bookings":
            booking = from_json(BookingRow, found.item.document or "")
            copies[_calendar_copy(booking)] = None
            event, start = booking.booking.calendar_event, booking.booking.slot.start
            events[CalendarEntry(booking.founder, event, start)] = None
        if found.store == "conversations":
            conversation = found.item.pk.split("#", 2)[2]
            if kind == "inbound":
                ids[rest] = None
            elif kind == "effect":
                record = from_json(EffectRecord, found.item.document or "")
                ids[record.provider_id] = None
                effects.append((conversation, record))
    for conversation, record in effects:
        effect, mailed_at = record.effect, record.claimed_at
        mailed = effect.kind is EffectKind.NOTIFY_FOUNDER and record.status is EffectStatus.DONE
        mailed = mailed and record.provider_id != TURNED_OFF
        if mailed and mailed_at is not None:
            founder = founders.get(conversation, "")
            copies[FounderCopy(founder, "mail", mailed_at, effect.notice)] = None
    known = tuple(one for one in ids if one.startswith(_PROVIDER_ID))
    return PersonCopies(known, tuple(mails), tuple(copies), tuple(events))


def _calendar_copy(booking: BookingRow) -> FounderCopy:
    """A calendar program that reads our feed, or took a mailed object in, may keep the event."""
    return FounderCopy(booking.founder, "calendar", booking.booking.slot.start, booking.status)


def remove_rows(tenant: TenantId, rows: Iterable[FoundRow]) -> RemovedRows:
    """Remove at most ROWS_AT_MOST rows; how many of each store, and whether that was all."""
    removed: Counter[str] = Counter()
    with acting_for(tenant), WorkspaceItem.batch_write() as batch:
        for number, found in enumerate(rows):
            if number >= ROWS_AT_MOST:
                return RemovedRows(removed, complete=False)
            if found.store == "bookings":
                _free_calendar(tenant, found.item)
            if found.store == "conversations" and found.item.sk == "head":
                _close_head(tenant, found.item)
            else:
                batch.delete(found.item)
            removed[found.store] += 1
    return RemovedRows(removed, complete=True)


def _close_head(tenant: TenantId, item: WorkspaceItem) -> None:
    """Delete a head, and take it from its campaign's open ones in the same transaction."""
    head = json.loads(item.document or "{}")
    token = hashlib.sha256(f"erase|{item.pk}|{item.version}".encode()).hexdigest()[:36]
    transaction = Transaction(WorkspaceItem, token=token)
    transaction.delete(
        WorkspaceItem(item.pk, item.sk), condition=WorkspaceItem.version == item.version
    )
    if head.get("state", _CLOSED) != _CLOSED and not head.get("rehearsal"):
        campaign = CampaignId(head["terms"]["id"])
        for counted, change in (("open", -1), ("finished", 1)):
            transaction.update(
                WorkspaceItem(TenantKeys.campaigns(tenant), count_key(campaign, counted)),
                actions=[WorkspaceItem.counter.add(change)],
            )
    # A step that came between is found by the next try, which sees no head any more or this one.
    transaction.commit()


def _free_calendar(tenant: TenantId, item: WorkspaceItem) -> None:
    """Give back the cells and counters of a booking that is still to come, with its row."""
    booking = from_json(BookingRow, item.document or "")
    reservation = booking.booking.reservation
    if booking.status is not BookingStatus.UPCOMING or reservation is None:
        return
    key = TenantKeys.calendar(tenant, booking.founder)
    token = hashlib.sha256(f"erase|{item.pk}|{item.sk}".encode()).hexdigest()[:36]
    transaction = Transaction(WorkspaceItem, token=token)
    transaction.delete(
        WorkspaceItem(item.pk, item.sk), condition=WorkspaceItem.version == item.version
    )
    for cell in reservation.cells:
        transaction.delete(WorkspaceItem(key, cell_key(cell)))
    for counter in (day_key(reservation.day), week_key(reservation.week)):
        transaction.update(WorkspaceItem(key, counter), actions=[WorkspaceItem.counter.add(-1)])
    transaction.commit()
