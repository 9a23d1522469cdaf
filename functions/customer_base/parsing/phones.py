"""Reads phone numbers as E.164: common shapes in SQL, distinct odd ones with `phonenumbers`.

Both accept a number by the same test: its national part matches the general pattern of its country
in libphonenumber's metadata. Must never read a national number with a country nobody named.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import duckdb
import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata

from functions.customer_base.columns.cldr_names import UNREADABLE
from functions.customer_base.sql.literals import literal
from functions.product.equal_forms import known_forms

VECTORISED = (
    "US",
    "GB",
    "DE",
    "FR",
    "ES",
    "IT",
    "NL",
    "PL",
    "LT",
    "LV",
    "EE",
    "FI",
    "SE",
    "NO",
    "DK",
    "IE",
    "PT",
    "BE",
    "AT",
    "CH",
    "CZ",
    "SK",
    "HU",
    "RO",
    "BG",
    "GR",
    "HR",
    "SI",
    "UA",
    "RU",
    "IL",
    "TR",
    "IN",
    "AU",
    "NZ",
    "BR",
    "MX",
    "ZA",
    "SG",
    "JP",
)
"""Countries whose numbers are recognised in SQL; all others go through `phonenumbers`."""


@lru_cache(maxsize=512)
def _national_pattern(region: str) -> str:
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.general_desc is None:
        return ""
    pattern = metadata.general_desc.national_number_pattern or ""
    lengths = tuple(length for length in metadata.general_desc.possible_length or () if length > 0)
    return f"^(?:{pattern})$" if pattern and lengths else ""


@lru_cache(maxsize=512)
def _lengths(region: str) -> tuple[int, ...]:
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.general_desc is None:
        return ()
    return tuple(length for length in metadata.general_desc.possible_length or () if length > 0)


def _least_and_most(region: str) -> tuple[int, int]:
    return min(_lengths(region)), max(_lengths(region))


@lru_cache(maxsize=512)
def _trunk(region: str) -> str:
    """The prefix dialled inside the country, such as `0`; empty where there is none."""
    metadata = PhoneMetadata.metadata_for_region(region, None)
    prefix = (metadata.national_prefix or "") if metadata else ""
    return prefix if prefix.isdigit() else ""


LOCAL_TOO = ("US",)
"""Countries whose pattern of a national number also fits local ones, which cannot be dialled."""


@lru_cache(maxsize=1)
def e164_pattern() -> str:
    """What whole numbers in E.164 of the vectorised countries match, and local ones of a few."""
    numbers = {
        f"{phonenumbers.country_code_for_region(region)}{_national_pattern(region)[1:-1]}": None
        for region in VECTORISED
    }
    return rf"\+(?:{'|'.join(numbers)})"


def is_e164(text: str) -> str:
    """SQL: whether a text is a whole number, of a vectorised country, as it is kept."""
    checks = [f"regexp_full_match({text}, {literal(e164_pattern())})"]
    for region in LOCAL_TOO:
        code = f"+{phonenumbers.country_code_for_region(region)}"
        shortest, longest = (len(code) + length for length in _least_and_most(region))
        whole = f"strlen({text}) BETWEEN {shortest} AND {longest}"
        checks.append(f"(NOT starts_with({text}, '{code}') OR {whole})")
    return " AND ".join(checks)


def bare_sql(text: str) -> str:
    """`text` without the usual punctuation, with a leading `00` written as `+`.

    Letters, extensions and no-break spaces stay, which makes the number an odd one.
    """
    bare = f"translate({text}, ' ()-./', '')"
    return f"CASE WHEN starts_with({bare}, '00') THEN '+' || {bare}[3:] ELSE {bare} END"


def phone_sql(bare: str, country: str) -> str:
    """E.164 of a bare number (a column made by `bare_sql`), or NULL where `odd_phone` looks."""
    codes = {region: str(phonenumbers.country_code_for_region(region)) for region in VECTORISED}
    # No country's code begins another's, so their order does not matter; asking for the first
    # digit first saves most of the comparisons.
    by_digit: dict[str, list[str]] = {}
    for region, code in codes.items():
        accepted = _accepted(region, f"{bare}[{len(code) + 2}:]")
        by_digit.setdefault(code[0], []).append(
            f"WHEN starts_with({bare}, '+{code}') THEN CASE WHEN {accepted} THEN {bare} END"
        )
    by_code = [
        f"WHEN starts_with({bare}, '+{digit}') THEN CASE {' '.join(branches)} END"
        for digit, branches in by_digit.items()
    ]
    by_country = []
    for region, code in (*codes.items(), ("CA", "1")):
        trunk = _trunk(region)
        national = (
            f"CASE WHEN starts_with({bare}, '{trunk}') THEN {bare}[{len(trunk) + 1}:]"
            f" ELSE {bare} END"
            if trunk
            else bare
        )
        # Canada shares the code of the United States, and with it what is a whole number.
        accepted = _accepted("US" if code == "1" else region, f"({national})")
        by_country.append(
            f"WHEN {literal(region)} THEN CASE WHEN {accepted} THEN '+{code}' || {national} END"
        )
    return (
        f"CASE WHEN starts_with({bare}, '+') THEN CASE {' '.join(by_code)} END"
        f" ELSE CASE coalesce({country}, '') {' '.join(by_country)} END END"
    )


def _accepted(region: str, national: str) -> str:
    # A range and not IN: DuckDB turns a longer IN into a join that looks at every row.
    shortest, longest = _least_and_most(region)
    pattern = literal(_national_pattern(region))
    return (
        f"strlen({national}) BETWEEN {shortest} AND {longest} "
        f"AND regexp_matches({national}, {pattern})"
    )


_BETWEEN_NUMBERS = re.compile(r"[;,|\r\n]|:{2,}|\s/\s|/(?=\+)|\bor\b")
"""What stands between two numbers of one cell."""
_SCIENTIFIC = re.compile(r"([+-]?\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})\Z")


def odd_phone(text: str, country: str | None) -> str | None:
    """E.164 of a number in an unusual shape, or None.

    `country` is `UNREADABLE` where the row names one that nobody can read: then only a number that
    begins with its own country code is read.
    """
    cleaned = re.sub(r"^00(?=\d)", "+", text.strip().strip("'\"="))
    if country == UNREADABLE and not cleaned.startswith("+"):
        return None
    scientific = _SCIENTIFIC.match(cleaned)
    if scientific:
        whole, fraction, exponent = scientific[1], scientific[2] or "", int(scientific[3])
        if len(fraction.rstrip("0")) < exponent - 3:
            return None  # Excel threw digits away; what is left is not the number.
        cleaned = f"+{whole.lstrip('+')}{fraction.ljust(exponent, '0')[:exponent]}"
    first = _BETWEEN_NUMBERS.split(cleaned)[0]
    for region in dict.fromkeys((country or None, None)):
        try:
            parsed = phonenumbers.parse(first, region)
        except phonenumbers.NumberParseException:
            continue
        if _is_accepted(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return _in_todays_form(first) or _without_plus(first)


def _in_todays_form(text: str) -> str | None:
    """A number in a form its country has given up, such as Mexico's with a 1 before it."""
    digits = re.sub(r"\D", "", text)
    if not text.strip().startswith("+") or not digits:
        return None
    for form in known_forms("phone", "+" + digits):
        try:
            parsed = phonenumbers.parse(form, None)
        except phonenumbers.NumberParseException:
            return None
        if _is_accepted(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None


def _without_plus(text: str) -> str | None:
    """`37061234567` written without its plus: many systems strip it."""
    digits = re.sub(r"\D", "", text)
    if not 10 <= len(digits) <= 15 or digits.startswith("0"):
        return None
    try:
        parsed = phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException:
        return None
    if not _is_accepted(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _is_accepted(parsed: phonenumbers.PhoneNumber) -> bool:
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(parsed.country_code or 0, ())
    national = phonenumbers.national_significant_number(parsed)
    main = regions[0] if regions else ""
    if not main or main == "001" or not _lengths(main):
        return phonenumbers.is_valid_number(parsed)
    fits = min(_lengths(main)) <= len(national) <= max(_lengths(main))
    return fits and bool(re.match(_national_pattern(main), national))


def fill_odd_phones(con: duckdb.DuckDBPyConnection, table: str, *, default_country: str) -> None:
    """Parse the distinct `phone_text` of rows whose `phone` is still unknown, and set them."""
    cursor = con.execute(
        f"SELECT DISTINCT phone_text, country FROM {table} "
        "WHERE phone IS NULL AND phone_text IS NOT NULL"
    )
    found: list[tuple[str, str | None, str]] = []
    while rows := cursor.fetchmany(20_000):
        for text, country in rows:
            number = odd_phone(text, country if country is not None else default_country or None)
            if number:
                found.append((text, country, number))
    if not found:
        return
    con.execute("CREATE OR REPLACE TEMP TABLE odd_phones (t VARCHAR, c VARCHAR, e164 VARCHAR)")
    con.executemany("INSERT INTO odd_phones VALUES (?, ?, ?)", found)
    con.execute(
        f"UPDATE {table} SET phone = e164 FROM odd_phones "
        f"WHERE phone IS NULL AND phone_text = t AND country IS NOT DISTINCT FROM c"
    )
    con.execute("DROP TABLE odd_phones")


NUMBERS_KEPT = 10
"""Further addresses of one kind: more than anybody has, fewer than a transaction takes."""


FURTHER_PHONES = "further_phones_text"
"""The cells of a column of further numbers, until they are read."""


def other_phones(text: str, country: str | None) -> list[str]:
    """The numbers of a cell after the first, as E.164; what cannot be read is none."""
    return phones_in(_BETWEEN_NUMBERS.split(text)[1:], country)


def phones_in(pieces: Iterable[str], country: str | None) -> list[str]:
    numbers = (odd_phone(piece, country) for piece in pieces if re.search(r"\d{4}", piece))
    return list(dict.fromkeys(number for number in numbers if number))[:NUMBERS_KEPT]


def add_other_phones(con: duckdb.DuckDBPyConnection, table: str, *, default_country: str) -> None:
    """Add a column `other_phones` where a row holds more numbers than the one that is used."""
    stored = {name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall()}
    text = "phone_text" if "phone_text" in stored else "NULL::VARCHAR"
    further = FURTHER_PHONES if FURTHER_PHONES in stored else "NULL::VARCHAR"
    country = "country" if "country" in stored else "NULL::VARCHAR"
    wanted = [f"{further} IS NOT NULL"] if FURTHER_PHONES in stored else []
    if "phone_text" in stored:
        several = literal(r"[;,|\r\n/]|::|\bor\b")
        # What was kept as it was written is one number.
        wanted.append(f"(phone IS DISTINCT FROM {text} AND regexp_matches({text}, {several}))")
    cursor = con.execute(
        f"SELECT DISTINCT {text}, {further}, {country} FROM {table} WHERE {' OR '.join(wanted)}"
    )
    found: list[tuple[str | None, str | None, str | None, list[str]]] = []
    while rows := cursor.fetchmany(20_000):
        for one, more, place in rows:
            named = place if place is not None else default_country or None
            pieces = [*_BETWEEN_NUMBERS.split(one or "")[1:], *_BETWEEN_NUMBERS.split(more or "")]
            if numbers := phones_in(pieces, named):
                found.append((one, more, place, numbers))
    if found:
        _set_other_phones(con, table, f"{text}, {further}, {country}", found)
    if FURTHER_PHONES in stored:
        con.execute(f"ALTER TABLE {table} DROP COLUMN {FURTHER_PHONES}")


def _set_other_phones(
    con: duckdb.DuckDBPyConnection,
    table: str,
    key: str,
    found: list[tuple[str | None, str | None, str | None, list[str]]],
) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE more_phones (t VARCHAR, f VARCHAR, c VARCHAR, n VARCHAR[])"
    )
    con.executemany("INSERT INTO more_phones VALUES (?, ?, ?, ?)", found)
    con.execute(f"ALTER TABLE {table} ADD COLUMN other_phones VARCHAR[]")
    con.execute(
        f"UPDATE {table} SET other_phones = n FROM more_phones "
        f"WHERE row(t, f, c) IS NOT DISTINCT FROM row({key})"
    )
    con.execute("DROP TABLE more_phones")
