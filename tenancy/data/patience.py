"""How often and how long something is asked for again that DynamoDB put off."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long a request is tried again. `jitter` gives numbers in [0, 1)."""

    jitter: Callable[[], float]
    pause_s: Callable[[float], None]
    attempts: int = 5
    first_pause_ms: int = 25

    def wait(self, attempt: int) -> None:
        """Full jitter: any time up to a bound that doubles with each attempt."""
        self.pause_s(self.jitter() * self.first_pause_ms * 2**attempt / 1000)


SYSTEM_PATIENCE = Patience(jitter=random.SystemRandom().random, pause_s=time.sleep)
