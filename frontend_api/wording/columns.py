"""What each column of an upload means, as the column check shows it: certain, suggested or unknown.

Decides nothing for the founder: what is not certain waits for a yes.
"""

from __future__ import annotations

from collections.abc import Mapping

from frontend_api.wording.facts import sentence
from functions.customer_base.columns.canonical import BY_NAME, FEATURE_PREFIX
from functions.customer_base.imports.records import FileRecord, ImportRecord
from tenancy.values.lazy_dataclass import dataclass


def field_of(file: FileRecord, place: int) -> str:
    return f"column:{file.number}:{place}"


def mapping_values(record: ImportRecord) -> dict[str, str]:
    """What each select of the column check starts with."""
    values = {}
    for file in record.files:
        for place, header in enumerate(file.headers):
            known = file.mapping.get(header) or file.suggestions.get(header, "")
            values[field_of(file, place)] = known
        for place, question in enumerate(file.questions):
            values[f"answer:{file.number}:{place}"] = file.answers.get(question.header, "")
    return values


def headers_as_read(record: ImportRecord) -> dict[str, str]:
    """Field of the column check → `asked`, `confirmed`, `certain`, `suggested` or `unknown`."""
    return {
        field_of(file, place): _state(file, header)
        for file in record.files
        for place, header in enumerate(file.headers)
    }


def _state(file: FileRecord, header: str) -> str:
    if any(question.header == header for question in file.questions):
        return "asked"
    if header in file.mapping:
        return "confirmed" if file.remembered_at else "certain"
    return "suggested" if header in file.suggestions else "unknown"


def meaning_of(target: str) -> str:
    """What a founder calls a canonical column; how often one feature was used counts as one."""
    if target.startswith(FEATURE_PREFIX):
        return f"uses of “{target.removeprefix(FEATURE_PREFIX)}” in 30 days"
    return BY_NAME[target].label if target in BY_NAME else target


def column_choices(record: ImportRecord) -> tuple[tuple[str, str], ...]:
    """(canonical column, what a founder calls it); empty leaves a column out."""
    features = {
        target
        for file in record.files
        for target in (*file.mapping.values(), *file.suggestions.values())
        if target.startswith(FEATURE_PREFIX)
    }
    named = [(name, sentence(column.label)) for name, column in BY_NAME.items()]
    uses = [(name, sentence(meaning_of(name))) for name in sorted(features)]
    return (("", "Leave out"), *named, *uses)


@dataclass(frozen=True, slots=True)
class Unlock:
    """Facts that are in no file of the upload, and what they would make possible."""

    facts: str
    unlocks: str
    ways: tuple[frozenset[str], ...]
    """Sets of columns; any whole set of them will do."""


def _all_of(*names: str) -> frozenset[str]:
    return frozenset(names)


_UNLOCKS: tuple[Unlock, ...] = (
    Unlock(
        "an email address or a phone number",
        "to reach anybody at all",
        (_all_of("email"), _all_of("phone")),
    ),
    Unlock(
        "what was paid (a total, a number of payments, or an amount with the status)",
        "to work anybody at all: only customers who have paid are worked",
        tuple(_all_of(one) for one in ("paid_total", "paid_total_cents", "payment_count"))
        + tuple(_all_of(one, "status") for one in ("amount", "mrr", "mrr_cents")),
    ),
    Unlock("the day customers left", "for win-back", (_all_of("churned_on"),)),
    Unlock(
        "the billing period and the renewal date",
        "for renewal",
        (_all_of("billing_interval", "renews_on"),),
    ),
    Unlock(
        "usage in the last 30 days and in the 30 before",
        "for retention, when usage falls",
        (_all_of("usage_30d", "usage_prev_30d"), _all_of("event_at")),
    ),
    Unlock("seats and people in the team", "for cross-sell", (_all_of("seats", "team_size"),)),
    Unlock(
        "the plan, and since when",
        "for upsell",
        (_all_of("plan", "plan_since"),),
    ),
    Unlock(
        "share of a limit used, uses per feature, or features asked about",
        "for upsell, to know what to offer",
        tuple(
            _all_of(one)
            for one in ("limit_used", "feature_uses", "support_asks", "event_name", "ticket_topic")
        ),
    ),
    Unlock(
        "phone numbers",
        "for texts, WhatsApp and calls, where they are allowed",
        (_all_of("phone"),),
    ),
)


def chosen_meanings(values: Mapping[str, str]) -> frozenset[str]:
    """Canonical columns of all files as they are chosen now."""
    return frozenset(
        "feature_uses" if target.startswith(FEATURE_PREFIX) else target
        for name, target in values.items()
        if name.startswith("column:")
    )


def unlocked_by_more(values: Mapping[str, str]) -> tuple[Unlock, ...]:
    """What the columns as they are chosen now do not bring, most basic first."""
    chosen = chosen_meanings(values)
    return tuple(one for one in _UNLOCKS if not any(way <= chosen for way in one.ways))
