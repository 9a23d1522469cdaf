"""Where the real time of a run goes: seconds by phase, and by what they were spent on.

Spans may stand in one another; each second counts once, for the innermost.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

OTHER = "script"
"""What stands in no span."""


@dataclass
class TimeSpent:
    elapsed_s: Callable[[], float] = time.monotonic
    _phases: dict[str, dict[str, float]] = field(default_factory=dict)
    _spans: list[str] = field(default_factory=lambda: [OTHER])
    _phase: str = "start"
    _counted_to: float = field(init=False)

    def __post_init__(self) -> None:
        self._counted_to = self.elapsed_s()

    def begin(self, phase: str) -> None:
        """Everything from here on belongs to this phase."""
        self._count()
        self._phase = phase

    @contextmanager
    def on(self, what: str) -> Iterator[None]:
        self._count()
        self._spans.append(what)
        try:
            yield
        finally:
            self._count()
            self._spans.pop()

    def _count(self) -> None:
        now = self.elapsed_s()
        spent = self._phases.setdefault(self._phase, defaultdict(float))
        spent[self._spans[-1]] += now - self._counted_to
        self._counted_to = now

    def format_table(self) -> list[str]:
        """A line for each phase, a column for each kind of span, and the sums."""
        self._count()
        whole: dict[str, float] = defaultdict(float)
        for spent in self._phases.values():
            for kind, seconds in spent.items():
                whole[kind] += seconds
        kinds = sorted(whole, key=lambda kind: -whole[kind])
        rows = [*self._phases.items(), ("together", whole)]
        widths = [max(9, len(kind) + 2) for kind in kinds]
        head = "".join(f"{kind:>{width}}" for kind, width in zip(kinds, widths, strict=True))
        lines = [f"{'':24}{head}{'all':>9}"]
        for phase, spent in rows:
            cells = (
                f"{spent.get(kind, 0):{width}.1f}"
                for kind, width in zip(kinds, widths, strict=True)
            )
            lines.append(f"{phase:24}{''.join(cells)}{sum(spent.values()):9.1f}")
        return lines
