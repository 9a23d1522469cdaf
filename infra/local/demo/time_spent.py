"""Where the real time of a run goes: seconds by phase, and by what they were spent on.

Spans may stand in one another; each second counts once, for the innermost.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

OTHER = "script"
"""What stands in no span."""


@dataclass
class TimeSpent:
    elapsed_s: Callable[[], float] = time.monotonic
    _phases: dict[str, Counter[str]] = field(default_factory=dict)
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
        self._phases.setdefault(self._phase, Counter())[self._spans[-1]] += now - self._counted_to
        self._counted_to = now

    def format_table(self) -> list[str]:
        """A line for each phase, a column for each kind of span, and the sums."""
        self._count()
        whole = sum(self._phases.values(), Counter[str]())
        kinds = [kind for kind, _ in whole.most_common()]
        rows = [*self._phases.items(), ("together", whole)]
        widths = [max(9, len(kind) + 2) for kind in kinds]
        head = "".join(f"{kind:>{width}}" for kind, width in zip(kinds, widths, strict=True))
        lines = [f"{'':24}{head}{'all':>9}"]
        for phase, spent in rows:
            cells = (f"{spent[kind]:{width}.1f}" for kind, width in zip(kinds, widths, strict=True))
            lines.append(f"{phase:24}{''.join(cells)}{sum(spent.values()):9.1f}")
        return lines
