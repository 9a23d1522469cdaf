"""How many workers of a function the local platform may start, and how long a schedule may take."""

from __future__ import annotations

from infra.deployables import DEPLOYABLES
from infra.local.local_platform import (
    SCHEDULE_S,
    WORKERS_OF_A_QUEUE,
    give_time,
    limit_workers,
)


class Limits:
    """Stands for a Lambda client and remembers each function's limits."""

    def __init__(self) -> None:
        self.of: dict[str, int] = {}
        self.seconds: dict[str, int] = {}

    def update_function_configuration(
        self,
        *,
        FunctionName: str,  # noqa: N803
        Timeout: int,  # noqa: N803
    ) -> None:
        self.seconds[FunctionName] = Timeout

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


def test_a_short_schedule_is_given_time_and_nothing_else_is() -> None:
    limits = Limits()
    give_time(DEPLOYABLES, functions=limits)
    assert limits.seconds == dict.fromkeys(
        ("warmline-local-outreach-wake_due", "warmline-local-outreach-fill_dial_pools"), SCHEDULE_S
    )
