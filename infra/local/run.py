"""`make run`: the whole of Warmline on this machine until Ctrl-C; state is kept for the next time.

The first port comes from WARMLINE_PORT (8400); a stage's state belongs to its ports.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from infra.deployables import ROOT
from infra.local.local_platform import LocalPlatform
from infra.plain_error import PlainError

DEFAULT_PORT = 8400


def first_port(given: str) -> int:
    """The first of five ports; raises `PlainError` for what is no usable port."""
    if not given:
        return DEFAULT_PORT
    if not given.isdecimal() or not 1024 <= int(given) <= 65530:
        raise PlainError(
            f"WARMLINE_PORT is {given!r}, which is no port.",
            fix="Give a number from 1024 to 65530.",
        )
    return int(given)


def main() -> int:
    """Run until Ctrl-C or a termination signal."""
    ended = threading.Event()
    try:
        port = first_port(os.environ.get("WARMLINE_PORT", ""))
        state = ROOT / ".state" / str(port)
        with LocalPlatform(port, state, running=True, report=_say) as platform:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: ended.set())
            _say(
                f"\n  Console           {platform.console_url}\n"
                f"  Customers' phones {platform.sandbox_url}/phone\n"
                f"  Logs and state    {state}\n\n"
                "Ctrl-C stops everything and keeps the state; it is saved then and at no other"
                " time, so a kill loses what came since."
            )
            ended.wait()
            _say("\nStopping; the state is being saved.")
    except PlainError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
