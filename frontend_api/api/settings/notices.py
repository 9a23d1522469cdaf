"""What who made the key is mailed: at once, once a day or not, for each kind."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from frontend_api.acts.settings.notices import keep_notices
from frontend_api.api.contract.endpoint import (
    ApiModel,
    AskedModel,
    Call,
    Nothing,
    endpoint,
    refused_fields,
)
from frontend_api.http.problems import ApiProblem
from functions.notices.kinds import (
    Delivery,
    NoticeChoices,
    NoticeKind,
    delivery_of,
    rules_for,
)


class NoticeShown(ApiModel):
    kind: NoticeKind
    delivery: Delivery
    allowed: tuple[Delivery, ...]


class NoticesShown(ApiModel):
    notices: tuple[NoticeShown, ...]


class NoticesChosen(AskedModel):
    """What is left out stays as it is."""

    notices: Annotated[dict[NoticeKind, Delivery], Field(min_length=1, max_length=30)]


def _shown(
    call: Call[Nothing, Nothing] | Call[NoticesChosen, Nothing], choices: NoticeChoices | None
) -> NoticesShown:
    return NoticesShown(
        notices=tuple(
            NoticeShown(
                kind=rule.kind, delivery=delivery_of(choices, rule.kind), allowed=rule.allowed
            )
            for rule in rules_for(call.session.founder.role)
        )
    )


@endpoint("What who made the key is mailed", answer=NoticesShown, body=Nothing, query=Nothing)
def show_notices(call: Call[Nothing, Nothing]) -> NoticesShown | ApiProblem:
    session = call.session
    return _shown(call, call.ports.settings.notice_choices(session.tenant.id, session.founder.id))


@endpoint(
    "Choose what who made the key is mailed",
    answer=NoticesShown,
    body=NoticesChosen,
    query=Nothing,
)
def change_notices(call: Call[NoticesChosen, Nothing]) -> NoticesShown | ApiProblem:
    wanted = {kind.value: chosen.value for kind, chosen in call.body.notices.items()}
    kept = keep_notices(call.session, call.ports, wanted)
    return _shown(call, kept) if isinstance(kept, NoticeChoices) else refused_fields(kept)
