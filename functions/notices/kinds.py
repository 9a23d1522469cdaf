"""Kinds of mail to a founder, and what a founder may choose for each. Pure.

A notice is one mail by its name (`booked`, `import_done`); its kind is what a founder sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from tenancy.tenant import Founder, FounderId, Role
from tenancy.values.lazy_dataclass import dataclass

MORNING = time(8)
"""When the day's mail is sent, by the founder's own clock."""

READ_BEFORE = timedelta(hours=1)
"""A conversation that begins sooner than this after the day's mail is not left to it."""

KEPT_FOR_DIGEST = "kept_for_digest"
TURNED_OFF = "turned_off"
"""What stands as the provider's id of a notice that no mail of its own was sent for."""


class Delivery(StrEnum):
    INSTANT = "instant"
    DAILY = "daily"
    OFF = "off"


class NoticeKind(StrEnum):
    URGENT = "urgent"
    NEEDS_YOU = "needs_you"
    BOOKINGS = "bookings"
    CALLBACKS = "callbacks"
    ENDED = "ended"
    OPT_OUTS = "opt_outs"
    IMPORTS = "imports"
    CHANNELS = "channels"
    CONNECTIONS = "connections"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """One row of the page: what is meant, and which choices there are."""

    kind: NoticeKind
    label: str
    covers: str
    allowed: tuple[Delivery, ...] = (Delivery.INSTANT, Delivery.DAILY, Delivery.OFF)
    """The first one is in force until another is chosen."""
    why: str = ""
    """Why it cannot be turned off; empty where it can."""
    least: Role = Role.VIEWER
    """Who may be mailed such a notice, and so sees the row."""


_NOT_OFF = (Delivery.INSTANT, Delivery.DAILY)
RULES = (
    NoticeRule(
        NoticeKind.URGENT,
        "Complaints and people in trouble",
        "A customer complains, is upset or in distress, or a child writes.",
        (Delivery.INSTANT,),
        "Always at once: such a customer waits for you and for nobody else.",
    ),
    NoticeRule(
        NoticeKind.NEEDS_YOU,
        "Needs you",
        "The agent stopped and is silent until you answer: a question only you can answer, somebody"
        " who asks for a person, a reply while you have the conversation.",
        _NOT_OFF,
        "Cannot be turned off: nobody answers that customer until you do.",
    ),
    NoticeRule(
        NoticeKind.BOOKINGS,
        "Bookings",
        "Booked, moved or cancelled, with the handoff and, at once, the calendar event. In one mail"
        " a day: a time before the next one, or within an hour after it, is still mailed at once."
        " Without the mail they stand on Bookings, in the calendar feed, and in a calendar you"
        " connected.",
    ),
    NoticeRule(
        NoticeKind.CALLBACKS,
        "Callbacks",
        "The agent promised to come back, and three days before it does.",
    ),
    NoticeRule(
        NoticeKind.ENDED,
        "Conversations that ended",
        "Said no, was not reached, or went quiet.",
    ),
    NoticeRule(
        NoticeKind.OPT_OUTS,
        "Opt-outs",
        "Wants no more messages, or is the wrong person. They hold whether you are told or not.",
    ),
    NoticeRule(
        NoticeKind.IMPORTS,
        "Imports",
        "A file is read and your segments are sorted. For the owners and for who uploaded it.",
        (Delivery.DAILY, Delivery.INSTANT, Delivery.OFF),
        least=Role.MEMBER,
    ),
    NoticeRule(
        NoticeKind.CHANNELS,
        "Campaigns paused for a failing channel",
        "Too many messages or calls of a channel failed, so its campaigns open nothing more."
        " For the owners.",
        _NOT_OFF,
        "Cannot be turned off: nothing is opened until you look and resume it.",
        Role.OWNER,
    ),
    NoticeRule(
        NoticeKind.CONNECTIONS,
        "Calendar and webhook connections",
        "Your own calendar refuses us, or a webhook was turned off.",
        _NOT_OFF,
        "Cannot be turned off: without your calendar no times are offered.",
    ),
    NoticeRule(
        NoticeKind.MONEY,
        "Payments and limits of your account",
        "A payment to us failed, the spending limit is reached, or the trial credit is used up."
        " For the owners.",
        (Delivery.INSTANT,),
        "Always at once: nothing is opened until it is settled.",
        Role.OWNER,
    ),
)

KIND_OF: Mapping[str, NoticeKind] = MappingProxyType(
    {
        "complaint": NoticeKind.URGENT,
        "angry": NoticeKind.URGENT,
        "minor": NoticeKind.URGENT,
        "needs_founder": NoticeKind.NEEDS_YOU,
        "unknown_question": NoticeKind.NEEDS_YOU,
        "customer_replied": NoticeKind.NEEDS_YOU,
        "late_message": NoticeKind.NEEDS_YOU,
        "calendar_mail": NoticeKind.NEEDS_YOU,
        "no_words": NoticeKind.NEEDS_YOU,
        "facts_changed": NoticeKind.NEEDS_YOU,
        "possible_opt_out": NoticeKind.NEEDS_YOU,
        "possible_wrong_person": NoticeKind.NEEDS_YOU,
        "booked": NoticeKind.BOOKINGS,
        "moved": NoticeKind.BOOKINGS,
        "cancelled": NoticeKind.BOOKINGS,
        "callback": NoticeKind.CALLBACKS,
        "callback_soon": NoticeKind.CALLBACKS,
        "declined": NoticeKind.ENDED,
        "unreachable": NoticeKind.ENDED,
        "expired": NoticeKind.ENDED,
        "opted_out": NoticeKind.OPT_OUTS,
        "wrong_person": NoticeKind.OPT_OUTS,
        "import_done": NoticeKind.IMPORTS,
        "channel_paused": NoticeKind.CHANNELS,
        "calendar_trouble": NoticeKind.CONNECTIONS,
        "webhook_off": NoticeKind.CONNECTIONS,
        "spending_stopped": NoticeKind.MONEY,
    }
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened to a tenant, for every owner and for who began it."""

    name: str
    """A name of `KIND_OF`."""
    id: str
    """Made of what it is about, so that noticing twice is once."""
    at: datetime
    about: str = ""
    """A campaign's or a rule's name, or counts; never about a customer."""
    by: FounderId = FounderId("")
    """Who began it; empty where nobody did, or where that is not known."""
    mailed: tuple[FounderId, ...] = ()
    """Whom it reached already."""


@dataclass(frozen=True, slots=True)
class NoticeChoices:
    """What one founder chose; a kind that is not named is as the rules begin."""

    founder: FounderId
    chosen: Mapping[str, str] = field(default_factory=dict)
    """Kind → delivery."""


def mailed_of(notice: Notice, people: Iterable[Founder]) -> tuple[FounderId, ...]:
    """Whom a tenant's notice is for, of the people it has now."""
    return tuple(one.id for one in people if one.role is Role.OWNER or one.id == notice.by)


def rules_for(role: Role) -> tuple[NoticeRule, ...]:
    """The rows of the page of somebody with this role: what they are never mailed is none."""
    return tuple(rule for rule in RULES if role.covers(rule.least))


def rule_of(kind: NoticeKind) -> NoticeRule:
    return next(rule for rule in RULES if rule.kind is kind)


def delivery_of(choices: NoticeChoices | None, kind: NoticeKind) -> Delivery:
    """What is in force; a choice that is not allowed (any more) is none."""
    allowed = rule_of(kind).allowed
    chosen = choices.chosen.get(kind, "") if choices else ""
    return next((one for one in allowed if one.value == chosen), allowed[0])


def is_too_soon(begins: datetime | None, *, morning: datetime) -> bool:
    """Whether what begins then would be read of too late in the mail of that morning."""
    return begins is not None and begins < morning + READ_BEFORE


def next_morning(now: datetime, *, zone: str) -> datetime:
    """The first morning after this moment, in UTC terms of the founder's clock."""
    local = now.astimezone(ZoneInfo(zone))
    morning = datetime.combine(local.date(), MORNING, local.tzinfo)
    if morning <= local:
        morning = datetime.combine(local.date() + timedelta(days=1), MORNING, local.tzinfo)
    return morning
