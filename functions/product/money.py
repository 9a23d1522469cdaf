"""Finds amounts of money in words a founder writes, whatever side the currency stands on."""

from __future__ import annotations

import re
from decimal import Decimal

from tenancy.values.lazy_dataclass import dataclass

CURRENCIES = {
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "eurų": "EUR",
    "eurai": "EUR",
    "eurus": "EUR",
    "евро": "EUR",
    "$": "USD",
    "usd": "USD",
    "us$": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "bucks": "USD",
    "dolerių": "USD",
    "доллар": "USD",
    "долларов": "USD",
    "доллара": "USD",
    "£": "GBP",
    "gbp": "GBP",
    "pounds": "GBP",
    "₽": "RUB",
    "rub": "RUB",
    "руб": "RUB",
    "рублей": "RUB",
    "рубля": "RUB",
    "zł": "PLN",
    "pln": "PLN",
    "chf": "CHF",
    "sek": "SEK",
    "nok": "NOK",
    "dkk": "DKK",
    "kr": "",
    "₴": "UAH",
    "uah": "UAH",
    "₸": "KZT",
    "kzt": "KZT",
    "cad": "CAD",
    "aud": "AUD",
}
"""How a currency is written, to ISO 4217; empty where several share it."""

_NUMBER = r"\d{1,3}(?:[ .,\u00a0\u202f']\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,2})?"
_MARK = "|".join(re.escape(mark) for mark in sorted(CURRENCIES, key=len, reverse=True))
_MONEY = re.compile(
    rf"(?<!\w)(?P<before>{_MARK})\s?(?P<first>{_NUMBER})"
    rf"|(?P<second>{_NUMBER})\s?(?P<after>{_MARK})(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Money:
    words: str
    amount: Decimal
    """Major units."""
    currency: str
    """ISO 4217, or empty if the words do not tell."""


def amounts(text: str) -> tuple[Money, ...]:
    """Every amount of money in the text, in the order it is written."""
    return tuple(
        Money(
            words=found.group().strip(),
            amount=_number(found["first"] or found["second"]),
            currency=CURRENCIES[(found["before"] or found["after"]).lower()],
        )
        for found in _MONEY.finditer(text)
    )


def _number(written: str) -> Decimal:
    """ "1.234,50" and "1,234.50" are the same; a last group of three digits is thousands."""
    bare = re.sub(r"[ \u00a0\u202f']", "", written)
    cents = re.search(r"[.,](\d{1,2})$", bare)
    whole = re.sub(r"[.,]", "", bare[: cents.start()] if cents else bare)
    return Decimal(f"{whole}.{cents[1]}" if cents else whole)
