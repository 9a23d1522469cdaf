"""The pilots as an SVG: places unused and wishes beyond bandwidth, over the true booking rate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.pacing.simulated_pilots import Pilot

WIDTH, HEIGHT = 760, 380
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 40, 50
MOST_RATE, MOST_SHARE = 0.26, 0.16
UNUSED, BEYOND = "#2563eb", "#dc2626"


def draw_pilots(
    path: Path, pilots: Sequence[Pilot], *, goal_unused: float, goal_beyond: float
) -> None:
    """Writes the file."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        *_axes(),
        *_goal(goal_unused, UNUSED, "goal for the median of unused places"),
        *_goal(goal_beyond, BEYOND, "goal for wishes beyond bandwidth"),
        *(dot for pilot in pilots for dot in dots_of(pilot)),
        f'<text x="{LEFT}" y="24" fill="{UNUSED}">places unused</text>',
        f'<text x="{LEFT + 110}" y="24" fill="{BEYOND}">wishes beyond bandwidth</text>',
        f'<text x="{LEFT + 280}" y="24">{len(pilots)} pilots of a quarter</text>',
        "</svg>",
    ]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def dots_of(pilot: Pilot) -> tuple[str, str]:
    """Of its unused places, and of its wishes beyond bandwidth."""
    return (
        _dot(pilot.rate, pilot.unused_share, UNUSED),
        _dot(pilot.rate, pilot.beyond_share, BEYOND),
    )


def _axes() -> Iterator[str]:
    line = f"M{_x(0)} {_y(MOST_SHARE)}V{_y(0)}H{_x(MOST_RATE)}"
    yield f'<path d="{line}" fill="none" stroke="black"/>'
    for percent in range(0, 26, 5):
        yield f'<text x="{_x(percent / 100) - 8}" y="{_y(0) + 18}">{percent} %</text>'
    for percent in range(0, 17, 4):
        yield f'<text x="{LEFT - 40}" y="{_y(percent / 100) + 4}">{percent} %</text>'
    yield f'<text x="{_x(0.1)}" y="{HEIGHT - 12}">true booking rate</text>'


def _goal(share: float, colour: str, words: str) -> Iterator[str]:
    line = f'<path d="M{_x(0)} {_y(share)}H{_x(MOST_RATE)}" stroke="{colour}"'
    yield f'{line} stroke-dasharray="4 4"/>'
    yield f'<text x="{_x(0.14)}" y="{_y(share) - 5}" fill="{colour}">{words}</text>'


def _dot(rate: float, share: float, colour: str) -> str:
    at = min(share, MOST_SHARE)
    return f'<circle cx="{_x(rate)}" cy="{_y(at)}" r="2.5" fill="{colour}" fill-opacity="0.6"/>'


def _x(rate: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * rate / MOST_RATE, 1)


def _y(share: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share / MOST_SHARE, 1)
