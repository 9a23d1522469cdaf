"""Where a message takes the conversation: one move per act, said in one utterance.

Each move speaks, changes state and names what follows; none of them reads words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from functions.outreach.domain.campaigns.motions import plan_of
from functions.outreach.domain.conversation.state import (
    CalendarNeeded,
    Outcome,
    Purpose,
    State,
    Who,
)
from functions.outreach.domain.permission.decide import Refused
from functions.outreach.domain.playbooks.line_slots import utterance_values
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.scheduling.callback import DEFAULT_DELAY
from functions.outreach.domain.steps.acts import act_of, first_of
from functions.outreach.domain.steps.booking import (
    live_slots,
    notice_of,
    offer_slots,
    promise_callback,
    release_booking,
    take_slot,
)
from functions.outreach.domain.steps.draft import Draft
from functions.outreach.domain.steps.opening import pending_parts, touch_on
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.product.channels import Channel

QUIET_AFTER_DECLINE = timedelta(days=30)
_OFFERS_FOUNDER = frozenset({Part.UNKNOWN_ANSWER, Part.PRICE_TO_FOUNDER})

Pieces = list[Part | AnswerId]


@dataclass(frozen=True, slots=True)
class Heard:
    """One message with its acts that count and what is already to be said about it."""

    text: str
    acts: tuple[Act, ...]
    lead: tuple[Part | AnswerId, ...] = ()
    for_founder: str = ""
    """A question only the founder can answer."""

    def has(self, kind: ActKind) -> bool:
        return act_of(self.acts, kind) is not None

    @property
    def act(self) -> Act:
        """The one that decides where the conversation goes."""
        return first_of(self.acts) or Act(ActKind.UNCLEAR)

    @property
    def window(self) -> TimeWindow | None:
        return next((act.window for act in self.acts if act.window is not None), None)


def move(draft: Draft, heard: Heard) -> CalendarNeeded | None:
    """The one act that decides where the conversation goes, or on from where it stood."""
    if first_of(heard.acts) is None:
        return _carry_on(draft, heard)
    return _MOVES[heard.act.kind](draft, heard)


def _human(draft: Draft, heard: Heard) -> None:
    draft.reply([Part.HUMAN_HANDOVER])
    why = "asked for a person" if heard.act.kind is ActKind.HUMAN_WANTED else "upset or at risk"
    draft.give_to_founder(why)


def _wrong_person(draft: Draft, heard: Heard) -> None:
    if draft.conversation.booking is not None:
        release_booking(draft)
    channel = draft.conversation.channel or Channel.EMAIL
    draft.confirm_last_word(Part.WRONG_PERSON, channel)
    draft.hang_up()
    draft.stopped = ""
    draft.suppress = f"wrong person: {heard.text}"
    draft.close(Outcome.WRONG_PERSON, reason="wrong person")
    draft.tell_founder("wrong_person")


def _cancels(draft: Draft, heard: Heard) -> CalendarNeeded | None:
    """The time goes back at once; other times are offered with the confirmation."""
    if draft.conversation.booking is None:
        return _carry_on(draft, heard)
    if draft.surroundings.calendar is None:
        return CalendarNeeded(draft.conversation.terms.founder)
    release_booking(draft)
    lead = [*heard.lead]
    if heard.act.kind is ActKind.CANCELS_BOOKING:
        lead.append(Part.BOOKING_CANCELLED)
    elif not lead:
        lead.append(Part.ACKNOWLEDGE)
    return offer_slots(draft, lead=lead, window=heard.window)


def _chooses_slot(draft: Draft, heard: Heard) -> CalendarNeeded | None:
    offered = draft.conversation.offered
    if heard.act.slot is None or not 0 <= heard.act.slot < len(offered):
        return _unclear(draft, heard)
    return take_slot(draft, offered[heard.act.slot].start, lead=heard.lead)


def _chooses_channel(draft: Draft, heard: Heard) -> CalendarNeeded | None:
    """ "Stop texting me, call me": from now on there, if that is permitted."""
    wanted, current = heard.act.channel, draft.conversation.channel
    if wanted is None or wanted is current:
        return _carry_on(draft, heard)
    draft.change(asked_channel=wanted, hot=draft.conversation.hot or wanted is Channel.VOICE)
    ready = wanted in draft.conversation.terms.channels
    answer = draft.may(wanted, Purpose.REPLY) if ready else None
    if answer is None or (isinstance(answer, Refused) and answer.retry_at is None):
        # The wish stands even where the agent may not follow it: the founder can.
        draft.reply([*heard.lead, Part.HUMAN_HANDOVER])
        draft.give_to_founder(f"wants to be contacted by {wanted}")
        return None
    if draft.conversation.booking is not None:
        return _carry_on(draft, heard)
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


def _not_now(draft: Draft, heard: Heard) -> CalendarNeeded | None:
    window = heard.act.window or heard.window
    interested = heard.has(ActKind.INTERESTED) or heard.has(ActKind.CHOOSES_SLOT)
    if interested and window is not None:
        return offer_slots(draft, lead=_leading(heard), window=window)
    if draft.conversation.booking is not None:
        release_booking(draft)
    lead = heard.lead or (Part.NOT_NOW,)
    if window is None and draft.conversation.asked is Part.CALLBACK_OFFER:
        window = TimeWindow(earliest=draft.now.date() + DEFAULT_DELAY)
    if window is None:
        draft.change(
            state=State.TALKING,
            outcome=None,
            asked=Part.CALLBACK_OFFER,
            offered=(),
            callback_at=None,
        )
        draft.reply([*lead, Part.CALLBACK_OFFER])
        return None
    promise_callback(draft, lead=lead, window=window)
    return None


def _declined(draft: Draft, heard: Heard) -> None:
    if draft.conversation.booking is not None:
        release_booking(draft)
    answers = [piece for piece in heard.lead if piece not in _OFFERS_FOUNDER]
    draft.reply([*answers, Part.DECLINE])
    draft.hang_up()
    draft.close(Outcome.DECLINED, reason="declined")
    draft.change(quiet_until=(draft.now + QUIET_AFTER_DECLINE).date())
    draft.tell_founder("declined")


def _other_times(draft: Draft, heard: Heard) -> CalendarNeeded | None:
    window = heard.act.window or heard.window
    conversation = draft.conversation
    if conversation.asked is Part.CALLBACK_OFFER:
        if window is None:
            window = TimeWindow(earliest=draft.now.date() + DEFAULT_DELAY)
        promise_callback(draft, lead=heard.lead, window=window)
        return None
    if conversation.booking is not None:
        return _cancels(draft, heard)
    return offer_slots(draft, lead=_leading(heard), window=window)


def _interested(draft: Draft, heard: Heard) -> CalendarNeeded | None:
    """Real free slots, once the motion has asked what it must ask first."""
    conversation = draft.conversation
    if conversation.booking is not None:
        return _carry_on(draft, heard)
    probe = plan_of(conversation.terms.motion).probe
    if probe is not None and not _was_said(draft, probe) and not heard.for_founder:
        draft.change(state=State.TALKING, outcome=None, asked=probe, offered=(), callback_at=None)
        draft.reply([*_leading(heard), probe])
        return None
    founders = bool(heard.for_founder) or conversation.founder_callback
    lead = _leading(heard)
    if not founders:
        lead += _after_probe(draft)
        lead += [] if _was_said(draft, Part.HANDOFF) else [Part.HANDOFF]
    return offer_slots(draft, lead=lead, window=heard.window, founder_callback=founders)


def _answers(draft: Draft, heard: Heard) -> CalendarNeeded | None:
    """An answer in free words: to the probe it leads to slots, to the question to the handoff."""
    conversation = draft.conversation
    probe = plan_of(conversation.terms.motion).probe
    if conversation.asked in (Part.LEAVING_REASON, Part.BLOCKERS):
        return _interested(draft, heard)
    if conversation.asked is not Part.QUESTION:
        return _carry_on(draft, heard)
    follows = probe if probe and not _was_said(draft, probe) else Part.HANDOFF
    draft.change(asked=follows)
    draft.reply([*_leading(heard), follows])
    return None


def _thanks(draft: Draft, heard: Heard) -> CalendarNeeded | None:
    """Nothing to answer where everything is settled; otherwise the open question stands."""
    if heard.lead:
        return _carry_on(draft, heard)
    settled = draft.conversation.state in (State.BOOKED, State.CALLBACK)
    if draft.conversation.call:
        if draft.composed([Part.CLOSING], Channel.VOICE):
            draft.reply([Part.CLOSING])
        draft.hang_up()
        return None
    return None if settled else _carry_on(draft, heard)


def _unclear(draft: Draft, heard: Heard) -> CalendarNeeded | None:
    """Asked once what was meant; not understood twice in a row is for the founder."""
    if heard.lead:
        return _carry_on(draft, heard)
    last = next((t for t in reversed(draft.conversation.turns) if t.who is Who.AGENT), None)
    if last is not None and any(piece.part is Part.UNCLEAR for piece in last.said):
        draft.reply([Part.HUMAN_HANDOVER])
        draft.give_to_founder("not understood twice")
        return None
    draft.reply([Part.UNCLEAR])
    return None


def _carry_on(draft: Draft, heard: Heard) -> CalendarNeeded | None:
    """After an answer on the way, the question that is still open, so that it goes on."""
    conversation = draft.conversation
    settled = conversation.state in (State.BOOKED, State.CALLBACK)
    if heard.for_founder and conversation.booking is None:
        return offer_slots(draft, lead=heard.lead, window=heard.window, founder_callback=True)
    if settled:
        if heard.lead:
            draft.reply(heard.lead)
        return None
    offered = live_slots(conversation, now=draft.now, notice=notice_of(draft))
    if conversation.state is State.OFFERING and len(offered) < len(conversation.offered):
        return offer_slots(draft, lead=heard.lead)
    pending = pending_parts(conversation)
    if not pending or (pending == [Part.QUESTION] and heard.has(ActKind.ASKS_PRICE)):
        # Somebody who asks for the price has passed the qualifying question.
        pending = [Part.HANDOFF]
    if pending == [Part.HANDOFF]:
        draft.change(asked=Part.HANDOFF)
    channel = conversation.channel or Channel.EMAIL
    extra = utterance_values(conversation, channel, offered=offered)
    draft.reply([*(heard.lead or (Part.ACKNOWLEDGE,)), *pending], extra)
    return None


def _leading(heard: Heard) -> Pieces:
    return list(heard.lead) or [Part.ACKNOWLEDGE]


def _after_probe(draft: Draft) -> Pieces:
    """One offer may be mentioned once the blockers are known (renewal)."""
    conversation = draft.conversation
    part = plan_of(conversation.terms.motion).after_probe
    wanted = part is not None and conversation.terms.offer is not None
    if part is None or not wanted or _was_said(draft, part) or not conversation.blockers:
        return []
    has_line = any(line.part is part for line in draft.surroundings.playbook.lines)
    return [part] if has_line else []


def _was_said(draft: Draft, part: Part) -> bool:
    return any(
        piece.part is part
        for turn in draft.conversation.turns
        if turn.who is Who.AGENT and not turn.undelivered
        for piece in turn.said
    )


_MOVES: dict[ActKind, Callable[[Draft, Heard], CalendarNeeded | None]] = {
    ActKind.HOSTILE: _human,
    ActKind.HUMAN_WANTED: _human,
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
