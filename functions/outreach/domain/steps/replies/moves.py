"""Where a message takes the conversation: one move per act, all in one utterance.

Each move speaks, changes state and names what follows; none of them reads words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from functions.outreach.domain.conversation.request import waits_for_yes
from functions.outreach.domain.conversation.state import Conversation, Outcome, State, Who
from functions.outreach.domain.conversation.turns import was_delivered
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.permission.decide import Refused
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.scheduling.callback import DEFAULT_DELAY
from functions.outreach.domain.speaking.slot_values import utterance_values
from functions.outreach.domain.steps.booking import (
    ask_for_callback_time,
    call_off,
    live_slots,
    notice_of,
    offer_slots,
    promise_callback,
    read_back,
    release_booking,
    speak,
    take_slot,
)
from functions.outreach.domain.steps.draft import Draft, Unfinished
from functions.outreach.domain.steps.opening import pending_parts, touch_on
from functions.outreach.domain.steps.replies.clarification import DOUBTS, clarify
from functions.outreach.domain.steps.replies.handover import (
    HANDOVERS,
    already_done,
    hand_over,
    minor,
)
from functions.outreach.domain.steps.replies.last_words import wrong_person
from functions.outreach.domain.steps.replies.message import Pieces, ReadMessage
from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.counted_acts import first_of
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.product.channels import Channel

QUIET_AFTER_DECLINE = timedelta(days=30)
_OFFERS_FOUNDER = frozenset({Part.UNKNOWN_ANSWER, Part.PRICE_TO_FOUNDER})


def move(draft: Draft, message: ReadMessage) -> Unfinished:
    """The one act that decides where the conversation goes, or on from where it stood."""
    if first_of(message.acts) is None:
        return _carry_on(draft, message)
    return _MOVES[message.act.kind](draft, message)


def _wrong_person(draft: Draft, message: ReadMessage) -> Unfinished:
    wrong_person(draft, evidence=message.text)
    return None


def _cancels(draft: Draft, message: ReadMessage) -> Unfinished:
    """The time goes back at once; other times are offered with the confirmation."""
    if draft.conversation.booking is None:
        return _carry_on(draft, message)
    lead = [*message.lead]
    if message.act.kind is ActKind.CANCELS_BOOKING:
        lead.append(Part.BOOKING_CANCELLED)
    elif not lead:
        lead.append(Part.ACKNOWLEDGE)
    return call_off(draft, lead=lead, window=message.window)


def _chooses_slot(draft: Draft, message: ReadMessage) -> Unfinished:
    offered = draft.conversation.offered
    if message.act.any_slot and offered:
        return _propose_earliest(draft, message)
    if message.act.slot is None or not 0 <= message.act.slot < len(offered):
        return _unclear(draft, message)
    slot = offered[message.act.slot]
    if draft.conversation.call and slot != waits_for_yes(draft.conversation):
        return read_back(draft, slot, lead=message.lead)
    return take_slot(draft, slot.start, lead=message.lead)


def _propose_earliest(draft: Draft, message: ReadMessage) -> Unfinished:
    """Nobody chose, so the earliest is proposed and only a yes to it books it."""
    left = live_slots(draft.conversation, now=draft.now, notice=notice_of(draft))
    if not left:
        return offer_slots(draft, lead=message.lead)
    earliest = min(left, key=lambda slot: slot.start)
    if draft.conversation.call:
        return read_back(draft, earliest, lead=message.lead)
    draft.change(state=State.OFFERING, asked=Part.SLOT_OFFER, offered=(earliest,))
    lead = [*_leading(message), Part.SLOT_OFFER]
    return speak(draft, lead, purpose=Purpose.REPLY, offered=(earliest,))


def _chooses_channel(draft: Draft, message: ReadMessage) -> Unfinished:
    """ "Stop texting me, call me": from now on there, if that is permitted."""
    wanted, current = message.act.channel, draft.conversation.channel
    if wanted is None or wanted is current:
        return _carry_on(draft, message)
    draft.change(asked_channel=wanted, hot=draft.conversation.hot or wanted is Channel.VOICE)
    ready = wanted in draft.conversation.terms.channels
    answer = draft.may(wanted, Purpose.REPLY) if ready else None
    if answer is None or (isinstance(answer, Refused) and answer.retry_at is None):
        # The wish stands even where the agent may not follow it: the founder can.
        withheld = draft.reply([*message.lead, Part.HUMAN_HANDOVER])
        draft.give_to_founder(f"wants to be contacted by {wanted}")
        return withheld
    if draft.conversation.booking is not None:
        return _carry_on(draft, message)
    draft.change(state=_open_state(draft), outcome=None, callback_at=None)
    draft.hang_up()
    if isinstance(answer, Refused):
        return None
    draft.change(call="")
    return touch_on(draft, wanted, Purpose.REPLY)


def _open_state(draft: Draft) -> State:
    """A word of the customer's ends a promise to return: the talk is on again."""
    state = draft.conversation.state
    return State.TALKING if state is State.CALLBACK else state


def _not_now(draft: Draft, message: ReadMessage) -> Unfinished:
    window = message.act.window or message.window
    interested = message.has(ActKind.INTERESTED) or message.has(ActKind.CHOOSES_SLOT)
    if interested and window is not None:
        return offer_slots(draft, lead=_leading(message), window=window)
    if draft.conversation.booking is not None:
        release_booking(draft)
    lead = message.lead or (Part.NOT_NOW,)
    if window is None and draft.conversation.asked is Part.CALLBACK_OFFER:
        window = TimeWindow(earliest=draft.now.date() + DEFAULT_DELAY)
    if window is None:
        return ask_for_callback_time(draft, lead=lead)
    return promise_callback(draft, lead=lead, window=window)


def _declined(draft: Draft, message: ReadMessage) -> Unfinished:
    if draft.conversation.booking is not None:
        release_booking(draft)
    answers = [piece for piece in message.lead if piece not in _OFFERS_FOUNDER]
    withheld = draft.reply([*answers, Part.DECLINE])
    draft.hang_up()
    draft.close(Outcome.DECLINED, reason="declined")
    draft.change(quiet_until=(draft.now + QUIET_AFTER_DECLINE).date())
    draft.tell_founder("declined")
    return withheld


def _other_times(draft: Draft, message: ReadMessage) -> Unfinished:
    window = message.act.window or message.window
    conversation = draft.conversation
    if conversation.asked is Part.CALLBACK_OFFER:
        if window is None:
            window = TimeWindow(earliest=draft.now.date() + DEFAULT_DELAY)
        return promise_callback(draft, lead=message.lead, window=window)
    if conversation.booking is not None:
        return _cancels(draft, message)
    return offer_slots(draft, lead=_leading(message), window=window)


def _interested(draft: Draft, message: ReadMessage) -> Unfinished:
    """Real free slots, once the motion has asked what it must ask first."""
    conversation = draft.conversation
    if conversation.booking is not None:
        return _carry_on(draft, message)
    waiting = waits_for_yes(conversation)
    if waiting is not None and message.act.kind is ActKind.INTERESTED:
        return take_slot(draft, waiting.start, lead=message.lead)
    probe = _line_asked(draft)
    if (
        probe is not None
        and not was_delivered(draft.conversation, probe)
        and not message.for_founder
    ):
        draft.change(state=State.TALKING, outcome=None, asked=probe, offered=(), callback_at=None)
        return draft.reply([*_leading(message), probe])
    founders = bool(message.for_founder) or conversation.founder_callback
    lead = _leading(message)
    if not founders:
        lead += _after_probe(draft)
        lead += [] if was_delivered(draft.conversation, Part.HANDOFF) else [Part.HANDOFF]
    return offer_slots(draft, lead=lead, window=message.window, founder_callback=founders)


def _answers(draft: Draft, message: ReadMessage) -> Unfinished:
    """An answer in free words: to the probe it leads to slots, to the question to the handoff."""
    conversation = draft.conversation
    probe = _line_asked(draft)
    if conversation.asked in (Part.LEAVING_REASON, Part.BLOCKERS):
        return _interested(draft, message)
    if conversation.asked is not Part.QUESTION:
        return _carry_on(draft, message)
    follows = probe if probe and not was_delivered(draft.conversation, probe) else Part.HANDOFF
    draft.change(asked=follows)
    return draft.reply([*_leading(message), follows])


def _thanks(draft: Draft, message: ReadMessage) -> Unfinished:
    """Nothing to answer where everything is settled; otherwise the open question stands."""
    if message.lead:
        return _carry_on(draft, message)
    settled = draft.conversation.state in (State.BOOKED, State.CALLBACK)
    if draft.conversation.call:
        closing = draft.composed([Part.CLOSING], Channel.VOICE)
        withheld = draft.reply([Part.CLOSING]) if closing else None
        draft.hang_up()
        return withheld
    return None if settled else _carry_on(draft, message)


def _unclear(draft: Draft, message: ReadMessage) -> Unfinished:
    """One closed question, beside answers alone; not understood again is for the founder.

    The pitch never goes on here: what was not understood may have been a no.
    """
    waiting = waits_for_yes(draft.conversation)
    if waiting is not None and not _was_repeated(draft.conversation, Part.SLOT_READ_BACK):
        # A yes to the closed question would not be a yes to the time.
        return read_back(draft, waiting, lead=message.lead)
    last = next((t for t in reversed(draft.conversation.turns) if t.who is Who.AGENT), None)
    if last is not None and any(piece.part is Part.UNCLEAR for piece in last.pieces):
        withheld = draft.reply([*message.lead, Part.HUMAN_HANDOVER])
        draft.give_to_founder("not understood twice")
        return withheld
    return draft.reply([*message.lead, Part.UNCLEAR])


def _was_repeated(conversation: Conversation, part: Part) -> bool:
    """Whether the agent's last two turns both asked this."""
    last_two = [turn for turn in conversation.turns if turn.who is Who.AGENT][-2:]
    return len(last_two) == 2 and all(
        any(piece.part is part for piece in turn.pieces) for turn in last_two
    )


def _carry_on(draft: Draft, message: ReadMessage) -> Unfinished:
    """After an answer on the way, the question that is still open, so that it goes on."""
    conversation = draft.conversation
    settled = conversation.state in (State.BOOKED, State.CALLBACK)
    if message.for_founder and conversation.booking is None:
        return offer_slots(draft, lead=message.lead, window=message.window, founder_callback=True)
    if settled:
        return draft.reply(message.lead) if message.lead else None
    offered = live_slots(conversation, now=draft.now, notice=notice_of(draft))
    if conversation.state is State.OFFERING and len(offered) < len(conversation.offered):
        return offer_slots(draft, lead=message.lead)
    pending = pending_parts(conversation)
    if not pending or (pending == [Part.QUESTION] and message.has(ActKind.ASKS_PRICE)):
        # Somebody who asks for the price has passed the qualifying question.
        pending = [Part.HANDOFF]
    if pending == [Part.HANDOFF]:
        draft.change(asked=Part.HANDOFF)
    channel = conversation.channel or Channel.EMAIL
    extra = utterance_values(
        conversation,
        channel,
        offered=offered,
        slot=waits_for_yes(conversation),
        channels=draft.context.channels,
    )
    return draft.reply([*(message.lead or (Part.ACKNOWLEDGE,)), *pending], extra)


def _leading(message: ReadMessage) -> Pieces:
    return list(message.lead) or [Part.ACKNOWLEDGE]


def _line_asked(draft: Draft) -> Part | None:
    """What the motion asks once before any times."""
    named = draft.context.motions[draft.conversation.terms.motion].ask
    return Part(named) if named else None


def _after_probe(draft: Draft) -> Pieces:
    """One offer may be mentioned once the blockers are known (renewal)."""
    conversation = draft.conversation
    named = draft.context.motions[conversation.terms.motion].after_ask
    part = Part(named) if named else None
    wanted = part is not None and conversation.terms.offer is not None
    if (
        part is None
        or not wanted
        or was_delivered(draft.conversation, part)
        or not conversation.blockers
    ):
        return []
    has_line = any(line.part is part for line in draft.context.playbook.lines)
    return [part] if has_line else []


_MOVES: dict[ActKind, Callable[[Draft, ReadMessage], Unfinished]] = {
    **dict.fromkeys(HANDOVERS, hand_over),
    **dict.fromkeys(DOUBTS, clarify),
    ActKind.MINOR: minor,
    ActKind.ALREADY_DONE: already_done,
    ActKind.WRONG_PERSON: _wrong_person,
    ActKind.CANCELS_BOOKING: _cancels,
    ActKind.RESCHEDULES: _cancels,
    ActKind.CHOOSES_SLOT: _chooses_slot,
    ActKind.CHOOSES_CHANNEL: _chooses_channel,
    ActKind.NOT_NOW: _not_now,
    ActKind.DECLINED: _declined,
    ActKind.OTHER_TIMES: _other_times,
    ActKind.INTERESTED: _interested,
    ActKind.UNSURE: _interested,
    ActKind.ANSWERS: _answers,
    ActKind.THANKS: _thanks,
    ActKind.UNCLEAR: _unclear,
}
