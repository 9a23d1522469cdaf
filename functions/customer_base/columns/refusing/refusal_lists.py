"""Whether a whole file is a list of people who refused: bounces, unsubscribes, spam reports.

Mailing tools export such lists with hardly a word of it in their headers. Decided from the name of
the file and all of its headers together, and otherwise asked; must never decide from one alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from functions.customer_base.columns.canonical import IDENTIFIERS
from functions.customer_base.columns.column import plain
from functions.customer_base.columns.refusing.refusals import (
    ALL,
    MEANINGS,
    PHONE,
    SCOPES,
    Polarity,
    read_header,
)
from tenancy.values.lazy_dataclass import dataclass

EVERYBODY = "(everybody)"
"""Stands for the header in a question about a whole list and in its answer, which is a scope."""

_ADDRESS = frozenset(
    {
        *("email", "e mail", "mail", "address", "email address", "emailaddress", "recipient", "to"),
        *("subscriber", "contact", "user", "el paštas", "el pašto adresas", "почта", "эл почта"),
        *("e mail adresse", "mailadresse", "adresse e mail", "email id", "recipient email"),
    }
)
_NUMBER = frozenset(
    {
        *("phone", "phone number", "mobile", "number", "numbers", "msisdn", "caller id", "tel"),
        *("telephone", "telephone number", "mobile number", "mobile phone", "cell", "cell phone"),
        *("cell number", "phone numbers", "telefonas", "telefono numeris", "tel nr", "numeris"),
        *("телефон", "номер телефона", "номер", "telefon", "telefonnummer", "rufnummer", "handy"),
    }
)
_LOOKS_LIKE_A_NUMBER = re.compile(r"[=\"']*(?:tel:)?[+(]?\d[\d\s().\-/]{6,24}[\"]?", re.IGNORECASE)
_BESIDE_A_NUMBER = frozenset(
    {
        *("phone", "other_phones", "name", "first_name", "last_name", "country", "region"),
        *("time_zone", "language"),
    }
)
_ABOUT_A_REFUSAL = frozenset(
    {
        *("created", "created at", "createdat", "created on", "date", "time", "timestamp", "added"),
        *("date added", "added at", "updated", "updated at", "lastupdatetime", "last update time"),
        *("reason", "status", "code", "error", "error code", "type", "subtype", "bounce type"),
        *("bounce subtype", "description", "details", "diagnostic", "origin", "source", "scope"),
        *("tag", "tags", "ip", "ip address", "domain", "domain id", "from", "group", "group id"),
        *("group name", "campaign", "list", "message id", "message hash", "id", "email id"),
        *("suppressionreason", "suppression reason", "suppressed at", "expires at", "name"),
        *("first name", "last name", "unsubscribed at", "bounced at", "complained at", "datum"),
        *("data", "priežastis", "дата", "причина", "grund"),
    }
)
_EXPORTED = frozenset(
    frozenset(headers)
    for headers in (
        # SendGrid's bounces, blocks and invalid addresses, and its lists of addresses alone.
        ("status", "reason", "email", "created"),
        ("email", "reason", "created"),
        ("email", "created"),
        ("ip", "email", "created"),
        # Mailgun's bounces, unsubscribes and complaints.
        ("address", "code", "error", "created at"),
        ("address", "tags", "created at"),
        ("address", "created at"),
        # Postmark's suppressions, and those of Amazon SES.
        ("emailaddress", "suppressionreason", "origin", "createdat"),
        ("emailaddress", "reason", "lastupdatetime"),
    )
)
"""All headers of such a list, written from memory: alone they only raise the question."""


@dataclass(frozen=True, slots=True)
class RefusalList:
    """Everybody in a file has refused this."""

    scope: str
    sure: bool
    who: Mapping[str, str]
    """Header → canonical column of those that say who it is."""


def find_refusal_list(
    name: str, headers: Sequence[str], mapping: Mapping[str, str], rows: Sequence[Sequence[str]]
) -> RefusalList | None:
    """What the file's name, headers and first rows say together; None for any other file.

    A file with a column of refusals speaks for itself, row by row.
    """
    words = {header: plain(header) for header in headers}
    exported = frozenset(words.values()) in _EXPORTED
    who = _who(words, headers, rows)
    if not who:
        return None
    by_row = {one for one, to in mapping.items() if to in MEANINGS} - who.keys()
    if by_row and not exported:
        return None
    spoken = read_header(PurePath(name).stem)
    refusing = spoken is not None and spoken.polarity is not Polarity.AGREEMENT
    is_list = all(word in _ABOUT_A_REFUSAL or one in who for one, word in words.items())
    of_numbers = any(_refuses(one) for one, to in who.items() if to == "phone")
    if not is_list or not (refusing or exported or of_numbers):
        return None
    scope = spoken.scope if spoken is not None and refusing else ALL
    named = next((read_header(one) for one, to in who.items() if to == "phone"), None)
    if not refusing and named is not None:
        scope = named.scope
    if scope == ALL and exported:
        # Tools that send nothing but mail.
        scope = "email"
    if scope == ALL and set(who.values()) == {"phone"}:
        scope = PHONE
    signs = (spoken, *map(read_header, headers))
    sure = any(one is not None and one.polarity is Polarity.REFUSAL for one in signs)
    return RefusalList(scope, sure or (exported and _is_of_complaints(name)), who)


def _refuses(header: str) -> bool:
    found = read_header(header)
    return found is not None and found.polarity is Polarity.REFUSAL


def _holds_refused_numbers(header: str, cells: Sequence[str]) -> bool:
    """Whether numbers stand right below a header such as `Do not call`."""
    return _refuses(header) and all(map(_LOOKS_LIKE_A_NUMBER.fullmatch, cells))


def _is_of_complaints(name: str) -> bool:
    """Complaints may be about anything; in a tool that sends mail they are about mail."""
    return bool({"complaint", "complaints", "spam", "invalid"} & set(plain(name).split()))


def is_of_refusals(answers: Mapping[str, str]) -> bool:
    """Whether the whole file is such a list, by its name or by the founder's answer."""
    return answers.get(EVERYBODY, "") in SCOPES


def is_number_list(mapping: Mapping[str, str], answers: Mapping[str, str]) -> bool:
    """Whether a file says of numbers, and of nobody by name, that they must not be contacted."""
    meanings = set(mapping.values())
    if "phone" not in meanings or meanings & set(IDENTIFIERS):
        return False
    if is_of_refusals(answers):
        return True
    refusing = any(MEANINGS[one].polarity is Polarity.REFUSAL for one in meanings & MEANINGS.keys())
    # What anybody pays or uses stands in a file of customers, whose ids are still to be found.
    return refusing and meanings <= _BESIDE_A_NUMBER | MEANINGS.keys()


def _who(
    words: Mapping[str, str], headers: Sequence[str], rows: Sequence[Sequence[str]]
) -> dict[str, str]:
    """The columns of addresses and numbers, by their headers and by what stands in them."""
    found: dict[str, str] = {}
    for place, header in enumerate(headers):
        cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        if not cells:
            continue
        if words[header] in _ADDRESS and all("@" in cell for cell in cells):
            found.setdefault("email", header)
        numbers = sum(any(map(str.isdigit, cell)) for cell in cells)
        named = words[header] in _NUMBER and 2 * numbers >= len(cells)
        if named or _holds_refused_numbers(header, cells):
            found.setdefault("phone", header)
    return {header: meaning for meaning, header in found.items()}
