"""What a founder puts right or puts away: a reading, an opt-out without a name, an inbox item."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from frontend_api.acts.corrections import (
    FOR_GOOD,
    attribute_opt_out,
    correct_reading,
    find_opt_out,
    put_away,
)
from frontend_api.api.contract.endpoint import (
    ApiModel,
    AskedModel,
    Call,
    ListPart,
    Nothing,
    PageAsked,
    endpoint,
)
from frontend_api.api.contract.names import one_of
from frontend_api.http.problems import ApiProblem, FieldProblem, not_there
from frontend_api.wording.formats import iso
from frontend_api.wording.meanings import MEANINGS
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.domain.understanding.acts import ActKind

_MEANINGS = tuple(MEANINGS)
MeaningName = Annotated[
    str, AfterValidator(one_of(_MEANINGS)), Field(json_schema_extra={"enum": [*_MEANINGS]})
]


class ReadingCorrected(AskedModel):
    """What the customer's message meant."""

    meaning: MeaningName


class CorrectionKept(ApiModel):
    id: str
    turn: int
    meaning: str
    ends_contact: bool
    """Whether it is queued that nobody contacts them again."""


class OptOutAttributed(AskedModel):
    conversation_id: Annotated[str, Field(min_length=1, max_length=200)]
    """The conversation with the customer whose opt-out it is."""


class CorrectionShown(ApiModel):
    conversation_id: str
    turn: int
    at: datetime
    language: str
    channel: str
    text: str
    """The customer's message, up to 600 characters."""
    meaning: str
    read_as: tuple[str, ...]


class CorrectionList(ApiModel):
    items: tuple[CorrectionShown, ...]
    next_cursor: str


class InboxItemDone(ApiModel):
    id: str


@endpoint(
    "Correct what a message of the customer was understood as",
    answer=CorrectionKept,
    body=ReadingCorrected,
    query=Nothing,
    problems=(404,),
)
def correct_turn(call: Call[ReadingCorrected, Nothing]) -> CorrectionKept | ApiProblem:
    wanted = ConversationId(call.values["conversation_id"])
    loaded = call.ports.conversations.load(call.session.tenant.id, wanted)
    number, act = call.values["turn"], ActKind(call.body.meaning)
    if loaded is None:
        return not_there("This conversation")
    if not correct_reading(call.session, call.ports, loaded.conversation, number, act):
        return not_there("This message of the customer")
    return CorrectionKept(
        id=wanted, turn=int(number), meaning=act.value, ends_contact=act in FOR_GOOD
    )


@endpoint(
    "Say whose an opt-out of the inbox is",
    answer=InboxItemDone,
    body=OptOutAttributed,
    query=Nothing,
    status=202,
    problems=(404,),
)
def attribute(call: Call[OptOutAttributed, Nothing]) -> InboxItemDone | ApiProblem:
    item = find_opt_out(call.ports, call.session.tenant.id, call.values["item_id"])
    if item is None:
        return not_there("This opt-out")
    about = ConversationId(call.body.conversation_id)
    if not attribute_opt_out(call.session, call.ports, item, about):
        words = "There is no such conversation."
        return ApiProblem(422, words, (FieldProblem("/conversation_id", words),))
    return InboxItemDone(id=item.id)


@endpoint(
    "Put an item of the inbox away",
    answer=InboxItemDone,
    body=Nothing,
    query=Nothing,
    problems=(404,),
)
def finish_item(call: Call[Nothing, Nothing]) -> InboxItemDone | ApiProblem:
    wanted = call.values["item_id"]
    waiting = call.ports.inbox.open(call.session.tenant.id)
    item = next((one for one in waiting if one.id == wanted), None)
    if item is None:
        return not_there("This item")
    put_away(call.session, call.ports, item)
    return InboxItemDone(id=item.id)


@endpoint(
    "List corrections, the newest first", answer=CorrectionList, body=Nothing, query=PageAsked
)
def list_corrections(call: Call[Nothing, PageAsked]) -> CorrectionList | ApiProblem:
    rows = call.ports.settings.corrections(call.session.tenant.id)
    part = ListPart.cut(
        rows,
        call.query,
        key=lambda one: f"{iso(one.at)} {one.conversation} {one.turn:06d}",
        newest=True,
    )
    if isinstance(part, ApiProblem):
        return part
    return CorrectionList(
        items=tuple(
            CorrectionShown(
                conversation_id=one.conversation,
                turn=one.turn,
                at=one.at,
                language=one.language,
                channel=one.channel,
                text=one.text,
                meaning=one.act.value,
                read_as=tuple(each.value for each in one.read_as),
            )
            for one in part.items
        ),
        next_cursor=part.next_cursor,
    )
