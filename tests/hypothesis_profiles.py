"""How many examples a property test tries: all of them, half with `make test`, a tenth in haste.

Each run tries others, so that what one run leaves out the next ones try; only where `CI` is set
they are the same every time, so that a change is judged by what it changed.
"""

from __future__ import annotations

import os

from hypothesis import settings

LONG = "long"
GATE = "gate"
FAST = "fast"
_DEFAULT = 100
_SHARE = {LONG: 1.0, GATE: 0.5, FAST: 0.1}


def register_profiles() -> None:
    """`make test PROFILE=long` chooses another; without it the gate's holds."""
    for name, share in _SHARE.items():
        # How long an example takes says more about who else uses the machine than about our code.
        settings.register_profile(
            name,
            deadline=None,
            max_examples=round(_DEFAULT * share),
            derandomize="CI" in os.environ,
        )
    settings.load_profile(GATE)


def examples(number: int) -> int:
    """`number` with the long profile, its share of that and never fewer than two with another."""
    return max(2, number * settings().max_examples // _DEFAULT)
