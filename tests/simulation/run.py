"""Plays many seeds of the simulated world and says which of them break a law.

`python -m tests.simulation.run --from 0 --to 500`
"""

from __future__ import annotations

import argparse
import logging
import sys
import time

from tests.simulation.laws.checkers import Violated
from tests.simulation.world import World


def main() -> int:
    options = _options()
    logging.disable(logging.CRITICAL)
    failing: list[int] = []
    began = time.monotonic()
    for seed in range(options.first, options.last):
        try:
            World(seed).run()
        except Violated as violated:
            failing.append(seed)
            text = str(violated)
            print(text if options.trace else "\n".join(text.splitlines()[:4]), flush=True)
        except Exception as error:
            failing.append(seed)
            print(f"seed {seed}: {type(error).__name__}: {error}", flush=True)
            if options.trace:
                raise
        played = seed - options.first + 1
        if played % 10 == 0:
            spent = time.monotonic() - began
            print(f"{played} seeds in {spent:.0f} s, failing: {failing or 'none'}", flush=True)
    total = options.last - options.first
    print(f"{total} seeds, {len(failing)} failing: {' '.join(map(str, failing)) or 'none'}")
    return 1 if failing else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--to", dest="last", type=int, default=500)
    parser.add_argument("--trace", action="store_true", help="print the conversation's whole trace")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
