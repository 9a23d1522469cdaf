"""The numbers of the rules as fields of a form: what each means, and what it may be as typed.

The limits are those of `Thresholds`, in the units a founder types; none is chosen here.
"""

from __future__ import annotations

from functions.product.thresholds import Thresholds
from tenancy.values.lazy_dataclass import dataclass


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


def _field(name: str, label: str, unit: str) -> NumberField:
    """A number of the rules with the limits of `Thresholds`, in the unit a founder types."""
    rule = Thresholds.model_fields[name]
    # A share is more than nothing; one per cent is the least anybody types.
    least = next((limit.ge for limit in rule.metadata if hasattr(limit, "ge")), 0.01)
    most = next(limit.le for limit in rule.metadata if hasattr(limit, "le"))
    scale = 100 if unit.startswith("%") else 1
    return NumberField(name, label, unit, least * scale, most * scale, rule.annotation is int)


FIELDS: tuple[NumberField, ...] = (
    _field("win_back_from_days", "Win-back: left at least this long ago", "days"),
    _field("win_back_to_days", "Win-back: left at most this long ago", "days"),
    _field("renewal_days", "Renewal: annual contract renews within", "days"),
    _field("usage_drop", "Retention: usage fell by at least", "% of before"),
    _field("billing_issue_days", "Retention: a billing issue within the last", "days"),
    _field("cross_sell_tenure_days", "Cross-sell: paying for more than", "days"),
    _field("solo_seats", "Cross-sell: a solo customer has at most", "seats"),
    _field("team_grown", "Cross-sell: team has grown to at least", "people"),
    _field("upsell_tenure_days", "Upsell: on the base plan for more than", "days"),
    _field("limit_used", "Upsell: near a limit from", "% of the limit"),
    _field("feature_uses", "Upsell: uses the feature at least", "times in 30 days"),
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
