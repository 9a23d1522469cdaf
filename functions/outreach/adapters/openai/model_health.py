"""Whether the configured model exists and stays: asked of the provider, never guessed from a list.

A failure to ask says nothing of the model.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

from pydantic import ValidationError

from functions.language_model.connection import Connection, Failure, WireBody
from functions.outreach.ports import ModelHealth, ModelProblem

PATIENCE_S = 10.0
WARNED_BEFORE = timedelta(days=45)
"""Small models are given some two months' notice; a warning comes while it can be heeded."""


class ModelBody(WireBody):
    id: str
    shutdown_date: str | None = None


def inspect_model(connection: Connection, *, today: date) -> ModelHealth | None:
    """What the provider says of the model; None where it cannot be asked."""
    name = connection.account.model
    body = connection.request(
        lambda client: client.models.with_raw_response.retrieve(name, timeout=PATIENCE_S).content,
        budget_s=PATIENCE_S,
    )
    if isinstance(body, Failure):
        problem = _PROBLEMS.get(body)
        return ModelHealth(name, problem) if problem else None
    try:
        model = ModelBody.model_validate(json.loads(body))
        ends = date.fromisoformat(model.shutdown_date[:10]) if model.shutdown_date else None
    except (ValidationError, ValueError):
        return None
    if ends is None or ends - today > WARNED_BEFORE:
        return ModelHealth(name)
    return ModelHealth(name, ModelProblem.RETIRED if ends <= today else ModelProblem.RETIRES, ends)


_PROBLEMS: dict[Failure, ModelProblem] = {
    Failure.UNKNOWN_MODEL: ModelProblem.UNKNOWN,
    Failure.KEY_REFUSED: ModelProblem.KEY_REFUSED,
}
