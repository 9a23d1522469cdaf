"""One tenant in the middle of its work, for looking at pages and for tests that need rows."""

from __future__ import annotations

from fakes import World


def fill(world: World) -> None:
    """Put sample rows behind every page."""
