"""The one place `now` comes from. Decides nothing; a rule takes `now` as an argument instead."""

from __future__ import annotations

import functools
import importlib
import os
from datetime import UTC, datetime
from typing import Protocol, cast


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Now, as an aware datetime in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def clock_named(factory: str) -> Clock:
    """Build the clock a `package.module:factory` names; empty is the system clock.

    Raises ValueError for a name of another shape, ImportError or AttributeError if it is not there.
    """
    if not factory:
        return SystemClock()
    module, separator, attribute = factory.partition(":")
    if not (module and separator and attribute):
        raise ValueError("WARMLINE_CLOCK is not of the form package.module:factory")
    return cast(Clock, getattr(importlib.import_module(module), attribute)())


@functools.lru_cache(maxsize=4)
def _clock_once(factory: str) -> Clock:
    return clock_named(factory)


def clock_from_environment() -> Clock:
    """Return this process's clock, chosen by WARMLINE_CLOCK and built once."""
    return _clock_once(os.environ.get("WARMLINE_CLOCK", ""))
