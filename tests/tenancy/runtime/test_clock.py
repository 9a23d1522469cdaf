"""Which clock a process reads."""

from __future__ import annotations

from datetime import UTC

import pytest

from tenancy.runtime.clock import SystemClock, clock_named


def test_no_name_is_the_system_clock_and_it_tells_utc() -> None:
    clock = clock_named("")
    assert isinstance(clock, SystemClock)
    assert clock.now().tzinfo is UTC


def test_a_name_builds_the_clock_it_points_to() -> None:
    assert isinstance(clock_named("tenancy.runtime.clock:SystemClock"), SystemClock)


@pytest.mark.parametrize(
    "name", ["tenancy.runtime.clock", ":SystemClock", "tenancy.runtime.clock:"]
)
def test_a_name_of_another_shape_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="WARMLINE_CLOCK"):
        clock_named(name)
