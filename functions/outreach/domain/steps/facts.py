"""What newer facts of a customer do to the conversation that is open with them.

They replace the older ones, and end a pitch that is no longer true; they are never mentioned,
and the addresses a conversation holds its locks on stay as they are.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from functions.outreach.domain.conversation.events import FactsChanged
from functions.outreach.domain.conversation.state import Conversation, Outcome, State
from functions.outreach.domain.conversation.turns import last_human_turn
from functions.outreach.domain.steps.draft import Draft
from functions.product.channels import Channel, ContactPoint
from functions.product.customer_facts import CustomerFacts
from functions.product.equal_forms import is_equal
from functions.product.limits import FACTS_STALE, facts_stale
from functions.product.motions import Motion

OUTSIDE = MappingProxyType(
    {
        "paid": "the newest facts show no payment",
        "not_suppressed": "opted out in the meantime",
        "may_be_contacted": "marked 'do not contact' in the newest facts",
        "has_contact_point": "no address in the newest facts",
        "not_in_base": "not in the newest customer base",
    }
)
"""Reasons of a segment run for which nobody is worked at all → what the founder reads."""


def facts_changed(draft: Draft, event: FactsChanged) -> None:
    """A newer run saw the customer.

    Who left the perimeter is not pitched to again: the conversation ends if nobody talked yet and
    is the founder's otherwise. Who only moved to another motion keeps what was promised; the
    founder takes over when the agent would speak next. A call that is open is not cut.
    """
    conversation = draft.conversation
    if conversation.state is State.CLOSED:
        return
    outside = left_perimeter(event.facts)
    why = outside or _moved(conversation.terms.motion, event.facts.motion)
    notified = conversation.facts_changed and conversation.reason == why
    facts = with_own_addresses(conversation, event.facts)
    draft.change(facts=facts, facts_changed=bool(why))
    if not why or conversation.call:
        return
    if conversation.state is State.BOOKED and not notified:
        draft.change(reason=why)
        draft.tell_founder("facts_changed")
    elif outside and conversation.state in _AGENTS:
        end_pitch(draft, outside)


_AGENTS = frozenset({State.WAITING, State.OPENED, State.TALKING, State.OFFERING})
"""States in which the next word is the agent's own; a promise to return is judged on its day."""


def end_pitch(draft: Draft, why: str) -> None:
    """The founder is notified instead; with nobody who talked there is nothing to take over."""
    if last_human_turn(draft.conversation) is not None:
        draft.give_to_founder(why, notice="facts_changed")
        return
    draft.close(Outcome.EXPIRED, reason=why)
    draft.tell_founder("facts_changed")


def give_changed_to_founder(draft: Draft) -> None:
    """The customer acted after the facts had changed: the answer is the founder's."""
    conversation = draft.conversation
    facts, pitched = conversation.facts, conversation.terms.motion
    why = left_perimeter(facts) or _moved(pitched, facts.motion)
    draft.give_to_founder(why, notice="facts_changed")


def facts_moved(draft: Draft) -> str:
    """Why today's facts forbid a pitch of this campaign; empty if they do not."""
    conversation = draft.conversation
    today, pitched = draft.context.today, conversation.terms.motion
    facts = today or conversation.facts
    # Where a change was reported, or the base asked today, no motion is an answer too.
    judged = today is not None or conversation.facts_changed
    why = left_perimeter(facts) or _moved(pitched, facts.motion if judged else pitched)
    if why:
        return why
    # What somebody who talked was promised does not grow old with the facts: those that are too
    # old are only not stated any more.
    answered = last_human_turn(conversation) is not None
    stale = facts_stale(as_of=facts.as_of, today=draft.now.date(), synced=facts.synced)
    if stale and not answered:
        return FACTS_STALE
    if today is not None:
        draft.change(facts=with_own_addresses(conversation, today), facts_changed=False)
    return ""


def left_perimeter(facts: CustomerFacts) -> str:
    """Why this customer may not be worked at all by now, in words; empty if they may."""
    if facts.do_not_contact:
        return OUTSIDE["may_be_contacted"]
    if not facts.paid:
        return OUTSIDE["paid"]
    return "" if facts.motion else OUTSIDE.get(facts.reason, "")


def _moved(pitched: Motion, motion: Motion | None) -> str:
    if motion is pitched:
        return ""
    now = motion.value.replace("_", "-") if motion else "no motion"
    return f"facts changed: {now} instead of {pitched.value.replace('_', '-')}"


def with_own_addresses(conversation: Conversation, newer: CustomerFacts) -> CustomerFacts:
    """The newer facts at the addresses that this conversation holds.

    What the file states of another number or address (consent, WhatsApp) does not hold for these.
    """
    kept = conversation.facts
    facts = replace(
        newer,
        phone=kept.phone,
        email=kept.email,
        other_phones=kept.other_phones,
        other_emails=kept.other_emails,
    )
    if not is_equal(ContactPoint.PHONE, newer.phone, kept.phone):
        consents = (
            *(one for one in newer.consents if one.channel is Channel.EMAIL),
            *(one for one in kept.consents if one.channel is not Channel.EMAIL),
        )
        facts = replace(facts, whatsapp=kept.whatsapp, consents=consents)
    if not is_equal(ContactPoint.EMAIL, newer.email, kept.email):
        consents = (
            *(one for one in facts.consents if one.channel is not Channel.EMAIL),
            *(one for one in kept.consents if one.channel is Channel.EMAIL),
        )
        facts = replace(facts, consents=consents, soft_opt_in=kept.soft_opt_in)
    return facts
