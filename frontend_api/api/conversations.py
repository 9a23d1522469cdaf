"""Conversations to read, and what a founder does in them; who must not be contacted; the inbox.

Taking over and answering are events on a queue, as from the page. Must never reach a customer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from frontend_api.acts.conversations import (
    LONGEST_ANSWER,
    LONGEST_NOTE,
    ConversationAct,
    act_in_conversation,
    keep_note,
)
from frontend_api.api.contract.endpoint import (
    ApiModel,
    AskedModel,
    Call,
    ListPart,
    Nothing,
    PageAsked,
    bad_cursor,
    endpoint,
    read_cursor,
    write_cursor,
)
from frontend_api.http.problems import ApiProblem, not_there
from frontend_api.wording.formats import iso
from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
    Outcome,
    State,
    Who,
)
from functions.outreach.ports import LoadedConversation


class ConversationInList(ApiModel):
    id: str
    customer_id: str
    campaign_id: str
    motion: str
    state: State
    outcome: Outcome | None
    channel: str | None
    language: str
    booking_id: str | None
    callback_at: datetime | None
    waits_for_founder: bool
    """Whether a founder has to do something: it was handed over, and is not settled."""
    version: int


class ConversationList(ApiModel):
    items: tuple[ConversationInList, ...]
    next_cursor: str


class TurnShown(ApiModel):
    number: int
    who: Who
    channel: str
    at: datetime
    text: str
    undelivered: str
    """Why it never reached the customer; empty otherwise."""


class NoteShown(ApiModel):
    """What a founder wrote down beside it; no customer and no agent reads it."""

    at: datetime
    founder_id: str
    text: str


class ConversationWhole(ConversationInList):
    turns: tuple[TurnShown, ...]
    notes: tuple[NoteShown, ...]


class ConversationQueued(ApiModel):
    """What was asked is on its way; the conversation shows it in a moment."""

    id: str
    seen_version: int


class TakenOver(AskedModel):
    """`version` is the one that was looked at: sent twice, it is one event."""

    version: Annotated[int, Field(ge=0, le=10**9)] | None = None


class AnswerGiven(TakenOver):
    """The founder's own words to the customer."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_ANSWER, pattern=r"\S")]


class Settled(TakenOver):
    """What is said after `turns` turns is not settled by it."""

    turns: Annotated[int, Field(ge=0, le=10**9)] | None = None
    """How many turns were looked at; all there are, if left out."""


class NoteWritten(AskedModel):
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_NOTE, pattern=r"\S")]


class NoteKept(ApiModel):
    id: str
    """Of the conversation."""
    at: datetime


class SuppressionShown(ApiModel):
    """A person who is never contacted again. Addresses are kept as hashes only."""

    at: datetime
    kinds: tuple[str, ...]
    customer: str
    evidence: str


class SuppressionList(ApiModel):
    items: tuple[SuppressionShown, ...]
    next_cursor: str


class InboxShown(ApiModel):
    """What waits for the founder."""

    id: str
    kind: str
    at: datetime
    text: str
    conversation_id: str | None
    channel: str


class InboxList(ApiModel):
    items: tuple[InboxShown, ...]
    next_cursor: str


def _listed(found: Conversation) -> ConversationInList:
    return ConversationInList(
        id=found.id,
        customer_id=found.facts.customer_id,
        campaign_id=found.terms.id,
        motion=found.terms.motion,
        state=found.state,
        outcome=found.outcome,
        channel=found.channel,
        language=found.language,
        booking_id=found.booking.id if found.booking else None,
        callback_at=found.callback_at,
        waits_for_founder=found.waits_for_founder,
        version=found.version,
    )


@endpoint(
    "List conversations, the latest step first",
    answer=ConversationList,
    body=Nothing,
    query=PageAsked,
)
def list_conversations(call: Call[Nothing, PageAsked]) -> ConversationList | ApiProblem:
    after = read_cursor(call.query.cursor)
    if after is None:
        return bad_cursor()
    part = call.ports.conversations.list_part(
        call.session.tenant.id, limit=call.query.limit, after=after
    )
    if part is None:
        return bad_cursor()
    return ConversationList(
        items=tuple(_listed(found) for found in part.conversations),
        next_cursor=write_cursor(part.next_place) if part.next_place else "",
    )


def _load(
    call: Call[Nothing, Nothing]
    | Call[TakenOver, Nothing]
    | Call[AnswerGiven, Nothing]
    | Call[Settled, Nothing]
    | Call[NoteWritten, Nothing],
) -> LoadedConversation | None:
    wanted = ConversationId(call.values["conversation_id"])
    return call.ports.conversations.load(call.session.tenant.id, wanted)


@endpoint(
    "One conversation with its turns",
    answer=ConversationWhole,
    body=Nothing,
    query=Nothing,
    problems=(404,),
)
def show_conversation(call: Call[Nothing, Nothing]) -> ConversationWhole | ApiProblem:
    loaded = _load(call)
    if loaded is None:
        return not_there("This conversation")
    found = loaded.conversation
    turns = tuple(
        TurnShown(
            number=turn.number,
            who=turn.who,
            channel=turn.channel,
            at=turn.at,
            text=turn.text,
            undelivered=turn.undelivered,
        )
        for turn in found.turns
    )
    notes = tuple(NoteShown(at=one.at, founder_id=one.by, text=one.text) for one in loaded.notes)
    return ConversationWhole(**dict(_listed(found)), turns=turns, notes=notes)


@endpoint(
    "Take a conversation over from the agent",
    answer=ConversationQueued,
    body=TakenOver,
    query=Nothing,
    status=202,
    problems=(404, 409),
)
def take_over(call: Call[TakenOver, Nothing]) -> ConversationQueued | ApiProblem:
    return _act(call, ConversationAct.TAKE_OVER, version=call.body.version)


@endpoint(
    "Answer in a conversation that was taken over",
    answer=ConversationQueued,
    body=AnswerGiven,
    query=Nothing,
    status=202,
    problems=(404, 409),
)
def answer_customer(call: Call[AnswerGiven, Nothing]) -> ConversationQueued | ApiProblem:
    text = call.body.text.strip()
    return _act(call, ConversationAct.ANSWER, version=call.body.version, text=text)


@endpoint(
    "Hand a conversation back to the agent",
    answer=ConversationQueued,
    body=TakenOver,
    query=Nothing,
    status=202,
    problems=(404, 409),
)
def hand_back(call: Call[TakenOver, Nothing]) -> ConversationQueued | ApiProblem:
    return _act(call, ConversationAct.HAND_BACK, version=call.body.version)


@endpoint(
    "Mark what was handed to the founder as settled",
    answer=ConversationQueued,
    body=Settled,
    query=Nothing,
    status=202,
    problems=(404, 409),
)
def settle(call: Call[Settled, Nothing]) -> ConversationQueued | ApiProblem:
    sent = call.body
    return _act(call, ConversationAct.SETTLE, version=sent.version, turns=sent.turns)


@endpoint(
    "Keep a note beside a conversation, for founders alone",
    answer=NoteKept,
    body=NoteWritten,
    query=Nothing,
    status=201,
    problems=(404,),
)
def add_note(call: Call[NoteWritten, Nothing]) -> NoteKept | ApiProblem:
    loaded = _load(call)
    if loaded is None:
        return not_there("This conversation")
    found = loaded.conversation
    note = keep_note(call.session, call.ports, found, call.body.text.strip())
    return NoteKept(id=found.id, at=note.at)


def _act(
    call: Call[TakenOver, Nothing] | Call[AnswerGiven, Nothing] | Call[Settled, Nothing],
    act: ConversationAct,
    *,
    version: int | None,
    text: str = "",
    turns: int | None = None,
) -> ConversationQueued | ApiProblem:
    loaded = _load(call)
    if loaded is None:
        return not_there("This conversation")
    found = loaded.conversation
    sent = act_in_conversation(
        call.session, call.ports, found, act, text=text, version=version, turns=turns
    )
    if not sent:
        return ApiProblem(409, f"This is not possible while the conversation is {found.state}.")
    return ConversationQueued(id=found.id, seen_version=found.version)


@endpoint(
    "List who is never contacted again, the newest first",
    answer=SuppressionList,
    body=Nothing,
    query=PageAsked,
)
def list_suppressions(call: Call[Nothing, PageAsked]) -> SuppressionList | ApiProblem:
    rows = enumerate(reversed(call.ports.conversations.opt_outs(call.session.tenant.id)))
    part = ListPart.cut(rows, call.query, key=lambda row: f"{row[0]:012d}", newest=True)
    if isinstance(part, ApiProblem):
        return part
    items = tuple(
        SuppressionShown(at=row.at, kinds=row.kinds, customer=row.customer, evidence=row.evidence)
        for _, row in part.items
    )
    return SuppressionList(items=items, next_cursor=part.next_cursor)


@endpoint("List what waits for the founder", answer=InboxList, body=Nothing, query=PageAsked)
def list_inbox(call: Call[Nothing, PageAsked]) -> InboxList | ApiProblem:
    rows = call.ports.inbox.open(call.session.tenant.id)
    part = ListPart.cut(rows, call.query, key=lambda row: f"{iso(row.at)} {row.id}", newest=True)
    if isinstance(part, ApiProblem):
        return part
    items = tuple(
        InboxShown(
            id=row.id,
            kind=row.kind,
            at=row.at,
            text=row.text,
            conversation_id=row.conversation,
            channel=row.channel,
        )
        for row in part.items
    )
    return InboxList(items=items, next_cursor=part.next_cursor)
