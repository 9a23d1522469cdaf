"""The local stage's clock: `now` is what the sandbox says, so that a demo can move time forward.

It is put into local artefacts only, as `local_clock`; a production artefact never holds it.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from datetime import datetime
from urllib.request import urlopen

# Long enough that one step asks once, short enough that nobody notices a jump late.
CACHE_S = 0.05


@dataclass(slots=True)
class SandboxClock:
    """Asks `GET <sandbox>/clock`, at most once in `CACHE_S` seconds."""

    url: str
    _said: datetime | None = field(default=None, init=False)
    _asked_at_s: float = field(default=0.0, init=False)

    def now(self) -> datetime:
        """The sandbox's time, aware, in UTC; raises `OSError` when the sandbox is not there."""
        elapsed_s = time.monotonic() - self._asked_at_s
        if self._said is None or elapsed_s > CACHE_S:
            with urlopen(self.url, timeout=5) as answer:
                self._said = datetime.fromisoformat(json.load(answer)["now"])
            self._asked_at_s = time.monotonic()
        return self._said


def factory() -> SandboxClock:
    """What `WARMLINE_CLOCK=local_clock:factory` names."""
    return SandboxClock(url=os.environ["WARMLINE_SANDBOX_URL"] + "/clock")
