"""What is on file about a customer in a founder's words, and what would answer an unknown rule.

Shows what it is given and judges nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from frontend_api.wording.formats import day, joined
from frontend_api.wording.terms import word
from functions.customer_base.columns.canonical import BY_NAME
from functions.customer_base.columns.column import Kind
from functions.customer_base.segmentation.rules import SOURCES, Source

_NOTHING: tuple[object, ...] = (None, "", [], {})
_LABELS = {
    "paid": "has paid",
    "mrr_cents": "paid a month",
    "paid_total_cents": "paid so far",
    "feature_uses": "uses in 30 days",
    "refusals": "said no to",
    "plan_role": "kind of plan",
    "plan_family": "product",
}
"""Facts of a snapshot that no column of a file is named after."""


def label_of(name: str) -> str:
    column = BY_NAME.get(name)
    return _LABELS.get(name) or (column.label if column else word(name).lower())


def sentence(text: str) -> str:
    """The text with a capital first; names inside it, such as WhatsApp, keep theirs."""
    return text[:1].upper() + text[1:]


def shown_value(name: str, value: Any) -> str:
    """One fact; consents and feature uses become one readable line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name.endswith("_cents"):
        return f"{int(value) / 100:,.2f}"
    if name in BY_NAME and BY_NAME[name].kind is Kind.SHARE:
        return f"{float(value):.0%}".replace("%", " %")
    if name in BY_NAME and BY_NAME[name].kind is Kind.DATE:
        return _day(str(value))
    if isinstance(value, Mapping):
        return ", ".join(f"{feature}: {uses}" for feature, uses in value.items())
    if isinstance(value, list):
        return "; ".join(
            _consent(item) if isinstance(item, Mapping) else str(item) for item in value
        )
    return str(value)


def _day(text: str) -> str:
    """A day of a snapshot as the pages write days."""
    try:
        return day(date.fromisoformat(text[:10]))
    except ValueError:
        return text


def _consent(consent: Mapping[str, Any]) -> str:
    """A consent or a refusal: the channel, since when, from which source."""
    since = _day(str(consent.get("granted_at") or consent.get("revoked_at")))
    given = f"{word(consent.get('channel'))} since {since}"
    return f"{given}, {consent['source']}" if consent.get("source") else given


_OF_SLOTS = {
    "first_name": "their first name",
    "product": "their product",
    "plan": "their plan",
    "tenure_months": "since when they have their plan",
    "limit_percent": "that they are near their limit",
    "feature": "a feature they use",
    "feature_uses": "how often they use a feature",
    "team_size": "how large their team is",
    "seats": "how many seats they have",
    "churned_months": "when they left",
    "renewal_date": "when they renew",
    "price": "a price you approved",
}


def fact_of_slot(slot: str) -> str:
    """What of a customer fills a slot of a line, for a sentence that says it is not on file."""
    return _OF_SLOTS.get(slot, slot.replace("_", " "))


def known_facts(facts: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(label, value) of every fact that is on file."""
    return tuple(
        (sentence(label_of(name)), shown_value(name, value))
        for name, value in facts.items()
        if value not in _NOTHING
    )


def in_one_line(facts: Mapping[str, Any]) -> str:
    """The facts behind one rule."""
    return "; ".join(
        f"{label_of(name)}: {shown_value(name, value)}"
        for name, value in facts.items()
        if value not in _NOTHING
    )


def remedy(facts: Mapping[str, Any]) -> str:
    """A sentence for the founder, from the facts behind one rule; None marks what is not known."""
    missing = [name for name, value in facts.items() if value is None]
    if not missing:
        return "The facts on file do not settle it."
    sentences: list[str] = []
    if "plan_role" in missing and facts.get("plan"):
        sentences.append(
            f"Say on the Offers page whether “{facts['plan']}” is a base plan or a higher tier."
        )
    if "plan_family" in missing and facts.get("plan"):
        sentences.append(f"Say on the Offers page to which product “{facts['plan']}” belongs.")
    columns = [name for name in missing if name not in ("plan_role", "plan_family")]
    if columns:
        sentences.append(_file_that_has(columns))
    return " ".join(sentences)


def _file_that_has(columns: list[str]) -> str:
    files = [source.label for source in SOURCES if _certain(source) & set(columns)]
    file = f"A file of {joined(files)}" if files else "A column with it"
    named = joined([f"“{label_of(name)}”" for name in columns])
    return f"Not in your files: {named}. {file} would answer it."


def _certain(source: Source) -> frozenset[str]:
    """What a file is sure to bring; a payment, for one, is better asked for by its own name."""
    return source.columns - {column for column, _ in source.known_by}
