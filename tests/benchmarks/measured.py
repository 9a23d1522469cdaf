"""Rows of measurements: the shape they share, their table for a reader, their file for a machine.

A row is a value beside a baseline taken in the same run; `ratio` is value to baseline, `goal` is
what was wished for (None where nothing was), and `holds` whether it was met.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
Row = dict[str, object]
_COLUMNS = ("name", "value", "unit", "baseline", "ratio", "goal", "holds")


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned columns; numbers to the right."""
    lines = [list(_COLUMNS), *([_cell(row, column) for column in _COLUMNS] for row in rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(_COLUMNS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if index in {0, 2} else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cell(row: Row, column: str) -> str:
    """What had no goal neither held nor failed."""
    return "-" if column == "holds" and row["goal"] is None else _shown(row[column])


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:g}" if isinstance(value, float) else str(value)


def keep(rows: Sequence[Row], name: str) -> Path:
    """Write `build/<name>.json`; answers where."""
    path = ROOT / "build" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(list(rows), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
