"""Slot values of one conversation: what is known of it now, and what one utterance offers.

It gathers the facts; `playbooks.line_slots` decides whether a slot can be filled truthfully.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from functions.outreach.domain.calendar.founder_calendar import Slot
from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.domain.playbooks.line_slots import SlotFacts
from functions.product.channels import CHANNELS, Channel, Channels

SURE_WITHOUT_YEAR = timedelta(days=300)
"""A day that lies further ahead is named with its year: the day of this year is not far either."""


def needs_year(moment: datetime, *, now: datetime) -> bool:
    return moment - now > SURE_WITHOUT_YEAR


def slot_facts_of(conversation: Conversation, context: StepContext, channel: Channel) -> SlotFacts:
    return SlotFacts(
        customer=conversation.facts,
        business_name=conversation.terms.business_name,
        founder_name=conversation.terms.founder_name,
        offer=conversation.terms.offer,
        language=conversation.language,
        time_zone=conversation.time_zone,
        now=context.now,
        meeting_minutes=context.bandwidth.talk_minutes,
        page_url=context.page_url,
        opt_out=context.channels[channel].opt_out,
    )


def utterance_values(
    conversation: Conversation,
    channel: Channel,
    *,
    offered: tuple[Slot, ...] = (),
    slot: Slot | None = None,
    callback_at: datetime | None = None,
    with_year: bool = False,
    channels: Channels = CHANNELS,
) -> Mapping[str, str]:
    """The slots that belong to one utterance: offered times, the chosen one, the callback.

    `with_year`: the callback's day is named with its year (`needs_year`).
    """
    if not (offered or slot or callback_at):
        return {}
    from functions.outreach.domain.playbooks.localised_text import moment_text, offered_text

    language, zone = conversation.language, conversation.time_zone
    found: dict[str, str] = {}
    if offered:
        starts = [time.start for time in offered]
        spoken = channels[channel].spoken
        found["slots"] = offered_text(starts, language=language, zone=zone, spoken=spoken)
    if slot is not None:
        found["slot"] = moment_text(slot.start, language=language, zone=zone)
    if callback_at is not None:
        words = moment_text(callback_at, language=language, zone=zone, with_year=with_year)
        found["callback_time"] = words
    return found
