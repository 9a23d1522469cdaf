"""The tenant's thresholds: the numbers in the rules, with their defaults and limits.

Decides what may be tuned and how far. The rules themselves are fixed.
"""

from __future__ import annotations

import math
import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

HEALTH_COLUMNS: dict[str, str] = {
    "usage_30d": "number",
    "usage_prev_30d": "number",
    "limit_used": "number",
    "open_escalations": "number",
    "seats": "number",
    "team_size": "number",
    "mrr_cents": "number",
    "health_score": "number",
    "status": "text",
    "plan": "text",
    "language": "text",
    "country": "text",
    "health_flag": "yes_no",
    "cancel_at_period_end": "yes_no",
}
"""What the founder's own health conditions may speak of, and how it compares."""


class HealthCondition(BaseModel):
    """One condition of the founder's own health logic; a customer it holds for is unhealthy."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    column: str
    is_: Literal["<", "<=", ">", ">=", "=", "!="] = Field(alias="is")
    value: str | float | bool

    @model_validator(mode="after")
    def _comparable(self) -> HealthCondition:
        kind = HEALTH_COLUMNS.get(self.column)
        if kind is None:
            raise ValueError(
                f"There is no column '{self.column}' to judge health by. "
                f"Choose one of: {', '.join(HEALTH_COLUMNS)}."
            )
        is_number = isinstance(self.value, (int, float)) and not isinstance(self.value, bool)
        if kind == "number" and not (is_number and math.isfinite(float(self.value))):
            raise ValueError(f"'{self.column}' is compared with a number, such as 10.")
        if kind == "yes_no" and not isinstance(self.value, bool):
            raise ValueError(f"'{self.column}' is either yes or no.")
        if kind == "text" and (not isinstance(self.value, str) or len(self.value) > 200):
            raise ValueError(f"'{self.column}' is compared with a word, such as 'active'.")
        if kind != "number" and self.is_ not in {"=", "!="}:
            raise ValueError(f"'{self.column}' can only be equal to something, or not equal.")
        return self


class Thresholds(BaseModel):
    """Numbers of the rules. Days count on the tenant's calendar. Defaults are the product's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    win_back_from_days: int = Field(default=30, ge=1, le=365)
    win_back_to_days: int = Field(default=180, ge=2, le=1095)
    renewal_days: int = Field(default=60, ge=1, le=180)
    usage_drop: float = Field(default=0.5, gt=0.0, le=1.0)
    """Unhealthy when usage fell by this share or more."""
    billing_issue_days: int = Field(default=30, ge=1, le=365)
    cross_sell_tenure_days: int = Field(default=90, ge=0, le=3650)
    team_grown: int = Field(default=3, ge=2, le=10_000)
    solo_seats: int = Field(default=1, ge=1, le=100)
    upsell_tenure_days: int = Field(default=90, ge=0, le=3650)
    """Passes only when exceeded: 90 fails, 91 passes."""
    limit_used: float = Field(default=0.8, gt=0.0, le=1.0)
    feature_uses: int = Field(default=1, ge=1, le=1_000_000)
    health_score_line: float | None = Field(default=None, ge=-1_000_000, le=1_000_000)
    """Unhealthy below this; None means the score is not used."""
    health_conditions: tuple[HealthCondition, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _ordered(self) -> Thresholds:
        if self.win_back_from_days >= self.win_back_to_days:
            raise ValueError("Win-back must begin before it ends: 30 to 180 days, for example.")
        return self


_MESSAGE = re.compile(r"^Value error, ")


def founder_words(errors: list[dict[str, object]]) -> str:
    """The first validation error as a sentence for the founder."""
    first = errors[0]
    place = first.get("loc")
    where = ".".join(str(part) for part in place) if isinstance(place, tuple) else ""
    message = _MESSAGE.sub("", str(first.get("msg", "")))
    return message if message.endswith(".") or not where else f"{where}: {message}"
