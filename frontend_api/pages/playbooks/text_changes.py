"""Two wordings of a line compared word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from tenancy.values.lazy_dataclass import dataclass

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class ChangedText:
    """The texts cut where they differ: (`same`, `taken`, `added`; the words)."""

    cuts: tuple[tuple[str, str], ...]


def changed_text(before: str, now: str) -> ChangedText:
    """What was taken out and put in, in reading order; a change is shown taken before added."""
    old, new = _WORDS.findall(before), _WORDS.findall(now)
    cuts: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            cuts.append(("same", "".join(old[start:end])))
            continue
        if start < end:
            cuts.append(("taken", "".join(old[start:end])))
        if other_start < other_end:
            cuts.append(("added", "".join(new[other_start:other_end])))
    return ChangedText(tuple(cuts))
