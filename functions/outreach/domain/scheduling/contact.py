"""Whether this conversation's person may be contacted: permission asked with all their history.

The ladder asks it for a moment to come, a step for now; neither may leave anything out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.state import UNCONFIRMED, Conversation, Touch
from functions.outreach.domain.conversation.turns import last_human_turn
from functions.outreach.domain.permission.contact_facts import PersonHistory, Purpose
from functions.outreach.domain.permission.decide import Allowed, Refused, Rule, decide
from functions.product.channels import Channel


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
        person=history(conversation, context.person),
        customer_wrote_at=wrote.at if wrote else None,
        wrote_here_at=wrote_here.at if wrote_here else None,
        wrote_on=wrote.channel if wrote else None,
        channels=context.channels,
        table=context.permissions,
    )


def history(conversation: Conversation, person: PersonHistory) -> PersonHistory:
    """What the person was touched with, this conversation included.

    `person` may already hold this conversation's own touches: an instant counts once. A touch that
    failed reached nobody, and a reply answers: neither counts; one that perhaps arrived does.
    """
    counted = {t.at for t in attempts_of(conversation) if t.failed in ("", UNCONFIRMED)}
    uncounted = {touch.at for touch in conversation.touches} - counted
    before = {*person.touched_at, *conversation.prior.touched_at} - uncounted
    quiet = (person.quiet_until, conversation.prior.quiet_until, conversation.quiet_until)
    return replace(
        person,
        touched_at=tuple(sorted(before | counted)),
        quiet_until=max((day for day in quiet if day is not None), default=None),
        suppressed=person.suppressed or conversation.prior.suppressed,
    )


def attempts_of(conversation: Conversation) -> tuple[Touch, ...]:
    """Openings and follow-ups; an answer is none."""
    return tuple(touch for touch in conversation.touches if touch.purpose is not Purpose.REPLY)
