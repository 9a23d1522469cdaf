"""The numbers of the rules as fields of a form: what each means, and what it may be as typed.

Data only. The same limits as `Thresholds`, in the units a founder types.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NumberField:
    """One number of the rules: what it means, and what it may be as it is typed."""

    name: str
    label: str
    unit: str
    least: float
    most: float
    whole: bool = True
    optional: bool = False

    @property
    def is_share(self) -> bool:
        """Kept as 0..1, typed as per cent."""
        return self.unit.startswith("%")


FIELDS: tuple[NumberField, ...] = (
    NumberField("win_back_from_days", "Win-back: left at least this long ago", "days", 1, 365),
    NumberField("win_back_to_days", "Win-back: left at most this long ago", "days", 2, 1095),
    NumberField("renewal_days", "Renewal: annual contract renews within", "days", 1, 180),
    NumberField("usage_drop", "Retention: usage fell by at least", "% of before", 1, 100, False),
    NumberField("billing_issue_days", "Retention: a billing issue within the last", "days", 1, 365),
    NumberField("cross_sell_tenure_days", "Cross-sell: paying for more than", "days", 0, 3650),
    NumberField("solo_seats", "Cross-sell: a solo customer has at most", "seats", 1, 100),
    NumberField("team_grown", "Cross-sell: team has grown to at least", "people", 2, 10_000),
    NumberField("upsell_tenure_days", "Upsell: on the base plan for more than", "days", 0, 3650),
    NumberField("limit_used", "Upsell: near a limit from", "% of the limit", 1, 100, False),
    NumberField(
        "feature_uses", "Upsell: uses the feature at least", "times in 30 days", 1, 1_000_000
    ),
)
SCORE = NumberField(
    "health_score_line",
    "Your own health score is under",
    "",
    -1_000_000,
    1_000_000,
    whole=False,
    optional=True,
)
