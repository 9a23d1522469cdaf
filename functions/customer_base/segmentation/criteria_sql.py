"""What a run judges a customer by, as SQL over the columns of a snapshot.

Everything that a run derives of a customer (verdicts of rules, motion and reason, the offer, its
strength) is one expression over the facts, so that only what is asked for is computed, and only for
the rows it is asked of. Must never read a clock: `today` is the date in the tenant's zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property

from functions.customer_base.parsing.snapshot_table import SNAPSHOT_TYPES
from functions.customer_base.segmentation.codes import CODES, is_in
from functions.customer_base.segmentation.rules import (
    MOTIONS,
    RETENTION_SIGNALS,
    OfferMatch,
    SegmentRule,
    all_rules,
    offer_matches,
    perimeter,
    plan_columns,
    upsell_rules,
)
from functions.customer_base.sql.literals import day, literal
from functions.product.offers import (
    CROSS_SELL_KINDS,
    UPSELL_KINDS,
    WIN_BACK_KINDS,
    Catalogue,
    Offer,
)
from functions.product.thresholds import Thresholds
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Criteria:
    """Everything one run judges by."""

    today: date
    thresholds: Thresholds = field(default_factory=Thresholds)
    catalogue: Catalogue = field(default_factory=Catalogue)
    suppressed: frozenset[str] = frozenset()
    """`<kind>#<keyed hash>` of phones, emails and customer ids of people who must never be
    contacted."""
    pinned: Mapping[str, str] = field(default_factory=dict)
    """Customer id → motion of those with an open conversation; they keep it."""


@dataclass(frozen=True)
class Judgement:
    """The expressions of one run's criteria.

    They speak of a snapshot's columns and of `suppressed` and `pinned_motion`; what says `code` is
    for customers judged already. They also use names for each other: `over_facts` writes out what
    a name stands for, `with_names` makes it a column.
    """

    criteria: Criteria

    @cached_property
    def rules(self) -> tuple[SegmentRule, ...]:
        return rules_of(self.criteria)

    @cached_property
    def _offers(self) -> list[OfferMatch]:
        return offer_matches(self.criteria.catalogue, self.criteria.thresholds)

    @cached_property
    def plan_columns(self) -> dict[str, str]:
        """`plan_role` and `plan_family`."""
        return plan_columns(self.criteria.catalogue)

    @cached_property
    def _named(self) -> dict[str, str]:
        """Name → the expression it stands for, of all names that are no column."""
        catalogue = self.criteria.catalogue
        return {
            **self.plan_columns,
            **_asked_columns(self._offers),
            **_best_columns(self._offers),
            **_demand_columns(self._offers, catalogue),
            **{f"v_{rule.name}": rule.sql for rule in self.rules},
        }

    def over_facts(self, sql: str) -> str:
        """`sql` with every name replaced by what it stands for; texts in quotes stay."""

        def replaced(found: re.Match[str]) -> str:
            meaning = self._named.get(found[0])
            return found[0] if meaning is None else f"({self.over_facts(meaning)})"

        return _NAME_OR_TEXT.sub(replaced, sql)

    def with_names(self, relation: str, used_by: Iterable[str]) -> str:
        """`relation` with a column for every name that these expressions use.

        Each is written, planned and computed once, however many expressions use it: a database
        takes longer to plan a long query than to run it over the rows of most tenants.
        """
        wanted = {name for sql in used_by for name in self._names_in(sql)}
        found = dict[str, int]()
        for name in sorted(wanted):
            self._note_depth(name, found)
        for depth in sorted(set(found.values())):
            columns = [f"{self._named[name]} AS {name}" for name in found if found[name] == depth]
            relation = f"(SELECT *, {', '.join(columns)} FROM {relation})"  # noqa: S608  Ours.
        return relation

    def _names_in(self, sql: str) -> list[str]:
        return [name for name in _NAME_OR_TEXT.findall(sql) if name in self._named]

    def _note_depth(self, name: str, found: dict[str, int]) -> int:
        """0 for a name that stands on columns alone, else one more than those it stands on."""
        if name not in found:
            below = [self._note_depth(one, found) for one in self._names_in(self._named[name])]
            found[name] = max(below, default=-1) + 1
        return found[name]

    def code(self) -> str:
        """Motion and reason as a number of `verdict_codes`.

        A cascade: a customer decided by an earlier rule is not judged by a later one.
        """
        criteria = self.criteria
        five = upsell_rules(criteria.catalogue, criteria.thresholds, criteria.today)
        return self.over_facts(_decision(five))

    def facts(self) -> frozenset[str]:
        """Columns of a snapshot that `code` looks at."""
        return frozenset(_NAME_OR_TEXT.findall(self.code())) & SNAPSHOT_TYPES.keys()

    @cached_property
    def _triggers(self) -> dict[str, dict[str, str]]:
        """Motion → the SQL of each trigger column for who is in it."""
        return {
            "upsell": _strongest(self._offers, UPSELL_KINDS, best="up_fit", fitting=True),
            "cross_sell": _cross_sell(self._offers, self.criteria.catalogue),
            "win_back": _win_back(self.criteria),
            "renewal": _renewal(self.criteria),
            "retention": _retention(self.criteria),
        }

    def trigger(self, name: str, motions: Sequence[str] = MOTIONS) -> str:
        """`offer_id`, `trigger_kind`, `trigger_fact`, `trigger_value`, `strength`, `value_cents`.

        Strengths run from 0 to 1; who is in none of `motions` has none.
        """
        sql_type, default = _TRIGGER[name]
        cases = " ".join(
            f"WHEN {is_in(motion)} THEN {self._triggers[motion][name]}" for motion in motions
        )
        value = f"(CASE {cases} ELSE {default} END)::{sql_type}"
        # Rounded, so that equal strengths reached by different sums are equal in the dial order.
        return f"round({value}, 6)" if name == "strength" else value


_NAME_OR_TEXT = re.compile(r"'(?:[^']|'')*'|\b[a-z_]\w*\b")

_TRIGGER = {
    "offer_id": ("VARCHAR", "''"),
    "trigger_kind": ("VARCHAR", "'none'"),
    "trigger_fact": ("VARCHAR", "''"),
    "trigger_value": ("DOUBLE", "0.0"),
    "strength": ("DOUBLE", "0.0"),
    "value_cents": ("BIGINT", "0"),
}
TRIGGER_COLUMNS = tuple(_TRIGGER)


def _decision(five: tuple[SegmentRule, ...]) -> str:
    def first_failed(rules: tuple[SegmentRule, ...]) -> str:
        return " ".join(
            f"WHEN NOT coalesce(v_{rule.name}, FALSE) THEN {CODES[None, rule.name]}"
            for rule in rules
        )

    signals = [(name, CODES["retention", name]) for name in RETENTION_SIGNALS]
    any_signal = " OR ".join(f"coalesce(v_{name}, FALSE)" for name, _ in signals)
    by_signal = " ".join(f"WHEN v_{name} THEN {code}" for name, code in signals)
    grown, seats = CODES["cross_sell", "team_grown"], CODES["cross_sell", "asks_for_more_seats"]
    return f"""CASE
    {first_failed(perimeter())}
    WHEN v_has_left THEN CASE
      WHEN v_left_long_enough_ago AND v_left_not_too_long_ago THEN {CODES["win_back", "has_left"]}
      WHEN churned_on IS NULL THEN {CODES[None, "left_on_unknown"]}
      WHEN NOT v_left_long_enough_ago THEN {CODES[None, "left_long_enough_ago"]}
      ELSE {CODES[None, "left_not_too_long_ago"]} END
    WHEN v_renewal_near THEN {CODES["renewal", "renewal_near"]}
    WHEN v_is_paying AND ({any_signal}) THEN CASE {by_signal} END
    WHEN v_paid_long_enough AND (v_team_grown OR v_asks_for_more_seats)
      THEN CASE WHEN v_team_grown THEN {grown} ELSE {seats} END
    {first_failed(five)}
    ELSE {CODES["upsell", "usage_shows_demand"]} END::UTINYINT"""


def _asked_columns(offers: list[OfferMatch]) -> dict[str, str]:
    """`asked_<i>`: does usage ask for it; `strong_<i>`: how strongly, NULL when it does not."""
    named: dict[str, str] = {}
    for index, match in enumerate(offers):
        named[f"asked_{index}"] = match.asked
        named[f"strong_{index}"] = f"CASE WHEN asked_{index} THEN ({match.strength})::DOUBLE END"
    return named


def _indexes(offers: list[OfferMatch], kinds: frozenset[str]) -> list[int]:
    return [index for index, match in enumerate(offers) if match.offer.kind in kinds]


def _fits_family(offer: Offer) -> str:
    return f"(plan_family = {literal(offer.product_family)})" if offer.product_family else "TRUE"


def _best_columns(offers: list[OfferMatch]) -> dict[str, str]:
    upsell, cross = _indexes(offers, UPSELL_KINDS), _indexes(offers, CROSS_SELL_KINDS)
    fitting = [f"CASE WHEN {_fits_family(offers[i].offer)} THEN strong_{i} END" for i in upsell]
    return {
        "up_any": _greatest([f"strong_{i}" for i in upsell]),
        "up_fit": _greatest(fitting),
        "cross_best": _greatest([f"strong_{i}" for i in cross]),
    }


def _greatest(parts: list[str]) -> str:
    if not parts:
        return "NULL::DOUBLE"
    return parts[0] if len(parts) == 1 else f"greatest({', '.join(parts)})"


def _demand_columns(offers: list[OfferMatch], catalogue: Catalogue) -> dict[str, str]:
    cross = [f"asked_{i}" for i in _indexes(offers, CROSS_SELL_KINDS)]
    any_cross = "(" + " OR ".join(cross) + ")" if cross else "FALSE"
    families = [offer for offer in catalogue.offers if offer.kind in UPSELL_KINDS]
    any_family = "(" + " OR ".join(_fits_family(offer) for offer in families) + ")"
    offered = any_family if families else "FALSE"
    return {
        "best_is_cross_sell": (
            f"CASE WHEN {any_cross} THEN cross_best >= coalesce(up_any, 0.0) ELSE {any_cross} END"
        ),
        # With demand, its own offer must fit; without, whether any offer would.
        "best_same_family": (
            f"CASE WHEN up_fit IS NOT NULL THEN TRUE"
            f" WHEN up_any IS NOT NULL AND plan_family IS NULL THEN NULL"
            f" WHEN up_any IS NOT NULL THEN FALSE ELSE {offered} END"
        ),
    }


_MRR_YEAR = "coalesce(mrr_cents * 12, 0)"


def _strongest(
    offers: list[OfferMatch], kinds: frozenset[str], *, best: str, fitting: bool
) -> dict[str, str]:
    """Pick the match whose strength is the best; the catalogue's order breaks ties."""
    indexes = _indexes(offers, kinds)

    def pick(value: Callable[[int], str], default: str) -> str:
        if not indexes:
            return default
        cases = " ".join(
            f"WHEN strong_{i} = {best}{_and_fits(offers[i].offer, fitting)} THEN {value(i)}"
            for i in indexes
        )
        return f"CASE {cases} ELSE {default} END"

    return {
        "offer_id": pick(lambda i: literal(offers[i].offer.id), "''"),
        "trigger_kind": pick(lambda i: literal(offers[i].kind), "'none'"),
        "trigger_fact": pick(lambda i: literal(offers[i].fact), "''"),
        "trigger_value": pick(lambda i: f"({offers[i].value})::DOUBLE", "0.0"),
        "strength": f"coalesce({best}, 0.0)",
        "value_cents": pick(lambda i: _yearly(offers[i].offer), _MRR_YEAR),
    }


def _and_fits(offer: Offer, fitting: bool) -> str:
    return f" AND {_fits_family(offer)}" if fitting else ""


def _yearly(offer: Offer) -> str:
    return str(offer.yearly_value_cents) if offer.yearly_value_cents else _MRR_YEAR


def _cross_sell(offers: list[OfferMatch], catalogue: Catalogue) -> dict[str, str]:
    """By the strongest demand if there is one, else by the team that has outgrown its seat."""
    asked = _strongest(offers, CROSS_SELL_KINDS, best="cross_best", fitting=False)
    fitting = [offer for offer in catalogue.offers if offer.kind in CROSS_SELL_KINDS]
    seats = next((offer for offer in fitting if offer.kind == "seats"), None)
    offer = seats or next(iter(fitting), None)
    grown = {
        "offer_id": literal(offer.id if offer else ""),
        "trigger_kind": "'seats'",
        "trigger_fact": "'seats'",
        "trigger_value": "team_size",
        "strength": "least(1.0, 0.5 + 0.05 * (team_size - seats))",
        "value_cents": _yearly(offer) if offer else _MRR_YEAR,
    }
    return {
        name: f"CASE WHEN cross_best IS NOT NULL THEN {asked[name]} ELSE {grown[name]} END"
        for name in asked
    }


def _win_back(criteria: Criteria) -> dict[str, str]:
    """The most recent departures first: they remember the product."""
    offers = [offer for offer in criteria.catalogue.offers if offer.kind in WIN_BACK_KINDS]
    offers.sort(key=lambda offer: not offer.product_family)
    since = f"({day(criteria.today)} - churned_on)"
    begin, end = criteria.thresholds.win_back_from_days, criteria.thresholds.win_back_to_days

    def pick(value: Callable[[Offer], str], default: str) -> str:
        cases = " ".join(f"WHEN {_fits_family(offer)} THEN {value(offer)}" for offer in offers)
        return f"CASE {cases} ELSE {default} END" if offers else default

    return {
        "offer_id": pick(lambda offer: literal(offer.id), "''"),
        "trigger_kind": "'return'",
        "trigger_fact": "'return'",
        "trigger_value": f"{since}::DOUBLE",
        "strength": f"greatest(0.0, 1.0 - ({since} - {begin}) / {float(end - begin + 1)!r})",
        "value_cents": pick(_yearly, _MRR_YEAR),
    }


def _renewal(criteria: Criteria) -> dict[str, str]:
    left = f"(renews_on - {day(criteria.today)})"
    span = float(criteria.thresholds.renewal_days + 1)
    return {
        "offer_id": "''",
        "trigger_kind": "'none'",
        "trigger_fact": "'renewal'",
        "trigger_value": f"{left}::DOUBLE",
        "strength": f"1.0 - {left} / {span!r}",
        "value_cents": _MRR_YEAR,
    }


def _retention(criteria: Criteria) -> dict[str, str]:
    """Scheduled cancellation first, then escalations, the founder's flag, money, fallen usage."""
    now = day(criteria.today)
    fell = "(1.0 - usage_30d / nullif(usage_prev_30d, 0)::DOUBLE)"
    signals = (
        ("cancellation_scheduled", "1.0", "1.0"),
        ("escalation_open", "coalesce(open_escalations, 1)", "0.9"),
        ("founder_calls_unhealthy", "coalesce(health_score, 1.0)", "0.8"),
        ("billing_issue", f"coalesce(({now} - last_billing_issue_on)::DOUBLE, 0.0)", "0.75"),
        ("usage_fell", fell, f"0.7 * {fell}"),
    )

    def pick(values: list[str], default: str) -> str:
        names = [name for name, _, _ in signals]
        cases = " ".join(
            f"WHEN v_{name} THEN {value}" for name, value in zip(names, values, strict=True)
        )
        return f"CASE {cases} ELSE {default} END"

    return {
        "offer_id": "''",
        "trigger_kind": "'none'",
        "trigger_fact": pick([literal(name) for name, _, _ in signals], "''"),
        "trigger_value": pick([value for _, value, _ in signals], "0.0"),
        "strength": pick([strength for _, _, strength in signals], "0.0"),
        "value_cents": _MRR_YEAR,
    }


def rules_of(criteria: Criteria) -> tuple[SegmentRule, ...]:
    """The rules a run with these criteria judged by."""
    return all_rules(criteria.catalogue, criteria.thresholds, criteria.today)
