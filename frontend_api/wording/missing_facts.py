"""What would answer a rule that is unknown: the missing facts, and the file that brings them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frontend_api.wording.known_facts import label_of
from functions.customer_base.segmentation.rules import SOURCES, Source


def remedy(facts: Mapping[str, Any]) -> str:
    """A sentence for the founder, from the facts behind one rule; None marks what is not known."""
    missing = [name for name, value in facts.items() if value is None]
    if not missing:
        return "The facts on file do not settle it."
    said: list[str] = []
    if "plan_role" in missing and facts.get("plan"):
        said.append(
            f"Say on the Offers page whether “{facts['plan']}” is a base plan or a higher tier."
        )
    columns = [name for name in missing if name != "plan_role"]
    if columns:
        said.append(_of_columns(columns))
    return " ".join(said)


def _of_columns(columns: list[str]) -> str:
    files = [source.label for source in SOURCES if _certain(source) & set(columns)]
    file = f"A file of {_joined(files)}" if files else "A column with it"
    named = _joined([f"“{label_of(name)}”" for name in columns])
    return f"Not in your files: {named}. {file} would answer it."


def _certain(source: Source) -> frozenset[str]:
    """What a file is sure to bring; a payment, for one, is better asked for by its own name."""
    return source.columns - {column for column, _ in source.known_by}


def _joined(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
