"""What kind of row a file holds: customers, subscriptions, payments, events, tickets or usage.

Decided from several headers and values, or from a recognised export, and otherwise asked. One
column alone must never decide it. Imports no DuckDB, so that the console can ship it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from functions.customer_base.columns.column import plain
from functions.customer_base.columns.vocabulary import CHARGE_OUTCOMES, STATUSES, squeezed
from tenancy.values.lazy_dataclass import dataclass


class RowKind(StrEnum):
    CUSTOMERS = "customers"
    SUBSCRIPTIONS = "subscriptions"
    PAYMENTS = "payments"
    EVENTS = "events"
    TICKETS = "tickets"
    USAGE = "usage"


LABELS: Mapping[RowKind, str] = {
    RowKind.CUSTOMERS: "a customer or a contact",
    RowKind.SUBSCRIPTIONS: "a subscription",
    RowKind.PAYMENTS: "a payment, charge or invoice",
    RowKind.EVENTS: "something a customer did, with its time",
    RowKind.TICKETS: "a support ticket or conversation",
    RowKind.USAGE: "how much one customer uses the product",
}
"""What one row is, for the founder who is asked."""

ROWS = "(rows)"
"""Stands for the header in a question about the rows of a whole file and in its answer."""


@dataclass(frozen=True, slots=True)
class RowKindFound:
    """The kind a file's rows seem to be, and the others that they may be."""

    kind: RowKind
    others: tuple[RowKind, ...] = ()
    """Not empty where the founder has to say."""

    @property
    def sure(self) -> bool:
        return not self.others


_SUBSCRIPTION = frozenset(
    {
        *("plan", "product", "status", "mrr", "mrr_cents", "amount", "amount_cents"),
        *("unit_price", "unit_price_cents", "billing_interval", "renews_on", "churned_on"),
        *("trial_ends_on", "paid_since", "last_paid_on", "plan_since", "subscribed_on"),
        *("activated_on", "canceled_at", "cancel_at_period_end", "seats", "team_size"),
        *("paid_total", "paid_total_cents", "payment_count", "delinquent"),
    }
)
"""What a row that is a customer or a subscription says of what is paid for."""
_ONLY_SUBSCRIPTION = _SUBSCRIPTION - {"product", "plan", "status", "amount", "amount_cents"}
"""Of these, what a row that is a payment, an event or a ticket does not say."""
_PERSON = frozenset(
    {
        *("name", "first_name", "last_name", "phone", "other_phones", "other_emails", "country"),
        *("region", "time_zone", "language"),
    }
)
_USAGE = frozenset({"usage_30d", "usage_prev_30d", "limit_used", "feature_uses"})
_EVENT = frozenset({"event_at", "event_name", "event_count"})
_TICKET = frozenset({"ticket_id", "ticket_status", "ticket_topic", "ticket_escalated"})
_TICKET_WORDS = frozenset(
    {
        *("requester", "requester email", "requester id", "assignee", "ticket subject", "ticket"),
        *("ticket number", "ticket type", "ticket priority", "conversation id", "first reply time"),
        *("solved at", "reopens", "satisfaction score", "case number", "ticket url"),
    }
)
_CHARGE = frozenset(
    {
        *("charge_id", "charge_at", "charge_settled_at", "charge_status", "charge_amount"),
        *("charge_amount_cents", "charge_refunded", "charge_refunded_at", "charge_dispute"),
        "charge_trial",
    }
)
_CHARGE_WORDS = frozenset(
    {
        *("captured", "dispute status", "disputed amount", "decline reason", "failure code"),
        *("payment intent id", "receipt number", "fee", "net", "statement descriptor"),
    }
)
_ENOUGH = 2
"""So many signs of different columns decide; one alone is asked about."""


def decide_row_kind(
    meanings: Mapping[str, str], headers: Sequence[str], rows: Sequence[Sequence[str]]
) -> RowKindFound:
    """The kind of the rows, from what the headers mean and from the first rows of the file."""
    found = {meaning.partition(":")[0] for meaning in meanings.values()}
    words = {plain(header) for header in headers}
    several = _several_rows_each(meanings, headers, rows)
    statuses = _status_cells(meanings, headers, rows)
    decided = (
        _as_tickets(found, words)
        or _as_payments(found, words, statuses, several=several)
        or _as_events(found, several=several)
    )
    if decided is not None:
        return decided
    if found & _SUBSCRIPTION:
        is_subscription = "subscription_id" in found or several
        return RowKindFound(RowKind.SUBSCRIPTIONS if is_subscription else RowKind.CUSTOMERS)
    return RowKindFound(RowKind.USAGE if found & _USAGE else RowKind.CUSTOMERS)


def _as_tickets(found: set[str], words: set[str]) -> RowKindFound | None:
    signs = len(found & _TICKET) + len(words & _TICKET_WORDS)
    if not signs:
        return None
    about_money = found & _ONLY_SUBSCRIPTION
    if signs >= _ENOUGH and not about_money:
        return RowKindFound(RowKind.TICKETS)
    if signs >= _ENOUGH or (not found & _SUBSCRIPTION and not found & _USAGE):
        # A ticket's own words beside an amount, or a single one beside nothing else.
        return RowKindFound(
            RowKind.TICKETS if signs >= _ENOUGH else RowKind.CUSTOMERS,
            (RowKind.CUSTOMERS if signs >= _ENOUGH else RowKind.TICKETS,),
        )
    return None


def _as_payments(
    found: set[str], words: set[str], statuses: set[str], *, several: bool
) -> RowKindFound | None:
    outcomes = _say_how_payments_ended(statuses)
    timed = bool(found & {"charge_at", "charge_settled_at", "charge_id"})
    has_amount = bool(found & {"amount", "amount_cents", "charge_amount", "charge_amount_cents"})
    signs = len(found & _CHARGE) + len(words & _CHARGE_WORDS) + outcomes + (timed and has_amount)
    if not signs or not (has_amount or signs >= _ENOUGH):
        return None
    of_subscriptions = len(found & _ONLY_SUBSCRIPTION)
    if of_subscriptions >= _ENOUGH and not several:
        return None
    if signs >= _ENOUGH and not of_subscriptions:
        doubtful = bool(found & {"plan", "status"}) and not outcomes and signs == _ENOUGH
        return RowKindFound(RowKind.PAYMENTS, (RowKind.CUSTOMERS,) if doubtful else ())
    if several or any(cell not in _STATUS_WORDS for cell in statuses):
        return RowKindFound(RowKind.PAYMENTS, (RowKind.CUSTOMERS,))
    return RowKindFound(RowKind.CUSTOMERS, (RowKind.PAYMENTS,))


def _say_how_payments_ended(statuses: set[str]) -> bool:
    """Whether all of these words are of payments, and one of them says more than that time ran."""
    if not statuses or not all(word in _OUTCOMES for word in statuses):
        return False
    return any(
        _OUTCOMES[word] in {"succeeded", "refunded", "disputed"}
        or (_OUTCOMES[word] == "failed" and word not in _STATUS_WORDS)
        for word in statuses
    )


def _as_events(found: set[str], *, several: bool) -> RowKindFound | None:
    if "event_at" not in found:
        return None
    signs = len(found & _EVENT)
    others = found & _SUBSCRIPTION
    if signs >= _ENOUGH and (not others or (several and not found & _ONLY_SUBSCRIPTION)):
        return RowKindFound(RowKind.EVENTS)
    if signs >= _ENOUGH:
        return RowKindFound(RowKind.EVENTS, (RowKind.CUSTOMERS,))
    if len(others) >= _ENOUGH and not several:
        return None
    if others or found & _PERSON:
        return RowKindFound(RowKind.CUSTOMERS, (RowKind.EVENTS,))
    if several:
        return RowKindFound(RowKind.EVENTS)
    return RowKindFound(RowKind.EVENTS, (RowKind.CUSTOMERS,))


_OUTCOMES = {squeezed(word): outcome for word, outcome in CHARGE_OUTCOMES.items()}
_STATUS_WORDS = frozenset(map(squeezed, STATUSES))


def _cells(header: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    place = list(headers).index(header)
    texts = (row[place].strip() for row in rows if place < len(row))
    return tuple(text for text in texts if text)


def _status_cells(
    meanings: Mapping[str, str], headers: Sequence[str], rows: Sequence[Sequence[str]]
) -> set[str]:
    named = [one for one, meaning in meanings.items() if meaning in {"status", "charge_status"}]
    return {squeezed(cell) for header in named for cell in _cells(header, headers, rows)}


def _several_rows_each(
    meanings: Mapping[str, str], headers: Sequence[str], rows: Sequence[Sequence[str]]
) -> bool:
    """Whether the same customer stands in more than one of the first rows."""
    by_meaning = {meaning: header for header, meaning in meanings.items()}
    addresses = _cells(by_meaning["email"], headers, rows) if "email" in by_meaning else ()
    if len(rows) == len(addresses) == len({address.casefold() for address in addresses}):
        # An id that several people share is an account's, a name, or nobody's.
        return False
    for meaning in ("customer_id", "user_id", "account_id", "email"):
        if meaning in by_meaning:
            cells = _cells(by_meaning[meaning], headers, rows)
            return len({cell.casefold() for cell in cells}) < len(cells)
    return False


_READ_AS: Mapping[RowKind, Mapping[str, str]] = {
    RowKind.PAYMENTS: {
        "status": "charge_status",
        "amount": "charge_amount",
        "amount_cents": "charge_amount_cents",
        "event_at": "charge_at",
    },
    RowKind.TICKETS: {"status": "ticket_status"},
}
"""Kind → what an everyday word means in its rows."""
_NOT_IN: Mapping[RowKind, frozenset[str]] = {
    RowKind.PAYMENTS: _EVENT | _TICKET | _ONLY_SUBSCRIPTION | {"plan", "product"},
    RowKind.TICKETS: _EVENT | _CHARGE | _SUBSCRIPTION,
    RowKind.EVENTS: _TICKET | _CHARGE | _SUBSCRIPTION,
}
_OF_OTHER_ROWS = _EVENT | _TICKET | _CHARGE


def read_as(kind: RowKind, meanings: Mapping[str, str]) -> dict[str, str]:
    """The meanings of the headers in rows of this kind; what has none there is absent."""
    absent = _NOT_IN.get(kind, _OF_OTHER_ROWS)
    words = _READ_AS.get(kind, {})
    chosen: dict[str, str] = {}
    for header, meaning in meanings.items():
        there = words.get(meaning, meaning)
        translated_twice = there != meaning and there in chosen.values()
        if there not in absent and not translated_twice:
            chosen[header] = there
    return chosen
