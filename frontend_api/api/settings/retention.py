"""How long things are kept, in days. A key of the scope `manage` alone changes it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from frontend_api.acts.settings import retention as acts
from frontend_api.api.contract.endpoint import ApiModel, AskedModel, Call, Nothing, endpoint
from frontend_api.http.problems import ApiProblem
from functions.erasure.retention import FLOORS, LONGEST, Retention


class RetentionShown(ApiModel):
    conversations: int
    """After the last word of a closed one, with its bookings."""
    recordings: int
    snapshots: int
    runs: int


class RetentionAsked(AskedModel):
    """What is left out stays as it is."""

    conversations: Annotated[int, Field(ge=FLOORS["conversations"], le=LONGEST)] | None = None
    recordings: Annotated[int, Field(ge=FLOORS["recordings"], le=LONGEST)] | None = None
    snapshots: Annotated[int, Field(ge=FLOORS["snapshots"], le=LONGEST)] | None = None
    runs: Annotated[int, Field(ge=FLOORS["runs"], le=LONGEST)] | None = None


def _shown(kept: Retention) -> RetentionShown:
    return RetentionShown(
        conversations=kept.conversations,
        recordings=kept.recordings,
        snapshots=kept.snapshots,
        runs=kept.runs,
    )


@endpoint("How many days things are kept", answer=RetentionShown, body=Nothing, query=Nothing)
def show_retention(call: Call[Nothing, Nothing]) -> RetentionShown | ApiProblem:
    return _shown(call.ports.rights.retention(call.session.tenant.id))


@endpoint(
    "Change how many days things are kept",
    answer=RetentionShown,
    body=RetentionAsked,
    query=Nothing,
)
def change_retention(call: Call[RetentionAsked, Nothing]) -> RetentionShown | ApiProblem:
    wanted = call.body.model_dump(exclude_none=True)
    return _shown(acts.change_retention(call.session, call.ports, wanted))
