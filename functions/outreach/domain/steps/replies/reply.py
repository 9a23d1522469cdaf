"""What follows from the customer's own words: one utterance that answers all of them.

Acts are handled in a fixed order; code and tables decide, a reading only reports.
"""

from __future__ import annotations

from dataclasses import replace

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import CallEnd, CustomerSaid
from functions.outreach.domain.conversation.request import waits_for_yes
from functions.outreach.domain.conversation.state import (
    MessageSender,
    Outcome,
    State,
    UtterancePiece,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.utterance import approved_answer
from functions.outreach.domain.speaking.voicemail import voicemail_of
from functions.outreach.domain.steps.booking import read_back
from functions.outreach.domain.steps.calls.recording import (
    about_recording,
    agree,
    go_on,
    greet,
    heed_wish,
    is_asked,
    may_be_asked,
    refuse,
    stop_recording,
)
from functions.outreach.domain.steps.delivery import strike_touch
from functions.outreach.domain.steps.draft import Draft, Unfinished, Withheld
from functions.outreach.domain.steps.facts import give_changed_to_founder
from functions.outreach.domain.steps.opening import pending_parts
from functions.outreach.domain.steps.replies.clarification import (
    DOUBTS,
    Answered,
    answer_to,
    confirm,
    is_certain,
    keep_waiting,
    moves_on,
)
from functions.outreach.domain.steps.replies.handover import ENDINGS, HANDOVERS
from functions.outreach.domain.steps.replies.last_words import opt_out, wrong_person
from functions.outreach.domain.steps.replies.message import LONGEST_QUOTE, Pieces, ReadMessage
from functions.outreach.domain.steps.replies.moves import move
from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.counted_acts import counted
from functions.outreach.domain.understanding.must_not_miss import is_screening
from functions.outreach.domain.understanding.rules.recording_answer import (
    RecordingAnswer,
    wishes_no_recording,
)
from functions.product.channels import Channel

QUOTABLE = frozenset(
    {
        ActKind.INTERESTED,
        ActKind.UNSURE,
        ActKind.NOT_NOW,
        ActKind.DECLINED,
        *HANDOVERS,
        ActKind.ALREADY_DONE,
        *DOUBTS,
        ActKind.OPT_OUT,
        ActKind.WRONG_PERSON,
    }
)
"""Acts whose words tell the founder where the customer stands ("2" as a choice does not)."""

QUOTABLE_TILL_THEN = frozenset({ActKind.ASKS_PRICE, ActKind.NEGOTIATES, ActKind.ASKS_QUESTION})
"""Acts that are quoted as long as the message has none of the above."""

HEATS = frozenset(
    {
        ActKind.INTERESTED,
        ActKind.ASKS_PRICE,
        ActKind.NEGOTIATES,
        ActKind.CHOOSES_SLOT,
        ActKind.OTHER_TIMES,
        ActKind.RESCHEDULES,
    }
)
"""Said yes, or asked for price or time."""


def answer_customer(draft: Draft, event: CustomerSaid) -> Unfinished:
    """Record the message and decide everything that follows from it."""
    acts = counted(event.reading, channel=event.channel)
    message = ReadMessage(text=event.text, acts=acts)
    state = draft.conversation.state
    automatic = message.has(ActKind.AUTOMATIC)
    draft.senders = (MessageSender(event.channel, event.address),) if event.address else ()
    draft.record_message(channel=event.channel, text=event.text, reading=event.reading)
    ended = heed_wish(draft, event.text)
    if automatic:
        return _automatic(draft, event)
    recording_answer = about_recording(draft, event)
    if recording_answer is None and ended and _says_nothing_else(message, event.channel):
        recording_answer = RecordingAnswer.STOP
    if recording_answer is not None:
        return _about_recording(draft, recording_answer, event.text)
    if message.has(ActKind.OPT_OUT):
        opt_out(draft, channel=event.channel, evidence=event.text)
        return None
    if event.channel in draft.conversation.doubted_channels:
        # Somebody whom we can name goes on here, so it was not they who opted out.
        kept = (one for one in draft.conversation.doubted_channels if one is not event.channel)
        draft.change(doubted_channels=tuple(kept))
    if draft.context.person.suppressed or state is State.CLOSED:
        _late(draft, message)
        return None
    if not event.text.strip() and event.channel is Channel.EMAIL:
        _wordless(draft)
        return None
    draft.count_reached()
    draft.change(channel=event.channel)
    if message.act.kind is not ActKind.MINOR:
        # Of a child's words nothing is used.
        _remember(draft, message)
    if _ends_certainly(draft, message, event.channel):
        return None
    if _was_screened(draft, event.channel):
        return _greet_person(draft, message)
    if is_asked(draft):
        then = refuse(draft, message.text)
        declines = message.act.kind is ActKind.DECLINED
        if message.act.kind not in _BEFORE_THE_PITCH or (
            # A no to being recorded is none to what the call is about.
            declines and wishes_no_recording(message.text)
        ):
            return _say_what_it_is_about(draft, message, then)
    answered = _answer_to_open_question(draft, message)
    if answered is Answered.YES:
        confirm(draft, message, channel=event.channel)
        return None
    if state is State.TAKEN_OVER:
        doubt = DOUBTS.get(message.act.kind)
        draft.tell_founder(doubt.notice if doubt else "customer_replied")
        return None
    if draft.too_much():
        return None
    if state in (State.WAITING, State.OPENED):
        draft.change(state=State.TALKING)
    return _move(draft, message, answered)


def _says_nothing_else(message: ReadMessage, channel: Channel) -> bool:
    """Whether nothing but the wish to end the recording was understood."""
    return channel is Channel.VOICE and {act.kind for act in message.acts} <= {ActKind.UNCLEAR}


def _about_recording(draft: Draft, recording_answer: RecordingAnswer, words: str) -> Unfinished:
    """A word about the recording says nothing of what the call is about."""
    draft.count_reached()
    draft.change(channel=Channel.VOICE)
    if draft.conversation.state in (State.WAITING, State.OPENED):
        draft.change(state=State.TALKING)
    if draft.too_much():
        # Words that come again and again are a machine's; what they ask for is done all the same.
        refuse(draft, words) if is_asked(draft) else stop_recording(draft)
        return None
    if recording_answer is RecordingAnswer.YES:
        return agree(draft, words)
    if is_asked(draft):
        return go_on(draft, [Part.RECORDING_OFF], refuse(draft, words))
    stop_recording(draft)
    open_question = [] if draft.conversation.clarification else pending_parts(draft.conversation)
    waiting = waits_for_yes(draft.conversation)
    if waiting is not None and open_question:
        # The next yes would book: it is one to the time only right after the time was named.
        return read_back(draft, waiting, lead=[Part.RECORDING_OFF])
    return draft.reply([Part.RECORDING_OFF, *(set(open_question) - _NAMES_TIMES)])


def _say_what_it_is_about(
    draft: Draft, message: ReadMessage, then: tuple[UtterancePiece, ...]
) -> Unfinished:
    """The question about recording got another answer: it is answered, and the call goes on."""
    if draft.conversation.state in (State.WAITING, State.OPENED):
        draft.change(state=State.TALKING)
    with_answers = _with_answers(draft, message)
    if draft.unknown_question:
        draft.tell_founder("unknown_question")
    return go_on(draft, [Part.RECORDING_OFF, *with_answers.lead], then)


def _wordless(draft: Draft) -> None:
    """A mail of quoted lines, a signature or an attachment alone: the founder looks at it.

    Nobody knows what was meant, so nothing is asked, answered or metered by it.
    """
    taken_over = draft.conversation.state is State.TAKEN_OVER
    draft.tell_founder("customer_replied" if taken_over else "no_words")


def _move(draft: Draft, message: ReadMessage, answered: Answered | None) -> Unfinished:
    """Where the message takes the conversation, once nothing has ended it."""
    if answered is None:
        _keep_answer(draft, message)
    if _pitch_is_over(draft, message):
        return None
    if message.act.kind is not ActKind.MINOR:
        message = _with_answers(draft, message)
    if draft.unknown_question:
        draft.tell_founder("unknown_question")
    if answered is Answered.NOT and not moves_on(message):
        return keep_waiting(draft, message)
    if answered is Answered.NO and {act.kind for act in message.acts} == {ActKind.OPT_IN}:
        # They go on; the open question is not pressed in the same breath.
        return draft.reply([Part.ACKNOWLEDGE])
    return move(draft, message)


def _ends_certainly(draft: Draft, message: ReadMessage, channel: Channel) -> bool:
    """A second doubt of one kind is certain."""
    kind = message.act.kind
    if kind not in DOUBTS or not is_certain(draft.conversation, kind):
        return False
    if kind is ActKind.POSSIBLE_OPT_OUT:
        opt_out(draft, channel=channel, evidence=message.text)
    else:
        wrong_person(draft, evidence=message.text)
    return True


def _answer_to_open_question(draft: Draft, message: ReadMessage) -> Answered | None:
    """What the message says to an open clarification, which a no closes; None if none is open."""
    clarification = draft.conversation.clarification
    if clarification is None:
        return None
    answered = answer_to(clarification, message)
    if answered is Answered.NO:
        draft.change(clarification=None)
    return answered


def _automatic(draft: Draft, event: CustomerSaid) -> Unfinished:
    """Never a customer's act: nothing is scheduled, stopped or metered by it.

    An assistant that screens the call is told once who calls, and a person may follow it. A machine
    that may be left a message is heard out, once; any other in a call ends it.
    """
    conversation = draft.conversation
    if event.channel is not Channel.VOICE or not conversation.call:
        return None
    # Who comes to the phone next agreed to nothing.
    stop_recording(draft)
    if conversation.screened != conversation.call and is_screening(event.text):
        identification = draft.composed([Part.SCREENING], Channel.VOICE)
        if not isinstance(identification, Withheld):
            draft.change(screened=conversation.call, channel=Channel.VOICE)
            return draft.utter(identification, channel=Channel.VOICE, purpose=Purpose.REPLY)
    if _may_record(draft):
        draft.change(machine_heard=conversation.call)
        draft.listens = True
        return None
    draft.hang_up()
    draft.change(screened="", machine_heard="")
    if conversation.placed_by:
        strike_touch(draft, conversation.placed_by, CallEnd.MACHINE.value)
    return None


def _may_record(draft: Draft) -> bool:
    """Whether this is the greeting of a machine that a message may be left on."""
    conversation = draft.conversation
    known = conversation.call in (conversation.screened, conversation.machine_heard)
    if known or not conversation.placed_by:
        return False
    return voicemail_of(conversation, draft.context) is not None


def _was_screened(draft: Draft, channel: Channel) -> bool:
    """Whether these are the first words of the person behind an assistant."""
    call = draft.conversation.call
    return channel is Channel.VOICE and bool(call) and draft.conversation.screened == call


def _greet_person(draft: Draft, message: ReadMessage) -> Unfinished:
    """The person heard nothing yet: the disclosure and the question, whatever they said first.

    Who wants a person, is angry or in distress is answered as such.
    """
    draft.change(screened="")
    if message.act.kind in HANDOVERS:
        if is_asked(draft):
            # The assistant heard the question, the person did not: there is no yes to it.
            refuse(draft, message.text)
        return move(draft, message)
    opening = draft.composed([Part.DISCLOSURE, Part.OPENER, Part.QUESTION], Channel.VOICE)
    if isinstance(opening, Withheld):
        return opening
    if may_be_asked(draft):
        opening = greet(draft, draft.asking_to_record(opening))
    if draft.conversation.state in (State.WAITING, State.OPENED):
        draft.change(state=State.TALKING)
    draft.change(asked=Part.QUESTION)
    return draft.utter(opening, channel=Channel.VOICE, purpose=Purpose.REPLY)


def _late(draft: Draft, message: ReadMessage) -> None:
    """After the end nobody answers but the founder; an explicit START opens the door again.

    Who first answers then is reached all the same, unless an opt-out was the end.
    """
    if message.has(ActKind.OPT_IN) and (
        draft.context.person.suppressed
        or draft.conversation.outcome in (Outcome.OPTED_OUT, Outcome.WRONG_PERSON)
    ):
        draft.resubscribe = True
    if draft.conversation.state is not State.CLOSED:
        draft.close(Outcome.OPTED_OUT, reason="suppressed")
    elif _may_be_reached(draft) and message.text.strip():
        draft.count_reached()
    doubt = DOUBTS.get(message.act.kind)
    draft.tell_founder(doubt.notice if doubt else "late_message")


def _may_be_reached(draft: Draft) -> bool:
    stopped = draft.conversation.outcome in (Outcome.OPTED_OUT, Outcome.WRONG_PERSON)
    return not stopped and not draft.context.person.suppressed


def _remember(draft: Draft, message: ReadMessage) -> None:
    """The words that tell where the customer stands, their warmth, the times they prefer."""
    conversation = draft.conversation
    kinds = {act.kind for act in message.acts}
    stood = any(
        act.kind in QUOTABLE
        for turn in conversation.turns[:-1]
        if turn.reading is not None
        for act in counted(turn.reading, channel=turn.channel)
    )
    if (
        kinds & QUOTABLE
        or (kinds & QUOTABLE_TILL_THEN and not stood)
        or not conversation.customer_words
    ):
        draft.change(customer_words=message.text[:LONGEST_QUOTE])
    if ActKind.NOT_NOW in kinds or conversation.asked is Part.CALLBACK_OFFER:
        # The time they name is for coming back, not for meeting.
        kinds -= {ActKind.OTHER_TIMES}
    elif message.window is not None:
        draft.change(preferred=message.window)
    if kinds & HEATS:
        draft.change(hot=True)


_BEFORE_THE_PITCH = frozenset(
    {
        *HANDOVERS,
        *ENDINGS,
        *DOUBTS,
        ActKind.WRONG_PERSON,
        ActKind.NOT_NOW,
        ActKind.DECLINED,
        ActKind.CHOOSES_CHANNEL,
    }
)
"""Acts that are followed at once, though the call has not yet said what it is about."""

_NAMES_TIMES = frozenset({Part.SLOT_OFFER, Part.SLOT_READ_BACK})
"""Heard a moment ago, and too long to be repeated for a word about the recording."""

_NO_PITCH = frozenset(
    {
        *HANDOVERS,
        *ENDINGS,
        *DOUBTS,
        ActKind.WRONG_PERSON,
        ActKind.CHOOSES_SLOT,
        ActKind.NOT_NOW,
        ActKind.DECLINED,
    }
)
"""Answered as ever once the facts changed: an end, a promise kept, or the founder anyway."""


def _pitch_is_over(draft: Draft, message: ReadMessage) -> bool:
    """Whether the facts changed since it began: then the founder answers, not the agent.

    A booking and a call that is open go on as they are.
    """
    conversation = draft.conversation
    if not conversation.facts_changed or conversation.call or message.act.kind in _NO_PITCH:
        return False
    thanked = message.act.kind is ActKind.THANKS and conversation.state is State.CALLBACK
    if conversation.state is State.BOOKED or thanked:
        return False
    # Nobody may write to this person any more: no answer goes out, the founder is notified.
    draft.reply([Part.HUMAN_HANDOVER])
    give_changed_to_founder(draft)
    return True


def _keep_answer(draft: Draft, message: ReadMessage) -> None:
    """The leaving reason and the blockers are kept verbatim."""
    asked = draft.conversation.asked
    if asked is Part.LEAVING_REASON:
        draft.change(leaving_reason=message.text[:LONGEST_QUOTE])
    if asked is Part.BLOCKERS:
        draft.change(blockers=message.text[:LONGEST_QUOTE])


def _ended_recording(draft: Draft) -> bool:
    """Whether this message ended the recording and the call can confirm that."""
    ended = any(effect.kind is EffectKind.STOP_RECORDING for effect in draft.effects)
    tells = ended and draft.conversation.channel is Channel.VOICE
    return tells and not isinstance(draft.composed([Part.RECORDING_OFF], Channel.VOICE), Withheld)


def _with_answers(draft: Draft, message: ReadMessage) -> ReadMessage:
    """What is answered on the way: are you a person, the price, approved knowledge."""
    lead: Pieces = []
    if _ended_recording(draft):
        lead.append(Part.RECORDING_OFF)
    for_founder = ""
    offer = draft.conversation.terms.offer
    channel = draft.conversation.channel or Channel.EMAIL
    if message.has(ActKind.ARE_YOU_A_PERSON):
        lead.append(Part.ARE_YOU_A_PERSON)
    if message.has(ActKind.NEGOTIATES) or (
        message.has(ActKind.ASKS_PRICE) and (offer is None or offer.band is None)
    ):
        lead.append(Part.PRICE_TO_FOUNDER)
        for_founder = message.text
    elif message.has(ActKind.ASKS_PRICE):
        lead.append(Part.PRICE)
    for act in message.acts:
        if act.kind is not ActKind.ASKS_QUESTION:
            continue
        known = act.answer and approved_answer(act.answer, context=draft.context, channel=channel)
        if act.answer is not None and known:
            if act.answer not in lead:
                lead.append(act.answer)
        elif Part.UNKNOWN_ANSWER not in lead:
            lead.append(Part.UNKNOWN_ANSWER)
            for_founder = message.text
            draft.unknown_question = message.text
    return replace(message, lead=tuple(lead), for_founder=for_founder)
