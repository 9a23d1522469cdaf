"""How long one call to AWS may take, by service: always less than the function that waits for it.

Without these botocore waits a minute for an answer and asks DynamoDB ten times, long after Lambda
has ended the function that asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from botocore.config import Config


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Of one call, in seconds; `attempts` counts the first one too."""

    read_s: float = 4
    attempts: int = 3
    connect_s: float = 1

    @property
    def longest_s(self) -> float:
        """Every attempt in vain, and the longest pauses botocore's standard mode makes between."""
        pauses = (1 << (self.attempts - 1)) - 1  # 1, 2, 4 … s.
        return self.attempts * (self.connect_s + self.read_s) + pauses


_LIMITS: Mapping[str, CallLimits] = {
    "dynamodb": CallLimits(attempts=4),
    # The largest part of a file that is sent or read in one piece.
    "s3": CallLimits(read_s=6),
    # A function works while we wait, and a second call would have it do everything twice.
    "lambda": CallLimits(read_s=25, attempts=1),
    # Neither knows a repeated call: a customer would be mailed, or spoken to, twice.
    "ses": CallLimits(read_s=10, attempts=1),
    "apigatewaymanagementapi": CallLimits(attempts=1),
}


def limits_of(service: str) -> CallLimits:
    return _LIMITS.get(service, CallLimits())


def config_of(service: str, *, signature_version: str | None = None) -> Config:
    """The configuration every client of this service is made with."""
    from botocore.config import Config

    limits = limits_of(service)
    return Config(
        connect_timeout=limits.connect_s,
        read_timeout=limits.read_s,
        retries={"total_max_attempts": limits.attempts, "mode": "standard"},
        signature_version=signature_version,
    )
