"""What was said and agreed with one customer: conversations, opt-outs, statements about contact."""

from __future__ import annotations

from datetime import datetime

from frontend_api.acts.people.customer_history import history_of
from frontend_api.api.contract.endpoint import ApiModel, Call, Nothing, endpoint
from frontend_api.http.problems import ApiProblem, not_there
from functions.outreach.domain.conversation.state import Outcome, State


class TalkOfCustomer(ApiModel):
    id: str
    campaign_id: str
    created_at: datetime
    state: State
    outcome: Outcome | None


class OptOutOfCustomer(ApiModel):
    at: datetime
    kinds: tuple[str, ...]
    evidence: str


class StatementOfCustomer(ApiModel):
    """A yes or no to one channel, as some file or form recorded it."""

    channel: str
    granted: bool
    at: datetime | None
    source: str
    wording: str


class CustomerHistoryShown(ApiModel):
    conversations: tuple[TalkOfCustomer, ...]
    opt_outs: tuple[OptOutOfCustomer, ...]
    statements: tuple[StatementOfCustomer, ...]
    """The newest first, as are the conversations."""


@endpoint(
    "What was said and agreed with one customer",
    answer=CustomerHistoryShown,
    body=Nothing,
    query=Nothing,
    problems=(404,),
)
def show_history(call: Call[Nothing, Nothing]) -> CustomerHistoryShown | ApiProblem:
    found = history_of(call.session, call.ports, call.values["customer_id"])
    if found is None:
        return not_there("This customer")
    return CustomerHistoryShown(
        conversations=tuple(
            TalkOfCustomer(
                id=talk.id,
                campaign_id=talk.terms.id,
                created_at=talk.created_at,
                state=talk.state,
                outcome=talk.outcome,
            )
            for talk in found.conversations
        ),
        opt_outs=tuple(
            OptOutOfCustomer(at=row.at, kinds=row.kinds, evidence=row.evidence)
            for row in found.opt_outs
        ),
        statements=tuple(
            StatementOfCustomer(
                channel=one.channel,
                granted=one.granted,
                at=one.at,
                source=one.source,
                wording=one.wording,
            )
            for one in found.statements
        ),
    )
