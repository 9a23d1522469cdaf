"""Whether this conversation's person may be contacted: permission asked with all their history,
and with that of the address, which may have another owner besides.

The ladder asks it for a moment to come, a step for now; neither may leave anything out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.state import UNCONFIRMED, Conversation, Touch
from functions.outreach.domain.conversation.turns import last_human_turn
from functions.outreach.domain.permission.contact_facts import (
    AddressHistory,
    PersonHistory,
    Purpose,
)
from functions.outreach.domain.permission.decide import Allowed, Refused, Rule, decide
from functions.product.channels import CHANNELS, Channel, ContactPoint

_REMEMBERED = timedelta(days=7)
"""The longest span of a cap."""


def may_contact(
    conversation: Conversation,
    context: StepContext,
    *,
    channel: Channel,
    purpose: Purpose,
    at: datetime,
) -> Allowed | Refused:
    """Decide one touch at an aware instant."""
    if channel in conversation.doubted_channels:
        return Refused(Rule.OPT_OUT_UNATTRIBUTED, f"an unknown sender opted out on {channel}")
    wrote = last_human_turn(conversation)
    wrote_here = last_human_turn(conversation, on=channel)
    return decide(
        facts=conversation.facts,
        earned=conversation.earned,
        channel=channel,
        purpose=purpose,
        now=at,
        rules=context.rules,
        person=history(conversation, context.person, point=context.channels[channel].contact_point),
        customer_wrote_at=wrote.at if wrote else None,
        wrote_here_at=wrote_here.at if wrote_here else None,
        wrote_on=wrote.channel if wrote else None,
        channels=context.channels,
        table=context.permissions,
    )


def history(
    conversation: Conversation, person: PersonHistory, *, point: ContactPoint
) -> PersonHistory:
    """What the person and the address of this contact point were touched with, this conversation
    included.

    `person` may already hold this conversation's own touches: an instant counts once. A touch that
    failed reached nobody, and a reply answers: neither counts; one that perhaps arrived does.
    """
    prior = conversation.prior
    addresses = (_address(person, point), _address(prior, point))
    counted = {touch.at for touch in _counted(conversation)}
    uncounted = {touch.at for touch in conversation.touches} - counted
    known = (person.touched_at, prior.touched_at, *(one.touched_at for one in addresses))
    before = {at for touched in known for at in touched} - uncounted
    quiet = (
        person.quiet_until,
        prior.quiet_until,
        conversation.quiet_until,
        *(one.quiet_until for one in addresses),
    )
    return replace(
        person,
        touched_at=tuple(sorted(before | counted)),
        quiet_until=_latest(quiet),
        suppressed=person.suppressed or prior.suppressed,
    )


def history_left_behind(conversation: Conversation, *, now: datetime) -> PersonHistory:
    """What the next conversation with this person, or at one of their addresses, must know."""
    prior, since = conversation.prior, now - _REMEMBERED

    def touched(before: tuple[datetime, ...], own: Iterable[Touch]) -> tuple[datetime, ...]:
        return tuple(sorted({at for at in (*before, *(t.at for t in own)) if at > since}))

    def at_address(point: ContactPoint) -> AddressHistory:
        known = _address(prior, point)
        own = (touch for touch in _counted(conversation) if _point(touch) is point)
        quiet = _latest((conversation.quiet_until, known.quiet_until))
        return AddressHistory(touched(known.touched_at, own), quiet_until=quiet)

    return PersonHistory(
        touched_at=touched(prior.touched_at, _counted(conversation)),
        quiet_until=conversation.quiet_until or prior.quiet_until,
        phone=at_address(ContactPoint.PHONE),
        email=at_address(ContactPoint.EMAIL),
    )


def merge_addresses(one: PersonHistory, other: PersonHistory) -> PersonHistory:
    """`one` with what is known of the addresses of `other` besides."""

    def merged(mine: AddressHistory, more: AddressHistory) -> AddressHistory:
        touched = tuple(sorted({*mine.touched_at, *more.touched_at}))
        return AddressHistory(touched, _latest((mine.quiet_until, more.quiet_until)))

    return replace(one, phone=merged(one.phone, other.phone), email=merged(one.email, other.email))


def _counted(conversation: Conversation) -> tuple[Touch, ...]:
    return tuple(t for t in attempts_of(conversation) if t.failed in ("", UNCONFIRMED))


def _point(touch: Touch) -> ContactPoint:
    return touch.point or CHANNELS[touch.channel].contact_point


def _address(person: PersonHistory, point: ContactPoint) -> AddressHistory:
    return person.phone if point is ContactPoint.PHONE else person.email


def _latest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)


def attempts_of(conversation: Conversation) -> tuple[Touch, ...]:
    """Openings and follow-ups; an answer is none."""
    return tuple(touch for touch in conversation.touches if touch.purpose is not Purpose.REPLY)
