"""One pass that puts every customer into exactly one motion, or into none with a stated reason.

Decides motion, reason, verdicts, matched offer and order. Must never reach a customer, and never
reads a clock: `today` is the date in the tenant's zone.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from functions.customer_base.catalogue import (
    CROSS_SELL_KINDS,
    UPSELL_KINDS,
    WIN_BACK_KINDS,
    Catalogue,
    OfferItem,
)
from functions.customer_base.rules import (
    RETENTION_SIGNALS,
    OfferMatch,
    Rule,
    all_rules,
    day,
    literal,
    motion_rules,
    offer_matches,
    perimeter,
    plan_columns,
    upsell_rules,
)
from functions.customer_base.thresholds import Thresholds

Hasher = Callable[[str, str], str]
"""(kind, address) → keyed hash; kind is `phone` or `email`."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """Everything one run judges by."""

    today: date
    thresholds: Thresholds = field(default_factory=Thresholds)
    catalogue: Catalogue = field(default_factory=Catalogue)
    suppressed: frozenset[str] = frozenset()
    """`phone#<keyed hash>` and `email#<keyed hash>` of people who must never be contacted."""
    pinned: Mapping[str, str] = field(default_factory=dict)
    """Customer id → motion of those with an open conversation; they keep it."""


def judge(
    con: duckdb.DuckDBPyConnection,
    *,
    customers: Path,
    criteria: Criteria,
    hasher: Hasher | None = None,
) -> None:
    """Fill the temporary table `judged`: one row per customer with motion, reason and verdicts.

    Raises ValueError when people are suppressed but there is no key to recognise them by: a run
    that cannot see opt-outs must not happen.
    """
    if criteria.suppressed and hasher is None:
        raise ValueError("suppressed addresses cannot be recognised without the key")
    source = f"read_parquet({literal(str(customers))})"
    _name_suppressed(con, source, criteria.suppressed, hasher)
    _name_pinned(con, criteria.pinned)
    con.execute(judgement_sql(source, criteria))


def _name_suppressed(
    con: duckdb.DuckDBPyConnection,
    source: str,
    suppressed: frozenset[str],
    hasher: Hasher | None,
) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE suppressed_addresses (address VARCHAR)")
    if not suppressed or hasher is None:
        return
    found: list[tuple[str]] = []
    for kind in ("phone", "email"):
        cursor = con.cursor()
        cursor.execute(f"SELECT DISTINCT {kind} FROM {source} WHERE {kind} IS NOT NULL")
        while rows := cursor.fetchmany(50_000):
            found += [
                (address,) for (address,) in rows if f"{kind}#{hasher(kind, address)}" in suppressed
            ]
    if found:
        con.executemany("INSERT INTO suppressed_addresses VALUES (?)", found)


def _name_pinned(con: duckdb.DuckDBPyConnection, pinned: Mapping[str, str]) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE pinned (customer_id VARCHAR, pinned_motion VARCHAR)")
    if pinned:
        con.executemany("INSERT INTO pinned VALUES (?, ?)", list(pinned.items()))


def judgement_sql(source: str, criteria: Criteria) -> str:
    """The whole judgement as one statement, so that it is one vectorised pass."""
    catalogue, thresholds, today = criteria.catalogue, criteria.thresholds, criteria.today
    offers = offer_matches(catalogue, thresholds)
    first = (*perimeter(), *motion_rules(thresholds, today))
    five = upsell_rules(catalogue, thresholds, today)
    gone = "(SELECT address FROM suppressed_addresses)"
    suppressed = (
        f"coalesce(phone IN {gone}, FALSE) OR coalesce(email IN {gone}, FALSE)"
        if criteria.suppressed
        else "FALSE"
    )
    pinned_join = "LEFT JOIN pinned USING (customer_id)" if criteria.pinned else ""
    pinned_column = "pinned_motion" if criteria.pinned else "NULL::VARCHAR AS pinned_motion"
    return f"""
CREATE OR REPLACE TEMP TABLE judged AS
WITH facts AS (
  SELECT *, {plan_columns(catalogue)}, ({suppressed}) AS suppressed, {pinned_column}
  FROM {source} {pinned_join}
), asked AS (
  SELECT *, {_asked_columns(offers)} FROM facts
), demand AS (
  SELECT *, {_best_columns(offers)} FROM asked
), gates AS (
  SELECT *, {_demand_columns(offers, catalogue)} FROM demand
), first_verdicts AS (
  SELECT *, {_verdicts(first)} FROM gates
), verdicts AS (
  SELECT *, {_verdicts(five)} FROM first_verdicts
), decided AS (
  SELECT *, {_motion_column(five)} AS decided_motion FROM verdicts
), moved AS (
  SELECT *, coalesce(pinned_motion, decided_motion) AS motion FROM decided
)
SELECT {_kept_columns(first, five)}, motion, {_reason_column(five)} AS reason,
  {_trigger_columns(offers, criteria)}
FROM moved
"""


def _asked_columns(offers: list[OfferMatch]) -> str:
    """`a<i>`: does usage ask for it; `s<i>`: how strongly, NULL when it does not."""
    columns = ["0 AS no_offers"]
    for index, match in enumerate(offers):
        columns.append(f"{match.asked} AS a{index}")
        columns.append(f"CASE WHEN {match.asked} THEN ({match.strength})::DOUBLE END AS s{index}")
    return ", ".join(columns)


def _indexes(offers: list[OfferMatch], kinds: frozenset[str]) -> list[int]:
    return [index for index, match in enumerate(offers) if match.offer.kind in kinds]


def _fits_family(offer: OfferItem) -> str:
    return f"(plan_family = {literal(offer.product_family)})" if offer.product_family else "TRUE"


def _best_columns(offers: list[OfferMatch]) -> str:
    upsell, cross = _indexes(offers, UPSELL_KINDS), _indexes(offers, CROSS_SELL_KINDS)
    fitting = [f"CASE WHEN {_fits_family(offers[i].offer)} THEN s{i} END" for i in upsell]
    return ", ".join(
        [
            f"{_greatest([f's{i}' for i in upsell])} AS up_any",
            f"{_greatest(fitting)} AS up_fit",
            f"{_greatest([f's{i}' for i in cross])} AS cross_best",
        ]
    )


def _greatest(parts: list[str]) -> str:
    if not parts:
        return "NULL::DOUBLE"
    return parts[0] if len(parts) == 1 else f"greatest({', '.join(parts)})"


def _demand_columns(offers: list[OfferMatch], catalogue: Catalogue) -> str:
    cross = [f"a{i}" for i in _indexes(offers, CROSS_SELL_KINDS)]
    any_cross = "(" + " OR ".join(cross) + ")" if cross else "FALSE"
    families = [offer for offer in catalogue.offers if offer.kind in UPSELL_KINDS]
    any_family = "(" + " OR ".join(_fits_family(offer) for offer in families) + ")"
    offered = any_family if families else "FALSE"
    return (
        f"CASE WHEN {any_cross} THEN cross_best >= coalesce(up_any, 0.0) ELSE {any_cross} END"
        f" AS best_is_cross_sell, "
        # With demand, its own offer must fit; without, whether any offer would.
        f"CASE WHEN up_fit IS NOT NULL THEN TRUE"
        f" WHEN up_any IS NOT NULL AND plan_family IS NULL THEN NULL"
        f" WHEN up_any IS NOT NULL THEN FALSE ELSE {offered} END AS best_same_family"
    )


def _verdicts(rules: tuple[Rule, ...]) -> str:
    return ", ".join(f"({rule.sql}) AS v_{rule.name}" for rule in rules)


def _all_pass(rules: tuple[Rule, ...]) -> str:
    return "(" + " AND ".join(f"coalesce(v_{rule.name}, FALSE)" for rule in rules) + ")"


_ANY_SIGNAL = "(" + " OR ".join(f"coalesce(v_{name}, FALSE)" for name in RETENTION_SIGNALS) + ")"
_IN_WINDOW = (
    "(coalesce(v_left_long_enough_ago, FALSE) AND coalesce(v_left_not_too_long_ago, FALSE))"
)


def _motion_column(five: tuple[Rule, ...]) -> str:
    return f"""CASE
    WHEN NOT {_all_pass(perimeter())} THEN NULL
    WHEN v_has_left THEN CASE WHEN {_IN_WINDOW} THEN 'win_back' END
    WHEN v_renewal_near THEN 'renewal'
    WHEN v_is_paying AND {_ANY_SIGNAL} THEN 'retention'
    WHEN v_paid_long_enough AND (v_team_grown OR v_asks_for_more_seats) THEN 'cross_sell'
    WHEN {_all_pass(five)} THEN 'upsell'
  END"""


def _reason_column(five: tuple[Rule, ...]) -> str:
    outside = " ".join(
        f"WHEN NOT coalesce(v_{rule.name}, FALSE) THEN {literal(rule.name)}" for rule in perimeter()
    )
    failed = " ".join(
        f"WHEN NOT coalesce(v_{rule.name}, FALSE) THEN {literal(rule.name)}" for rule in five
    )
    signals = " ".join(f"WHEN v_{name} THEN {literal(name)}" for name in RETENTION_SIGNALS)
    return f"""CASE
    WHEN pinned_motion IS NOT NULL AND pinned_motion IS DISTINCT FROM decided_motion
      THEN 'conversation_open'
    WHEN motion = 'win_back' THEN 'has_left'
    WHEN motion = 'renewal' THEN 'renewal_near'
    WHEN motion = 'retention' THEN CASE {signals} END
    WHEN motion = 'cross_sell'
      THEN CASE WHEN v_team_grown THEN 'team_grown' ELSE 'asks_for_more_seats' END
    WHEN motion = 'upsell' THEN 'usage_shows_demand'
    {outside}
    WHEN v_has_left AND churned_on IS NULL THEN 'left_on_unknown'
    WHEN v_has_left AND NOT v_left_long_enough_ago THEN 'left_long_enough_ago'
    WHEN v_has_left THEN 'left_not_too_long_ago'
    {failed}
  END"""


def _kept_columns(first: tuple[Rule, ...], five: tuple[Rule, ...]) -> str:
    verdicts = ", ".join(f"v_{rule.name}" for rule in (*first, *five))
    return f"customer_id, {verdicts}"


def _trigger_columns(offers: list[OfferMatch], criteria: Criteria) -> str:
    """The matched offer and what it was matched by, per motion."""
    branches = {
        "upsell": _strongest(offers, UPSELL_KINDS, best="up_fit", fitting=True),
        "cross_sell": _cross_sell(offers, criteria.catalogue),
        "win_back": _win_back(criteria),
        "renewal": _renewal(criteria),
        "retention": _retention(criteria),
    }
    nothing = {
        "offer_id": "''",
        "trigger_kind": "'none'",
        "trigger_fact": "''",
        "trigger_value": "0.0",
        "strength": "0.0",
        "value_cents": "0",
    }
    columns = []
    for name, default in nothing.items():
        cases = " ".join(
            f"WHEN {literal(motion)} THEN {branch[name]}" for motion, branch in branches.items()
        )
        cast = {"value_cents": "BIGINT", "trigger_value": "DOUBLE", "strength": "DOUBLE"}
        sql_type = cast.get(name, "VARCHAR")
        value = f"(CASE motion {cases} ELSE {default} END)::{sql_type}"
        # Rounded, so that equal strengths reached by different sums are equal in the dial order.
        columns.append(f"{f'round({value}, 6)' if name == 'strength' else value} AS {name}")
    return ",\n  ".join(columns)


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
            f"WHEN s{i} = {best}{_and_fits(offers[i].offer, fitting)} THEN {value(i)}"
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


def _and_fits(offer: OfferItem, fitting: bool) -> str:
    return f" AND {_fits_family(offer)}" if fitting else ""


def _yearly(offer: OfferItem) -> str:
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

    def pick(value: Callable[[OfferItem], str], default: str) -> str:
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


def rules_of(criteria: Criteria) -> tuple[Rule, ...]:
    """The rules a run with these criteria judged by."""
    return all_rules(criteria.catalogue, criteria.thresholds, criteria.today)
