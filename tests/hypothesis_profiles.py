"""How many examples a property test tries: all of them, or a tenth with `make test-fast`."""

from __future__ import annotations

from hypothesis import settings

FULL = "full"
FAST = "fast"
_DEFAULT = 100
_SHARE = {FULL: 1.0, FAST: 0.1}


def register_profiles() -> None:
    """`pytest --hypothesis-profile fast` chooses the small one; without it the full one holds."""
    for name, share in _SHARE.items():
        # How long an example takes says more about who else uses the machine than about our code.
        settings.register_profile(name, deadline=None, max_examples=round(_DEFAULT * share))
    settings.load_profile(FULL)


def examples(number: int) -> int:
    """`number` with the full profile, its share of that and never fewer than two with another."""
    return max(2, number * settings().max_examples // _DEFAULT)
