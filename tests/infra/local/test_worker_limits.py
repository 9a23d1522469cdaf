"""How many workers of a function the local platform may start."""

from __future__ import annotations

from infra.deployables import DEPLOYABLES
from infra.local.local_platform import WORKERS_OF_A_QUEUE, limit_workers


class Limits:
    """Stands for a Lambda client and remembers each function's limit."""

    def __init__(self) -> None:
        self.of: dict[str, int] = {}

    def put_function_concurrency(
        self,
        *,
        FunctionName: str,  # noqa: N803  AWS's names
        ReservedConcurrentExecutions: int,  # noqa: N803
    ) -> None:
        self.of[FunctionName] = ReservedConcurrentExecutions


def test_only_what_a_queue_feeds_is_limited_because_it_waits_there() -> None:
    limits = Limits()
    limit_workers(DEPLOYABLES, functions=limits)
    assert limits.of == dict.fromkeys(
        (
            "warmline-local-base-import_customers",
            "warmline-local-base-segment_customers",
            "warmline-local-outreach-advance_replies",
            "warmline-local-outreach-advance_wakes",
            "warmline-local-outreach-perform_effects",
            "warmline-local-outreach-receive_mail",
        ),
        WORKERS_OF_A_QUEUE,
    )
