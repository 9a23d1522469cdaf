"""The local stage's clock: `now` is what the sandbox says, so that a demo can move time forward.

It is put into local artefacts only, as `local_clock`; a production artefact never holds it. The
sandbox writes its time into a file, because to ask for it over HTTP would take every invocation,
and the sandbox, more processor than many a query.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE_VARIABLE = "WARMLINE_CLOCK_FILE"
"""Names the file in the environment of the local cloud, which its functions inherit."""


@dataclass(frozen=True, slots=True)
class SandboxClock:
    """Reads what `infra.sandbox.clock.Clock` wrote: `now`, and `since` when it flows from there."""

    file: Path

    def now(self) -> datetime:
        """The sandbox's time, aware, in UTC; raises `OSError` when there was never a sandbox."""
        written = json.loads(self.file.read_bytes())
        now = datetime.fromisoformat(written["now"])
        since = written["since"]
        return now + (datetime.now(UTC) - datetime.fromisoformat(since)) if since else now


def factory() -> SandboxClock:
    """What `WARMLINE_CLOCK=local_clock:factory` names."""
    return SandboxClock(Path(os.environ[FILE_VARIABLE]))
