"""Where the demo's time went: every second once, for the innermost span of its phase."""

from __future__ import annotations

import contextlib

from infra.local.demo.time_spent import TimeSpent


def test_every_second_counts_once_for_the_innermost_span_of_its_phase() -> None:
    now = [0.0]

    def pass_s(seconds: float) -> None:
        now[0] += seconds

    spent = TimeSpent(lambda: now[0])
    pass_s(32)
    spent.begin("set up")
    pass_s(1)
    with spent.on("founder"):
        pass_s(2)
        with spent.on("rest"):
            pass_s(4)
        pass_s(8)
    spent.begin("weeks")
    with spent.on("rest"):
        pass_s(16)
    assert [line.split() for line in spent.format_table()] == [
        ["script", "rest", "founder", "all"],
        ["start", "32.0", "0.0", "0.0", "32.0"],
        ["set", "up", "1.0", "4.0", "10.0", "15.0"],
        ["weeks", "0.0", "16.0", "0.0", "16.0"],
        ["together", "33.0", "20.0", "10.0", "63.0"],
    ]


def test_a_span_that_breaks_off_is_over() -> None:
    now = [0.0]
    spent = TimeSpent(lambda: now[0])
    spent.begin("set up")
    with contextlib.suppress(ValueError), spent.on("founder"):
        now[0] += 3
        [].index(1)
    now[0] += 5
    assert [line.split() for line in spent.format_table()][2] == ["set", "up", "5.0", "3.0", "8.0"]
