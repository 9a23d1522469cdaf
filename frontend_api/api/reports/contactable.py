"""Who of a motion's pool may be contacted, where, and why not: asked of the decision itself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from frontend_api.api.contract.endpoint import (
    LONGEST_CURSOR,
    ApiModel,
    AskedModel,
    Call,
    Nothing,
    bad_cursor,
    endpoint,
    read_place,
    write_cursor,
)
from frontend_api.api.contract.names import MotionName
from frontend_api.http.problems import ApiProblem
from frontend_api.launch.channel_readiness import opening_channels
from frontend_api.launch.contactable import judge
from functions.product.motions import Motion

AT_ONCE = 50
"""People judged for one answer, by every channel."""
_SLICES = 4
"""Such parts in one page of the pool, which holds 200."""


class ContactableAsked(AskedModel):
    motion: MotionName
    cursor: Annotated[str, Field(max_length=LONGEST_CURSOR)] = ""


class ContactAnswer(ApiModel):
    """Whether a first message may go there."""

    channel: str
    ready: bool
    """Whether the business has connected this channel and approved its lines."""
    allowed_at: datetime | None
    """The first moment; null for never."""
    rule: str
    """The rule that refuses for good; empty otherwise."""
    evidence: str
    """What allows it; empty where it is refused."""


class PersonJudged(ApiModel):
    customer_id: str
    channels: tuple[ContactAnswer, ...]


class ContactableList(ApiModel):
    items: tuple[PersonJudged, ...]
    next_cursor: str


@endpoint(
    "Who of a motion's pool may be contacted, in the order of the pool",
    answer=ContactableList,
    body=Nothing,
    query=ContactableAsked,
)
def list_contactable(call: Call[Nothing, ContactableAsked]) -> ContactableList | ApiProblem:
    tenant, now = call.session.tenant.id, call.ports.clock.now()
    number = read_place(call.query.cursor, digits=5)
    if number is None:
        return bad_cursor()
    settings = call.ports.settings.load(tenant)
    page, part = divmod(number, _SLICES)
    pool = call.ports.pool.page(
        tenant, run=settings.latest_run, motion=Motion(call.query.motion), page=page
    )
    ready = opening_channels(settings)
    judged = tuple(
        judge(facts, opted_out=facts.customer_id in pool.opted_out, rules=settings.rules, now=now)
        for facts in pool.customers[part * AT_ONCE : (part + 1) * AT_ONCE]
    )
    return ContactableList(
        items=tuple(
            PersonJudged(
                customer_id=one.facts.customer_id,
                channels=tuple(
                    ContactAnswer(
                        channel=answer.channel,
                        ready=answer.channel in ready,
                        allowed_at=answer.at,
                        rule=answer.rule,
                        evidence=answer.evidence,
                    )
                    for answer in one.answers
                ),
            )
            for one in judged
        ),
        next_cursor=write_cursor(str(number + 1)) if len(judged) == AT_ONCE else "",
    )
