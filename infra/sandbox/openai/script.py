"""What the played model answers: by words of the message, as a test wrote it, or nothing at all.

It never reads a message by itself: what no line of the script fits is unclear.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

SWITCHES = ("answers", "refuses", "nonsense", "garbled", "models")


ScriptedValue = float | dict[str, float] | list[str]


@dataclass(frozen=True, slots=True)
class ScriptedAnswer:
    """To requests that contain `words`: probabilities by question, for a choice by option; texts
    where texts are asked for."""

    words: str
    answers: dict[str, ScriptedValue]


@dataclass(slots=True)
class Script:
    """How the model behaves now."""

    lines: list[ScriptedAnswer] = field(default_factory=list)
    refuses: list[str] = field(default_factory=list)
    """Names of questions it declines; `*` declines every one."""
    nonsense: bool = False
    """Answers that have the shape of the wire and fit no question."""
    garbled: bool = False
    """A successful answer that is no JSON."""

    def answers_to(self, sent: Any) -> dict[str, ScriptedValue]:
        """The first line whose words occur in what was sent."""
        text = json.dumps(sent, ensure_ascii=False)
        return next((line.answers for line in self.lines if line.words in text), {})

    def declines(self, question: str) -> bool:
        return question in self.refuses or "*" in self.refuses

    def change(self, switches: dict[str, Any]) -> str | None:
        """Set some of it; the others keep their value. A sentence if a switch is unknown."""
        if unknown := set(switches) - {*SWITCHES}:
            return f"There is no switch {', '.join(sorted(unknown))}."
        if "answers" in switches:
            self.lines = [ScriptedAnswer(**line) for line in switches["answers"]]
        self.refuses = list(switches.get("refuses", self.refuses))
        self.nonsense = bool(switches.get("nonsense", self.nonsense))
        self.garbled = bool(switches.get("garbled", self.garbled))
        return None

    def clear(self) -> None:
        self.lines, self.refuses = [], []
        self.nonsense = self.garbled = False
