"""The words exports use for states, billing periods, consent and yes or no, and what they mean.

Data only. A word that is not here is unknown, never guessed.
"""

from __future__ import annotations

STATUSES: dict[str, str] = {
    "active": "active",
    "live": "active",
    "paying": "active",
    "paid": "active",
    "subscribed": "active",
    "non_renewing": "active",
    "non renewing": "active",
    "aktyvus": "active",
    "aktyvi": "active",
    "mokantis": "active",
    "активен": "active",
    "активна": "active",
    "активный": "active",
    "активная": "active",
    "trialing": "trialing",
    "trial": "trialing",
    "in_trial": "trialing",
    "in trial": "trialing",
    "bandomasis": "trialing",
    "bandomoji": "trialing",
    "пробный": "trialing",
    "пробная": "trialing",
    "past_due": "past_due",
    "past due": "past_due",
    "unpaid": "past_due",
    "overdue": "past_due",
    "dunning": "past_due",
    "vėluoja": "past_due",
    "pradelstas": "past_due",
    "pradelsta": "past_due",
    "просрочен": "past_due",
    "просрочена": "past_due",
    "canceled": "canceled",
    "cancelled": "canceled",
    "churned": "canceled",
    "ended": "canceled",
    "expired": "canceled",
    "deleted": "canceled",
    "inactive": "canceled",
    "incomplete_expired": "canceled",
    "atšauktas": "canceled",
    "atšaukta": "canceled",
    "nutrauktas": "canceled",
    "nutraukta": "canceled",
    "отменен": "canceled",
    "отменён": "canceled",
    "отменена": "canceled",
    "отменено": "canceled",
}

CANCELS_LATER = ("non_renewing", "non renewing")
"""Chargebee: still active, cancellation already scheduled."""

INTERVALS: dict[str, str] = {
    "month": "month",
    "monthly": "month",
    "months": "month",
    "mo": "month",
    "1 month": "month",
    "mėnesis": "month",
    "mėn": "month",
    "mėn.": "month",
    "kas mėnesį": "month",
    "mėnesinis": "month",
    "месяц": "month",
    "ежемесячно": "month",
    "помесячно": "month",
    "year": "year",
    "yearly": "year",
    "years": "year",
    "annual": "year",
    "annually": "year",
    "yr": "year",
    "1 year": "year",
    "12 months": "year",
    "metai": "year",
    "kasmet": "year",
    "kas metus": "year",
    "metinis": "year",
    "год": "year",
    "ежегодно": "year",
    "годовой": "year",
}

YES = ("yes", "true", "1", "y", "t", "x", "on", "taip", "да", "verified", "opted out")
NO = ("no", "false", "0", "n", "f", "off", "ne", "нет", "none")
REFUSED = (
    *NO,
    "opted out",
    "opt out",
    "opted-out",
    "opt-out",
    "unsubscribed",
    "revoked",
    "withdrawn",
    "denied",
    "declined",
    "refused",
    "never",
    "atsisakė",
    "atšauktas",
    "отказ",
    "отписан",
)
"""In a consent column: the customer does not agree, or no longer does."""

CURRENCY_WORDS = (
    *("eur", "euro", "euros", "eurai", "eurų", "евро", "usd", "dollar", "dollars", "gbp", "chf"),
    *("pln", "zł", "zl", "czk", "kč", "sek", "nok", "dkk", "kr", "fr", "ft", "lei", "лв"),
    *("rub", "руб", "р", "грн", "rs"),
)
"""What stands beside an amount, apart from currency signs and codes in capitals."""

NOBODY = (
    *(
        "n/a",
        "#n/a",
        "n.a.",
        "na",
        "n a",
        "nan",
        "null",
        "(null)",
        "<null>",
        "nil",
        "none",
        "no id",
    ),
    *("undefined", "unknown", "not set", "not available", "not applicable", "missing", "empty"),
    *("blank", "tbd", "tbc", "test", "testing", "dummy", "sample", "example", "default", "deleted"),
    *("guest", "anonymous", "anon", "nobody", "no one", "other", "various", "x", "xx", "xxx"),
    *("#ref!", "#value!", "#name?", "#null!", "#error!", "false", "true", "(blank)", "(none)"),
    *("nėra", "nežinoma", "nežinomas", "svečias", "нет", "неизвестно", "неизвестен", "гость"),
    *("unbekannt", "keine", "kein", "gast", "inconnu", "aucun", "invité", "desconocido"),
    *("ninguno", "sconosciuto", "nessuno", "onbekend", "geen", "brak", "desconhecido", "nenhum"),
)
"""In an id column: a value that does not say whom the row is about."""
