"""The words exports use for states, billing periods, consent and yes or no, and what they mean.

Data only. A word that is not here is unknown, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

type CellLetters = frozenset[str] | None
"""The `letters` of all cells of a column; None where they are unknown."""


@lru_cache(maxsize=8192)
def letters(word: str) -> str:
    """The letters and digits of a word: the same ones, whatever stands between and around them."""
    return "".join(filter(str.isalnum, word))


def occurring(words: Iterable[str], cells: CellLetters) -> list[str]:
    """The words that some cell may be; all of them where the cells are unknown.

    A database takes as long to plan a query for every word we know as to read a file of thousands
    of rows, and a column holds few different words.
    """
    return [word for word in words if cells is None or letters(word) in cells]


def squeezed(word: str) -> str:
    """A word without case and without what stands between its parts: `Past-Due` → `pastdue`."""
    return re.sub(r"[\s_\-–]+", "", word.casefold())


STATUSES: dict[str, str] = {
    word: status
    for status, words in {
        "active": (
            *("active", "live", "paying", "paid", "subscribed", "active subscriber", "current"),
            *("non_renewing", "pending cancellation", "pending cancel", "cancelling", "canceling"),
            *("will cancel", "cancelled at period end", "canceled at period end"),
            *("cancels at period end", "scheduled to cancel", "set to cancel"),
            *("aktyvus", "aktyvi", "mokantis", "mokama", "активен", "активна", "активный"),
            *("активная", "aktiv", "actif", "active", "activo", "activa", "ativo", "ativa"),
            *("attivo", "attiva", "actief", "aktywny", "aktywna", "aktywne", "laufend"),
            *("активно", "действует", "действующий", "galioja", "läuft", "renewing"),
        ),
        "trialing": (
            *("trialing", "trial", "in_trial", "on_trial", "free trial", "trialling", "on trial"),
            *("bandomasis", "bandomoji", "пробный", "пробная", "testphase", "probezeit"),
            *(
                "essai",
                "période d'essai",
                "prueba",
                "periodo de prueba",
                "in prova",
                "proefperiode",
            ),
        ),
        "past_due": (
            *("past_due", "unpaid", "overdue", "dunning", "in dunning", "delinquent"),
            *("grace_period", "in_grace_period", "billing_issue", "billing_retry", "vėluoja"),
            *("pradelstas", "pradelsta", "просрочен", "просрочена", "überfällig", "impayé"),
            *("en retard", "vencido", "vencida", "moroso", "impago", "scaduto il pagamento"),
            *("mahnung", "in mahnung", "im mahnverfahren", "gemahnt", "zahlungsverzug"),
            *("zahlungsausfall", "rücklastschrift"),
            *("просрочено", "долг", "должник", "skolingas", "neapmokėta", "skola"),
        ),
        "paused": (
            *("paused", "pause", "on_hold", "suspended", "frozen", "sustabdytas", "sustabdyta"),
            *("pristabdyta", "pristabdytas", "приостановлен", "приостановлена", "pausiert"),
            *("ruhend", "ruht", "stillgelegt", "gesperrt", "заморожен", "заморожена", "на паузе"),
            *("en pause", "suspendu", "pausado", "pausada", "suspendido", "sospeso", "gepauzeerd"),
        ),
        "not_started": (
            *("incomplete", "incomplete_expired", "future", "not started", "pending activation"),
            *("new lead", "working lead", "qualified lead", "unqualified lead", "lead"),
        ),
        "canceled": (
            *("canceled", "cancelled", "churned", "churn", "ended", "expired", "deleted"),
            *("inactive", "lapsed", "terminated", "closed", "atšauktas", "atšaukta"),
            *("nutrauktas", "nutraukta", "отменен", "отменён", "отменена", "отменено"),
            *("gekündigt", "abgelaufen", "beendet", "storniert", "inaktiv", "résilié", "résiliée"),
            *(
                "annulé",
                "annulée",
                "expiré",
                "expirée",
                "inactif",
                "cancelado",
                "de baja",
                "dado de baja",
                "cancelada",
            ),
            *(
                "abgebrochen",
                "deactivated",
                "gekuendigt",
                "ausgelaufen",
                "ausgetreten",
                "отключен",
                "отключён",
            ),
            *("отключена", "расторгнут", "ушел", "ушёл", "неактивен", "неактивна", "išėjęs"),
            *("inactivo", "caducado", "expirado", "cancellato", "scaduto", "disdetto"),
            *("opgezegd", "geannuleerd", "verlopen", "anulowany", "anulowana", "wygasła"),
        ),
    }.items()
    for word in words
}
"""`paused` neither pays now nor has left; `not_started` never had a first payment go through."""

CANCELS_LATER = (
    *("non_renewing", "pending cancellation", "pending cancel", "cancelling", "canceling"),
    *("will cancel", "cancelled at period end", "canceled at period end"),
    *("cancels at period end", "scheduled to cancel", "set to cancel"),
)
"""Still active, cancellation already scheduled."""

NEVER_SETTLED = ("unpaid", "uncollectible")
"""Overdue, and the invoice was given up: where the first was never paid, none may have been."""

CHARGE_OUTCOMES: dict[str, str] = {
    word: outcome
    for outcome, words in {
        "succeeded": (
            *("paid", "succeeded", "success", "successful", "completed", "complete", "captured"),
            *("settled", "collected", "approved", "partially refunded", "partial refund"),
            "paid_out",
            *("apmokėta", "apmokėtas", "sumokėta", "оплачен", "оплачено", "bezahlt", "payé"),
            *("payée", "pagado", "pagada", "pagato", "betaald"),
        ),
        "failed": (
            *("failed", "declined", "payment failed", "past_due", "unpaid", "uncollectible"),
            *("error", "rejected", "blocked", "insufficient funds", "not paid", "overdue"),
            *("requires_payment_method", "neapmokėta", "не оплачен", "fehlgeschlagen"),
            *("customer_approval_denied", "rücklastschrift", "zahlungsausfall"),
        ),
        "refunded": ("refunded", "fully refunded", "refund", "grąžinta", "возврат", "erstattet"),
        "disputed": ("disputed", "dispute", "chargeback", "charged_back", "lost", "needs_response"),
        "open": (
            *("pending", "processing", "open", "draft", "ready", "billed", "authorized", "due"),
            *("requires_action", "requires_confirmation", "requires_capture", "uncaptured"),
            *("payment due", "posted", "scheduled", "in_transit", "laukiama", "ожидается"),
            *("pending_submission", "pending_customer_approval", "submitted"),
        ),
        "void": ("void", "voided", "canceled", "cancelled", "expired", "abandoned", "reversed"),
    }.items()
    for word in words
}
"""How a payment ended. Only `succeeded` proves one."""

FAILED_REASON = "payment|paid|card|fraud|dispute|dunning|delinquen|unpaid|neapmok|оплат"
"""Of a reason for a cancellation: the money did not come, rather than the customer left."""

INTERVALS: dict[str, str] = {
    word: interval
    for interval, words in {
        "day": ("day", "daily", "days"),
        "week": ("week", "weekly", "weeks", "wk", "savaitė", "неделя", "wöchentlich"),
        "month": (
            *("month", "monthly", "months", "mo", "per month", "every month", "1m"),
            *("mėnesis", "mėn", "mėn.", "kas mėnesį", "mėnesinis", "месяц", "ежемесячно"),
            *("помесячно", "monat", "monatlich", "mois", "mensuel", "mensuelle", "mes"),
            *("mensual", "mensal", "mensile", "maand", "maandelijks", "miesięcznie"),
        ),
        "quarter": (
            *("quarter", "quarterly", "quarters", "qtr", "every quarter", "ketvirtis"),
            *("kas ketvirtį", "ketvirtinis", "квартал", "ежеквартально", "quartal"),
            *("vierteljährlich", "quartalsweise", "trimestre", "trimestriel", "trimestral"),
            *("trimestrale", "kwartaal", "kwartalnie"),
        ),
        "half-year": (
            *("half year", "half yearly", "semiannual", "semi annual", "semiannually"),
            *("semi annually", "biannual", "halbjährlich", "semestriel", "semestral"),
            *("pusmetis", "kas pusmetį", "полугодие", "раз в полгода"),
        ),
        "year": (
            *("year", "yearly", "years", "annual", "annually", "yr", "per year", "every year"),
            *("metai", "kasmet", "kas metus", "metinis", "год", "ежегодно", "годовой", "1y"),
            *("jahr", "jährlich", "an", "annuel", "annuelle", "año", "anual", "annuale"),
            *("jaar", "jaarlijks", "rocznie", "12m"),
        ),
        "2 years": ("biennial", "biennially", "every two years"),
    }.items()
    for word in words
}
"""How often a subscription is billed. Other numbers of months or years are read as such."""

YES = (
    *("yes", "true", "1", "y", "t", "x", "on", "taip", "да", "verified", "opted out"),
    *("wahr", "ja", "vrai", "oui", "verdadero", "sí", "si", "vero", "sì", "verdadeiro", "sim"),
    *("waar", "prawda", "tak", "sant", "sand", "sann", "tosi", "pravda", "áno", "ano", "igaz"),
    *("igen", "doğru", "evet", "tõene", "jah", "patiess", "jā", "teisinga", "tiesa", "adevărat"),
    *("истина", "істина", "так", "αληθησ", "αληθής", "ναι"),
)
NO = (
    *("no", "false", "0", "n", "f", "off", "ne", "нет", "none"),
    *("falsch", "nein", "faux", "non", "falso", "não", "onwaar", "nee", "fałsz", "nie", "falskt"),
    *("nej", "falsk", "usann", "nei", "epätosi", "ei", "nepravda", "hamis", "nem", "yanlış"),
    *("hayır", "väär", "aplams", "nē", "klaidinga", "netiesa", "fals", "nu", "не", "ложь", "лъжа"),
    *("хибність", "ні", "ψευδησ", "ψευδής", "όχι"),
)
"""Also as a spreadsheet in that language writes its own truth values."""
TEST_WORDS = ("test", "testing", "test mode", "sandbox", "demo")
LIVE_WORDS = ("live", "live mode", "production", "prod", "real")
"""Whether a payment was made to try the shop, or is one."""
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
