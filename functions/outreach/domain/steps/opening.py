"""What the agent does of its own accord when it wakes: open, follow up, return, or give up.

It never answers anybody; whatever it says first on a channel begins with the disclosure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from functions.outreach.domain.calendar.offered_slots import free_slots
from functions.outreach.domain.conversation.context import CalendarNeeded, StepContext
from functions.outreach.domain.conversation.state import (
    Conversation,
    Outcome,
    State,
    Touch,
    Turn,
    UtterancePiece,
    Who,
)
from functions.outreach.domain.conversation.turns import (
    is_human_turn,
    last_human_turn,
    only_asks_to_record,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.scheduling.callback import REMINDED_BEFORE, is_outdated_by
from functions.outreach.domain.scheduling.ladder import Exhausted, next_touch
from functions.outreach.domain.speaking.slot_values import utterance_values
from functions.outreach.domain.speaking.utterance import MissingAnswer, MissingLine, compose
from functions.outreach.domain.steps.booking import (
    SLOTS_OFFERED,
    cancelled_by_us,
    live_slots,
    notice_of,
)
from functions.outreach.domain.steps.calendar_changes import confirm_held, tell_moved
from functions.outreach.domain.steps.calls.transfer import give_time_back
from functions.outreach.domain.steps.delivery import settle_failures
from functions.outreach.domain.steps.draft import Draft, Unfinished, Withheld
from functions.outreach.domain.steps.facts import end_pitch, facts_moved
from functions.outreach.domain.steps.replies.clarification import (
    end_uncleared,
    find_uncleared,
    silence_is_over,
)
from functions.product.channels import Channel

SILENCE = timedelta(days=14)
"""After this long without a word from somebody who talked, the conversation expires."""
AFTER_SLOT = timedelta(hours=24)
"""How long a kept booking stays open, for a no-show to be marked."""
CALL_LOST = timedelta(minutes=30)
"""A call whose end was never reported."""

_STILL_OPEN = frozenset(
    {
        Part.QUESTION,
        Part.LEAVING_REASON,
        Part.BLOCKERS,
        Part.HANDOFF,
        Part.SLOT_OFFER,
        Part.SLOT_READ_BACK,
        Part.CALLBACK_OFFER,
    }
)
_SKIPS_CHANNEL = ("guard:template", f"line_missing:{Part.OPENER}")
"""Stops that only say that this channel cannot open this conversation."""


def can_open(conversation: Conversation, context: StepContext) -> str | None:
    """None if approved lines can open it truthfully on some channel, else why not.

    It looks at words and facts alone; permission is decided at the touch.
    """
    reasons: list[str] = []
    for channel in conversation.terms.channels:
        spec = context.channels[channel]
        if not spec.may_open:
            reasons.append(f"{channel}_opens_nothing")
            continue
        made = compose(
            [Part.DISCLOSURE, Part.OPENER, Part.QUESTION],
            conversation=conversation,
            context=context,
            channel=channel,
        )
        if isinstance(made, MissingLine):
            reasons.append(f"line_missing:{made.part}")
        elif isinstance(made, MissingAnswer):
            reasons.append(f"answer_missing:{made.answer}")
        elif spec.takes_templates and not any(piece.content_sid for piece in made):
            reasons.append(f"{channel}_template_missing")
        else:
            return None
    return reasons[0] if reasons else "no_channel"


def greeting(
    conversation: Conversation, context: StepContext, *, inbound: bool = False
) -> tuple[UtterancePiece, ...]:
    """What a call says first: the disclosure, then where the conversation stands.

    For a placed call it is what the effect carries; for a customer who rings us it is made now, and
    never says that we called. Empty if an approved line is missing.
    """
    if conversation.greeting and not inbound:
        return conversation.greeting
    draft = Draft(conversation=conversation, context=context)
    offered = live_slots(conversation, now=context.now, notice=notice_of(draft))
    extra = utterance_values(
        conversation, Channel.VOICE, offered=offered, channels=context.channels
    )
    wanted = _inbound_parts(conversation) if inbound else opening_parts(conversation)
    parts = [part for part in wanted if part is not Part.SLOT_OFFER or offered]
    made = draft.composed(parts, Channel.VOICE, extra)
    if inbound and isinstance(made, Withheld):
        # Playbooks of before greet everybody alike.
        made = draft.composed([Part.DISCLOSURE, *parts[1:]], Channel.VOICE, extra)
    return () if isinstance(made, Withheld) else draft.asking_to_record(made)


def _inbound_parts(conversation: Conversation) -> list[Part]:
    """What a customer who rings hears: the question that is open, or the opening if they heard no
    more than a message on their machine."""
    if conversation.clarification is not None:
        return [Part.INBOUND]
    if any(_was_heard(turn) for turn in conversation.turns):
        return [Part.INBOUND, *pending_parts(replace(conversation, call=""))]
    return [Part.INBOUND, Part.OPENER, Part.QUESTION]


def _was_heard(turn: Turn) -> bool:
    ours = _reached_customer(turn)
    return is_human_turn(turn) or (
        ours and any(piece.part is not Part.VOICEMAIL for piece in turn.pieces)
    )


def opening_parts(conversation: Conversation) -> list[Part]:
    """What a channel is opened with, given the turns on the earlier ones."""
    if conversation.clarification is not None:
        # Somebody who rings us while it is open whether to stop hears no pitch.
        return [Part.DISCLOSURE]
    returning = conversation.state is State.CALLBACK or conversation.asked is Part.CALLBACK_RETURN
    if returning:
        return [Part.DISCLOSURE, Part.CALLBACK_RETURN]
    if any(is_human_turn(turn) or _reached_customer(turn) for turn in conversation.turns):
        # An opening is never inside the call that asked, even if nobody reported that call's end.
        elsewhere = replace(conversation, call="")
        return [Part.DISCLOSURE, Part.CONTINUE, *pending_parts(elsewhere)]
    return [Part.DISCLOSURE, Part.OPENER, Part.QUESTION]


def _reached_customer(turn: Turn) -> bool:
    return turn.who is Who.AGENT and not turn.undelivered and not only_asks_to_record(turn)


def pending_parts(conversation: Conversation) -> list[Part]:
    """The question the customer has not answered yet."""
    asked = conversation.asked
    if asked is Part.SLOT_READ_BACK and not conversation.call:
        # Read back in a call that is over: elsewhere the times are offered again.
        asked = Part.SLOT_OFFER
    if asked is Part.SLOT_OFFER and not conversation.offered:
        return []
    return [asked] if asked in _STILL_OPEN and asked is not None else []


def expires_at(conversation: Conversation) -> datetime | None:
    """When silence ends the conversation; None while nobody has talked."""
    last = last_human_turn(conversation)
    if last is None:
        return None
    return max(last.at, conversation.resumed_at or last.at) + SILENCE


def is_due(conversation: Conversation, *, now: datetime) -> bool:
    """Whether a wake at this moment is the one that was asked for."""
    if conversation.state is State.CLOSED:
        return False
    if conversation.due_at is None:
        return conversation.state is State.WAITING
    return now >= conversation.due_at


def became_due(draft: Draft) -> Unfinished:
    """Decide what the due time is for; one that is not due (any more) changes nothing."""
    conversation = draft.conversation
    if not is_due(conversation, now=draft.now):
        return None
    if draft.context.person.suppressed:
        give_time_back(draft)
        draft.close(Outcome.OPTED_OUT, reason="suppressed")
        draft.tell_founder("opted_out")
        return None
    if settle_failures(draft):
        # Whatever else is due by now is looked at in the next minute.
        return None
    if conversation.transfer is not None:
        # Nobody reported whether they talked.
        give_time_back(draft)
        if conversation.state is not State.TAKEN_OVER:
            draft.give_to_founder("put through, and nobody reported what came of it")
        # That call is over: the founder keeps the conversation for as long as any other.
        draft.change(call="", placed_by="")
        return None
    draft.change(call="", placed_by="")
    if conversation.clarification is not None:
        silence_is_over(draft)
        return None
    return _ON_WAKE[conversation.state](draft)


def _climb(draft: Draft) -> Unfinished:
    conversation = draft.conversation
    if conversation.asked is Part.SLOT_CONFLICT:
        return cancelled_by_us(draft)
    if conversation.asked is Part.SLOT_CHECK and conversation.held is not None:
        return confirm_held(draft)
    expires = expires_at(conversation)
    if expires is not None and draft.now >= expires:
        draft.close(Outcome.EXPIRED, reason="silent for 14 days")
        draft.tell_founder("expired")
        return None
    moved = facts_moved(draft)
    if moved:
        end_pitch(draft, moved)
        return None
    return _next_rung(draft, give_up=_give_up)


def _next_rung(draft: Draft, *, give_up: Callable[[Draft, Exhausted], None]) -> Unfinished:
    """The next touch that can be made now. A channel that cannot open is passed over."""
    for _ in draft.context.channels:
        due = next_touch(conversation=draft.conversation, context=draft.context)
        if isinstance(due, Exhausted):
            give_up(draft, due)
            return None
        if due.at > draft.now:
            draft.change(due_at=due.at)
            return None
        unfinished = touch_on(draft, due.channel, due.purpose)
        if not isinstance(unfinished, Withheld) or unfinished.rule not in _SKIPS_CHANNEL:
            return unfinished
        why = unfinished.rule
        failed = Touch(due.channel, due.purpose, draft.now, draft.effect_id(), why)
        draft.change(touches=(*draft.conversation.touches, failed), reason=why)
    return None


def _give_up(draft: Draft, exhausted: Exhausted) -> None:
    conversation = draft.conversation
    if last_human_turn(conversation) is not None:
        return
    if exhausted.close_at is not None and draft.now < exhausted.close_at:
        return
    draft.close(Outcome.UNREACHABLE, reason=conversation.reason or exhausted.reason)
    draft.tell_founder("unreachable")


def touch_on(draft: Draft, channel: Channel, purpose: Purpose) -> Unfinished:
    """One touch: the opening of a channel, or a follow-up on it."""
    if draft.conversation.state is State.OFFERING:
        needed = _refresh_offer(draft)
        if needed is not None:
            return needed
    conversation = draft.conversation
    parts = opening_parts(conversation)
    wrote_before = any(
        turn.channel is channel and turn.who is Who.AGENT and not turn.undelivered
        for turn in conversation.turns
    )
    if purpose is Purpose.FOLLOW_UP and wrote_before and Part.CALLBACK_RETURN not in parts:
        parts = [Part.FOLLOW_UP, *_repeated(conversation)]
    extra = utterance_values(
        conversation, channel, offered=conversation.offered, channels=draft.context.channels
    )
    withheld = draft.say(parts, channel=channel, purpose=purpose, extra=extra)
    if withheld is not None:
        return withheld
    if conversation.state is State.WAITING:
        draft.change(state=State.OPENED)
    if Part.QUESTION in parts:
        draft.change(asked=Part.QUESTION)
    if Part.CALLBACK_RETURN in parts:
        draft.change(
            state=State.TALKING,
            asked=Part.CALLBACK_RETURN,
            callback_at=None,
            outcome=None,
            resumed_at=draft.now,
        )
    return None


def _repeated(conversation: Conversation) -> list[Part]:
    """A follow-up repeats slots; any other question was asked in the message it follows."""
    return [part for part in pending_parts(conversation) if part is Part.SLOT_OFFER]


def _refresh_offer(draft: Draft) -> CalendarNeeded | None:
    """Slots offered again must still be free, so the calendar is asked again."""
    calendar = draft.context.calendar
    conversation = draft.conversation
    if calendar is None:
        return CalendarNeeded(conversation.terms.founder)
    found = free_slots(
        bandwidth=draft.context.bandwidth,
        calendar=calendar,
        now=draft.now,
        window=conversation.preferred,
        customer_zone=conversation.time_zone,
        count=SLOTS_OFFERED,
    )
    if found:
        draft.change(offered=found)
    else:
        draft.change(offered=(), asked=Part.HANDOFF, state=State.TALKING)
    return None


def reminder_at(conversation: Conversation) -> datetime | None:
    """When the founder is reminded that a promised return will be made on older facts; None if
    there is nothing to remind of, or it was done."""
    at = conversation.callback_at
    if at is None or conversation.reminded_of == at or not is_outdated_by(conversation.facts, at):
        return None
    return at - REMINDED_BEFORE


def _remind_founder(draft: Draft, promised: datetime) -> None:
    """Newer facts may have come in the meantime; then nothing has to be uploaded."""
    facts = draft.context.today or draft.conversation.facts
    draft.change(reminded_of=promised)
    if is_outdated_by(facts, promised):
        draft.tell_founder("callback_soon")


def _callback_due(draft: Draft) -> Unfinished:
    """The promise is carried out on today's permission with what the conversation knows.

    Facts that are too old are not stated, and break no promise; where newer ones forbid the pitch,
    the founder is notified.
    """
    promised = draft.conversation.callback_at
    if promised is not None and draft.now < promised:
        _remind_founder(draft, promised)
        return None
    moved = facts_moved(draft)
    if moved:
        draft.give_to_founder(f"callback due: {moved}", notice="facts_changed")
        return None
    unfinished = _next_rung(draft, give_up=_cannot_return)
    if isinstance(unfinished, Withheld):
        draft.give_to_founder(f"callback due, not said: {unfinished.rule}")
        return None
    return unfinished


def _cannot_return(draft: Draft, exhausted: Exhausted) -> None:
    draft.give_to_founder(f"callback due, not permitted: {exhausted.reason}")


def _after_slot(draft: Draft) -> Unfinished:
    booking = draft.conversation.booking
    if draft.conversation.asked is Part.SLOT_MOVED and booking and draft.now < booking.slot.start:
        return tell_moved(draft)
    draft.close(Outcome.BOOKED)
    return None


def _never_handed_back(draft: Draft) -> None:
    doubted = find_uncleared(draft.conversation)
    if draft.conversation.booking is None and doubted is not None:
        end_uncleared(draft, doubted)
        return
    outcome = Outcome.EXPIRED if draft.conversation.booking is None else Outcome.BOOKED
    draft.close(draft.conversation.outcome or outcome)


_ON_WAKE: dict[State, Callable[[Draft], Unfinished]] = {
    State.WAITING: _climb,
    State.OPENED: _climb,
    State.TALKING: _climb,
    State.OFFERING: _climb,
    State.CALLBACK: _callback_due,
    State.BOOKED: _after_slot,
    State.TAKEN_OVER: _never_handed_back,
}
