"""A possible opt-out or wrong person: all stops, one question asks, and silence is a yes.

While the question is open the agent answers and does nothing else; it never asks it twice.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, auto
from types import MappingProxyType

from functions.outreach.domain.conversation.state import (
    Clarification,
    ClarificationKind,
    Conversation,
    MessageSender,
    State,
    Turn,
    Who,
)
from functions.outreach.domain.conversation.turns import is_human_turn, was_delivered
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.steps.booking import release_booking
from functions.outreach.domain.steps.draft import Draft, Unfinished
from functions.outreach.domain.steps.replies.handover import ENDINGS, HANDOVERS
from functions.outreach.domain.steps.replies.last_words import opt_out, wrong_person
from functions.outreach.domain.steps.replies.message import ReadMessage
from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.counted_acts import counted
from functions.product.channels import Channel
from tenancy.values.lazy_dataclass import dataclass

SILENCE_IS_A_YES = timedelta(hours=24)
"""How long the question waits. Long enough for a night and for mail that is read once a day; far
below the ten business days within which 47 CFR 64.1200(a)(10) wants a revocation honoured, and
(a)(12) takes an unanswered question for a revocation of everything."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is asked about an act that only one reader found."""

    kind: ClarificationKind
    question: Part
    notice: str


DOUBTS = MappingProxyType(
    {
        ActKind.POSSIBLE_OPT_OUT: Doubt(
            ClarificationKind.OPT_OUT, Part.CONFIRM_OPT_OUT, "possible_opt_out"
        ),
        ActKind.POSSIBLE_WRONG_PERSON: Doubt(
            ClarificationKind.WRONG_PERSON, Part.CONFIRM_WRONG_PERSON, "possible_wrong_person"
        ),
    }
)

_KEEPS_IN_TOUCH = frozenset(
    {
        ActKind.OPT_IN,
        ActKind.CHOOSES_SLOT,
        ActKind.OTHER_TIMES,
        ActKind.CHOOSES_CHANNEL,
        ActKind.RESCHEDULES,
        ActKind.NOT_NOW,
        ActKind.ASKS_PRICE,
        ActKind.NEGOTIATES,
        ActKind.UNSURE,
    }
)
"""START, or going on with the matter itself."""
_WANTS_TO_TALK = frozenset(
    {
        ActKind.INTERESTED,
        ActKind.OPT_IN,
        ActKind.CHOOSES_SLOT,
        ActKind.OTHER_TIMES,
        ActKind.RESCHEDULES,
    }
)
"""What takes back a possible end in the same breath: "damn it, yes, let's talk"."""
_FRIENDLIER = frozenset({ActKind.THANKS, ActKind.ANSWERS, ActKind.HUMAN_WANTED, ActKind.REFERRAL})
"""What takes anger back in a later message, though it does not go on with the matter."""

_MOVES_ON = frozenset({*HANDOVERS, *ENDINGS, ActKind.WRONG_PERSON})
"""Acts with an end or a handover of their own. Handed over, the question stays open: whatever the
founder makes of it, silence still ends the contact."""


class Answered(Enum):
    YES = auto()
    NO = auto()
    NOT = auto()
    """The question stays open."""


def is_certain(conversation: Conversation, kind: ActKind) -> bool:
    """Whether the same doubt was in an earlier message too: two of them are no doubt any more.

    What was angry or a threat is a possible opt-out without any reader that heard one.
    """
    earlier = (_kinds_of(turn) for turn in conversation.turns[:-1])
    return any(kind in kinds and ActKind.HOSTILE not in kinds for kinds in earlier)


def _kinds_of(turn: Turn) -> frozenset[ActKind]:
    """What a person said in it; nothing of any other turn."""
    if not is_human_turn(turn) or turn.reading is None:
        return frozenset()
    return frozenset(act.kind for act in counted(turn.reading, channel=turn.channel))


def find_uncleared(conversation: Conversation) -> Turn | None:
    """The message in which the customer may have wanted an end, where no question reached them and
    nobody cleared it.

    A founder clears it by taking it up, answering, handing back or marking it as settled; the
    customer by going on with the matter itself, and anger also by a friendlier word.
    """
    cleared_at = [at for at in (conversation.cleared_at, conversation.resumed_at) if at is not None]
    friendlier = False
    for turn in reversed(conversation.turns):
        if turn.who is Who.FOUNDER or turn.pressed or any(turn.at <= at for at in cleared_at):
            return None
        kinds = _kinds_of(turn)
        if kinds & {ActKind.HOSTILE, ActKind.POSSIBLE_OPT_OUT}:
            taken_back = kinds & _WANTS_TO_TALK or (friendlier and ActKind.HOSTILE in kinds)
            return None if taken_back else turn
        if kinds & {*_KEEPS_IN_TOUCH, ActKind.INTERESTED}:
            return None
        friendlier = friendlier or bool(kinds & _FRIENDLIER)
    return None


def end_uncleared(draft: Draft, doubted: Turn) -> None:
    """Nobody cleared it for as long as a conversation may rest: it ends for ever, in silence."""
    words = draft.conversation.customer_words
    channel = draft.conversation.channel or Channel.EMAIL
    evidence = f"possible opt out, cleared by nobody: {doubted.text}"
    opt_out(draft, channel=channel, evidence=evidence, confirm=False)
    draft.change(customer_words=words)


def clarify(draft: Draft, message: ReadMessage) -> Unfinished:
    """Ask once, on the channel the customer is on. Whatever was planned is off; a booking stays."""
    doubt = DOUBTS[message.act.kind]
    if draft.conversation.state is State.CALLBACK:
        draft.change(state=State.TALKING, outcome=None)
    draft.change(callback_at=None, asked_channel=None)
    withheld = draft.reply([doubt.question])
    draft.tell_founder(doubt.notice)
    if withheld is None:
        draft.change(clarification=_asked(doubt.kind, draft))
        return None
    # Nobody was asked, so silence says nothing: the founder decides.
    draft.give_to_founder(f"{doubt.notice.replace('_', ' ')}, not asked: {withheld.rule}")
    return None


def _asked(kind: ClarificationKind, draft: Draft) -> Clarification:
    sender = draft.senders[0] if draft.senders else None
    return Clarification(kind, asked_at=draft.now, sender=sender)


def answer_to(clarification: Clarification, message: ReadMessage) -> Answered:
    """What a message says to the open question. In doubt it is not answered."""
    kinds = {act.kind for act in message.acts}
    if ActKind.HOSTILE in kinds:
        # Abuse is no yes: the founder has it, and silence still ends the contact.
        return Answered.NOT
    if kinds & set(DOUBTS):
        return Answered.YES
    if ActKind.DECLINED in kinds:
        # "No" to "the wrong person?" may mean either: an ordinary no ends it without suppressing.
        return Answered.YES if clarification.kind is ClarificationKind.OPT_OUT else Answered.NO
    if kinds & _MOVES_ON:
        return Answered.NOT
    if kinds & _KEEPS_IN_TOUCH:
        return Answered.NO
    return Answered.YES if ActKind.INTERESTED in kinds else Answered.NOT


def confirm(draft: Draft, message: ReadMessage, *, channel: Channel) -> None:
    """The customer said yes: it is certain, and confirmed as any other."""
    clarification = draft.conversation.clarification
    if clarification is not None:
        draft.senders = (*draft.senders, *_doubted_from(clarification))
    if clarification is not None and clarification.kind is ClarificationKind.WRONG_PERSON:
        wrong_person(draft, evidence=message.text)
        return
    opt_out(draft, channel=channel, evidence=message.text)


def _doubted_from(clarification: Clarification) -> tuple[MessageSender, ...]:
    return (clarification.sender,) if clarification.sender is not None else ()


def keep_waiting(draft: Draft, message: ReadMessage) -> Unfinished:
    """An answer to what was asked meanwhile and nothing else; what stays unclear is the founder's.

    The question is not repeated: the rule allows one.
    """
    if draft.conversation.booking is not None and message.has(ActKind.CANCELS_BOOKING):
        release_booking(draft)
        return draft.reply([*message.lead, Part.BOOKING_CANCELLED])
    if message.lead:
        return draft.reply(message.lead)
    if message.act.kind is ActKind.THANKS:
        return None
    withheld = draft.reply([Part.HUMAN_HANDOVER])
    draft.give_to_founder("did not say whether to stop")
    return withheld


def moves_on(message: ReadMessage) -> bool:
    """Whether the message has an end or a handover of its own."""
    return message.act.kind in _MOVES_ON


def silence_is_over(draft: Draft) -> None:
    """The question's time is up: silence is a yes, without a further word.

    A question that never arrived cannot be answered; then the founder decides.
    """
    conversation = draft.conversation
    clarification = conversation.clarification
    if clarification is None or draft.now < clarification.asked_at + SILENCE_IS_A_YES:
        return
    draft.change(clarification=None)
    draft.senders = _doubted_from(clarification)
    doubt = next(d for d in DOUBTS.values() if d.kind is clarification.kind)
    if not was_delivered(conversation, doubt.question):
        draft.give_to_founder("the question whether to stop did not arrive")
        return
    words = conversation.customer_words
    evidence = f"{doubt.notice.replace('_', ' ')}, unanswered for 24 hours: {words}"
    if clarification.kind is ClarificationKind.WRONG_PERSON:
        wrong_person(draft, evidence=evidence, confirm=False)
        return
    channel = conversation.channel or Channel.EMAIL
    opt_out(draft, channel=channel, evidence=evidence, confirm=False)
    draft.change(customer_words=words)
