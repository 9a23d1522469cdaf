"""What parsing says of a column instead of guessing: a question to the founder, or unread cells.

Plain records that the console shows as they are stored; must never open DuckDB.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class ColumnQuestion(BaseModel):
    """Something the whole column could not answer; the founder picks one of the choices."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    header: str
    kind: str
    """`date_order` or `decimal_mark`."""
    text: str
    choices: tuple[tuple[str, str], ...]
    """(value, what it would mean for a sample cell)."""
    samples: tuple[str, ...] = ()


class RefusedCells(BaseModel):
    """How many cells of one column were read as refusals."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    file: int
    header: str
    """`EVERYBODY` where the whole file is a list of refusals."""
    count: int


class UnreadCells(BaseModel):
    """Cells of one column that could not be understood; they count as unknown."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    file: int
    column: str
    count: int
    lines: tuple[int, ...] = ()
    reason: str
