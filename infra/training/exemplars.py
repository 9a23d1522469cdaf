"""Reads the exemplars: lines that customers could write, each under the act it stands for.

`exemplars/<language>/<act>.txt` holds one message a line: the text, then behind tabs the situation
it answers, its channel and further labels. A line `# writer` says who wrote those below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from functions.outreach.domain import understanding

FOLDER = Path(understanding.__file__).with_name("exemplars")
SITUATIONS = ("question", "leaving_reason", "blockers", "slots", "booked", "other")


@dataclass(frozen=True, slots=True)
class Exemplar:
    """One message with everything it does, the main act first."""

    text: str
    language: str
    situation: str
    channel: str
    labels: tuple[str, ...]
    """Acts, with the number of the chosen slot or the channel behind a colon."""
    writer: str

    @property
    def acts(self) -> tuple[str, ...]:
        return tuple(label.partition(":")[0] for label in self.labels)


def load_exemplars(folder: Path = FOLDER) -> list[Exemplar]:
    """All exemplars in the order of languages, acts and lines."""
    found: list[Exemplar] = []
    for path in sorted(folder.glob("*/*.txt")):
        found += _exemplars_in(path)
    return found


def _exemplars_in(path: Path) -> list[Exemplar]:
    writer, found = "", []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("# "):
            writer = line[2:]
            continue
        text, situation, channel, *labels = line.split("\t")
        if situation not in SITUATIONS or not writer or not text.strip():
            raise ValueError(f"{path.parent.name}/{path.name}:{number}: not an exemplar")
        main = path.stem
        detail = next((label for label in labels if label.startswith(main + ":")), main)
        others = [label for label in labels if label != detail]
        found.append(
            Exemplar(text, path.parent.name, situation, channel, (detail, *others), writer)
        )
    return found
