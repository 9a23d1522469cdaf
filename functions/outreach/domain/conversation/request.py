"""What a reader may be asked about a message in each state of a conversation.

It must always allow the acts nobody may miss.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from functions.outreach.domain.calendar.founder_calendar import Slot
from functions.outreach.domain.conversation.state import Conversation, State
from functions.outreach.domain.playbooks.playbook import Answer, Part
from functions.outreach.domain.understanding.acts import (
    MUST_NOT_MISS,
    ActKind,
    Correction,
    OpenQuestion,
    ReadingRequest,
    newest_corrections,
)
from functions.outreach.domain.understanding.knowledge import ApprovedQuestion
from functions.product.channels import Channel

EVEN_AT_THE_END = (
    *MUST_NOT_MISS,
    ActKind.POSSIBLE_OPT_OUT,
    ActKind.POSSIBLE_WRONG_PERSON,
    ActKind.COMPLAINT,
    ActKind.MINOR,
    ActKind.REFERRAL,
    ActKind.ALREADY_DONE,
    ActKind.LANGUAGE_WISH,
)
"""Legal in every state, closed ones too: a complaint can come at any time."""

ALWAYS = (
    *EVEN_AT_THE_END,
    ActKind.ARE_YOU_A_PERSON,
    ActKind.INTERESTED,
    ActKind.UNSURE,
    ActKind.NOT_NOW,
    ActKind.DECLINED,
    ActKind.ASKS_PRICE,
    ActKind.ASKS_QUESTION,
    ActKind.NEGOTIATES,
    ActKind.OTHER_TIMES,
    ActKind.CHOOSES_CHANNEL,
    ActKind.THANKS,
    ActKind.UNCLEAR,
)
"""Legal in every open state: a customer may say any of these at any time."""

OPEN_QUESTIONS = {
    Part.QUESTION: OpenQuestion.QUALIFYING,
    Part.LEAVING_REASON: OpenQuestion.LEAVING_REASON,
    Part.BLOCKERS: OpenQuestion.BLOCKERS,
}
"""Parts that wait for an answer in the customer's own words."""


def legal_acts(conversation: Conversation) -> tuple[ActKind, ...]:
    """The acts a reader may find now. Always includes `MUST_NOT_MISS`."""
    if conversation.state is State.CLOSED:
        return (*EVEN_AT_THE_END, ActKind.OPT_IN, ActKind.UNCLEAR)
    more: list[ActKind] = []
    if conversation.clarification is not None:
        more.append(ActKind.OPT_IN)
    if conversation.offered:
        more.append(ActKind.CHOOSES_SLOT)
    if conversation.booking is not None:
        more += [ActKind.CANCELS_BOOKING, ActKind.RESCHEDULES]
    if _open_question(conversation) is not None:
        more.append(ActKind.ANSWERS)
    return (*ALWAYS, *more)


def _open_question(conversation: Conversation) -> OpenQuestion | None:
    """What was asked in the customer's own words; a clarification is a question of its own."""
    if conversation.clarification is not None or conversation.asked is None:
        return None
    return OPEN_QUESTIONS.get(conversation.asked)


def waits_for_yes(conversation: Conversation) -> Slot | None:
    """The offered time that was read back in a call and waits for a yes; None if none does."""
    slot = conversation.read_back
    waits = conversation.asked is Part.SLOT_READ_BACK and slot in conversation.offered
    return slot if waits else None


def request_for(
    conversation: Conversation,
    *,
    text: str,
    channel: Channel,
    headers: tuple[tuple[str, str], ...],
    answers: tuple[Answer, ...],
    corrections: tuple[Correction, ...] = (),
    now: datetime,
) -> ReadingRequest:
    """Everything a reader may know about one message. `now` is aware UTC."""
    zone = ZoneInfo(conversation.time_zone)
    waiting = waits_for_yes(conversation)
    return ReadingRequest(
        text=text,
        language=conversation.language,
        channel=channel,
        local_now=now.astimezone(zone).replace(tzinfo=None),
        legal=legal_acts(conversation),
        asked=_open_question(conversation),
        offered=tuple(
            slot.start.astimezone(zone).replace(tzinfo=None) for slot in conversation.offered
        ),
        read_back=conversation.offered.index(waiting) if waiting is not None else None,
        answers=tuple(
            ApprovedQuestion(answer=answer.id, questions=answer.questions)
            for answer in answers
            # One that an erasure left without a wording asks for nothing.
            if answer.approved and answer.questions and answer.language == conversation.language
        ),
        corrections=tuple(
            each
            for each in newest_corrections(corrections)
            if each.language == conversation.language
        ),
        headers=headers,
        names=_names_of(conversation),
    )


def _names_of(conversation: Conversation) -> tuple[str, ...]:
    """What a message may hold of its people, in any part: "Dear Irena", "irena@example.com"."""
    facts, terms = conversation.facts, conversation.terms
    known = (facts.name, facts.email, facts.phone, terms.founder_name, terms.business_name)
    return tuple(dict.fromkeys((*(name for name in known if name), str(facts.customer_id))))
