"""How replies are read, and whether calls are recorded: to look at, and changed on pages alone."""

from __future__ import annotations

from frontend_api.api.contract.endpoint import ApiModel, Call, Nothing, endpoint
from frontend_api.http.problems import ApiProblem


class ListeningShown(ApiModel):
    model_elsewhere: bool
    """Whether customers' words may be read by a model outside, where the deployment has a key."""
    monthly_cents: int
    """US cents that may cost in a calendar month."""
    asks_to_record: bool
    """Whether a call asks if it may be recorded."""


@endpoint(
    "How replies are read and whether calls are recorded",
    answer=ListeningShown,
    body=Nothing,
    query=Nothing,
)
def show_listening(call: Call[Nothing, Nothing]) -> ListeningShown | ApiProblem:
    settings = call.ports.settings.load(call.session.tenant.id)
    return ListeningShown(
        model_elsewhere=settings.reading.openai,
        monthly_cents=settings.reading.monthly_cents,
        asks_to_record=settings.recording.asks,
    )
