"""The founder's own health conditions as rows of a form: what is typed becomes a value.

Refuses beside the row it belongs to, in the founder's words; what was typed is never lost.
"""

from __future__ import annotations

import math

from frontend_api.http.forms import Entries
from frontend_api.wording.facts import label_of, sentence
from frontend_api.wording.places import countries
from functions.customer_base.columns.canonical import BY_NAME
from functions.customer_base.columns.column import Kind
from functions.product.thresholds import HEALTH_COLUMNS, HealthCondition
from tenancy.runtime.http import HttpRequest
from tenancy.values.lazy_dataclass import dataclass

CONDITIONS_AT_MOST = 20
_ROWS_READ_AT_MOST = 2 * CONDITIONS_AT_MOST
"""So that a form made by hand cannot keep the page busy."""

COMPARISONS: tuple[tuple[str, str], ...] = (
    ("<", "is less than"),
    ("<=", "is at most"),
    (">", "is more than"),
    (">=", "is at least"),
    ("=", "is"),
    ("!=", "is not"),
)
_STATUSES = {
    "active": "active",
    "trialing": "trialing",
    "past_due": "past due",
    "paused": "paused",
    "canceled": "canceled",
    "not_started": "not started",
}
_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})
_LARGEST = 10**12


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One row exactly as it was typed."""

    column: str = ""
    comparison: str = "<"
    value: str = ""

    @property
    def empty(self) -> bool:
        return not self.column and not self.value


@dataclass(frozen=True, slots=True)
class HealthColumn:
    """A column to choose, and how its value is written."""

    name: str
    label: str
    hint: str
    ordered: bool
    """Whether it can be more or less than something."""


def _hint(name: str, kind: str) -> str:
    if kind == "yes_no":
        return "yes or no"
    if name == "status":
        return "active, trialing, past due, paused, canceled or not started"
    if name == "country":
        return "two letters, such as US"
    if name == "language":
        return "two letters, such as en"
    if kind == "text":
        return "as your file says it"
    if name.endswith("_cents"):
        return "an amount, such as 49"
    return "% of the limit, such as 80" if _is_share(name) else "a number, such as 10"


def _is_share(name: str) -> bool:
    return BY_NAME[name].kind is Kind.SHARE


HEALTH_CHOICES: tuple[HealthColumn, ...] = tuple(
    HealthColumn(name, sentence(label_of(name)), _hint(name, kind), ordered=kind == "number")
    for name, kind in HEALTH_COLUMNS.items()
)


def shown_rows(conditions: tuple[HealthCondition, ...]) -> tuple[ConditionRow, ...]:
    """Saved conditions as a founder would type them."""
    return tuple(ConditionRow(one.column, one.is_, _written(one)) for one in conditions)


def condition_words(rows: tuple[ConditionRow, ...]) -> str:
    """All conditions in a line, as the form shows them; empty rows are none."""
    signs = dict(COMPARISONS)
    return "; ".join(
        f"{sentence(label_of(row.column))} {signs.get(row.comparison, '')} {row.value}"
        for row in rows
        if not row.empty and row.column in HEALTH_COLUMNS
    )


def _written(condition: HealthCondition) -> str:
    value = condition.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _STATUSES.get(value, value) if condition.column == "status" else value
    if condition.column.endswith("_cents"):
        return f"{value / 100:.2f}".removesuffix(".00")
    number = value * 100 if _is_share(condition.column) else value
    return f"{round(number, 6):.6f}".rstrip("0").rstrip(".")


def typed_rows(request: HttpRequest) -> tuple[ConditionRow, ...]:
    """The rows of the form in their order."""
    return tuple(
        ConditionRow(
            request.typed(f"column:{place}"),
            request.typed(f"is:{place}") or "<",
            request.typed(f"value:{place}")[:300],
        )
        for place in range(_ROWS_READ_AT_MOST)
        if f"column:{place}" in request.form
    )


def read_conditions(
    rows: tuple[ConditionRow, ...], entries: Entries
) -> tuple[HealthCondition, ...]:
    """The conditions of all rows that are not empty; refusals are named by the row's place."""
    if len(rows) > CONDITIONS_AT_MOST:
        entries.refuse("conditions", f"Please keep to {CONDITIONS_AT_MOST} conditions.")
    read: list[HealthCondition] = []
    for place, row in enumerate(rows):
        condition = None if row.empty else _condition(place, row, entries)
        if condition is not None and condition in read:
            entries.refuse(f"column:{place}", "You have this condition already.")
        elif condition is not None:
            read.append(condition)
    return tuple(read)


def _condition(place: int, row: ConditionRow, entries: Entries) -> HealthCondition | None:
    kind = HEALTH_COLUMNS.get(row.column)
    if kind is None:
        entries.refuse(f"column:{place}", "Choose what to look at.")
        return None
    label = sentence(label_of(row.column))
    legal = [sign for sign, _ in COMPARISONS if kind == "number" or sign in {"=", "!="}]
    if row.comparison not in legal:
        entries.refuse(f"is:{place}", f"{label} can only be compared with “is” or “is not”.")
        return None
    value = _value(row.column, kind, row.value)
    if value is None:
        entries.refuse(f"value:{place}", f"{label} is {_spelled(row.column, kind)}.")
        return None
    return HealthCondition.model_validate(
        {"column": row.column, "is": row.comparison, "value": value}
    )


def _spelled(column: str, kind: str) -> str:
    if kind == "text" and column == "plan":
        return "compared with a plan: write its name as your file says it"
    return f"written as {_hint(column, kind)}"


def _value(column: str, kind: str, typed: str) -> str | float | bool | None:
    """The value the column is compared with; None when it is not one."""
    if kind == "yes_no":
        answer = typed.casefold()
        return True if answer in _YES else False if answer in _NO else None
    if kind == "text":
        return _text(column, typed)
    number = _number(typed)
    if number is None:
        return None
    if column.endswith("_cents"):
        return float(round(number * 100))
    return number / 100 if _is_share(column) else number


def _text(column: str, typed: str) -> str | None:
    if column == "status":
        plain = typed.casefold().replace("cancelled", "canceled").replace(" ", "_")
        return plain if plain in _STATUSES else None
    if column == "country":
        return typed.upper() if typed.upper() in dict(countries()) else None
    if column == "language":
        return typed.lower() if len(typed) == 2 and typed.isascii() and typed.isalpha() else None
    return typed if 0 < len(typed) <= 200 else None


def _number(typed: str) -> float | None:
    """`1,250`, `12.5`, `12,5` or `80 %`."""
    plain = typed.rstrip("% ").lstrip("€$£ ").replace(" ", "")
    whole, comma, last = plain.rpartition(",")
    if comma and "." not in plain and "," not in whole and len(last) != 3:
        plain = f"{whole}.{last}"
    try:
        number = float(plain.replace(",", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) <= _LARGEST else None
