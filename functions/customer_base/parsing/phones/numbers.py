"""Reads phone numbers as E.164: common shapes in SQL, distinct odd ones with `phonenumbers`.

Both accept a number by the same test: its national part matches the general pattern of its country
in libphonenumber's metadata. Must never read a national number with a country nobody named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata

from functions.customer_base.columns.cldr_names import UNREADABLE
from functions.customer_base.parsing.spreadsheet_damage import digits_of_power, is_in_powers
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
    # What is written with spaces is no such number, which is seen sooner.
    return f"CASE WHEN contains({text}, ' ') THEN FALSE ELSE {' AND '.join(checks)} END"


def with_plus(text: str) -> str:
    """SQL: a number that is known to begin with its country's code, as it is dialled."""
    bare = f"regexp_full_match({text}, '[1-9][0-9]{{7,14}}')"
    return f"CASE WHEN {bare} THEN '+' || {text} ELSE {text} END"


def bare_sql(text: str) -> str:
    """`text` without the usual punctuation.

    Letters, extensions and no-break spaces stay, which makes the number an odd one.
    """
    # A number that went through a table of floats ends in `.0`.
    whole = f"CASE WHEN ends_with({text}, '.0') THEN {text}[:-3] ELSE {text} END"
    # `translate` takes twice as long as all of these.
    bare = whole
    for mark in " ()-./":
        bare = f"replace({bare}, '{mark}', '')"
    return bare


def plus_sql(bare: str) -> str:
    """A bare number (a column made by `bare_sql`) with a leading `00` written as `+`."""
    return f"CASE WHEN starts_with({bare}, '00') THEN '+' || {bare}[3:] ELSE {bare} END"


def phone_sql(bare: str, country: str, default: str = "") -> str:
    """E.164 of a bare number (a column made by `plus_sql`), or NULL where `odd_phone` looks.

    `default` stands in for a country that is NULL.
    """
    codes = {region: str(phonenumbers.country_code_for_region(region)) for region in VECTORISED}
    codes["CA"] = "1"
    by_country = [
        f"WHEN {literal(region)} THEN {_national_sql(region, code, bare)}"
        for region, code in codes.items()
    ]
    assumed = _national_sql(default, codes[default], bare) if default in codes else "NULL"
    if default in codes and _writes_trunk(default):
        assumed = f"CASE WHEN starts_with({bare}, '{_trunk(default)}') THEN {assumed} END"
    return (
        f"CASE WHEN starts_with({bare}, '+') THEN CASE WHEN {is_e164(bare)} THEN {bare} END"
        f" ELSE CASE coalesce({country}, '-') WHEN '-' THEN {assumed}"
        f" {' '.join(by_country)} END END"
    )


def _national_sql(region: str, code: str, bare: str) -> str:
    """E.164 of a number without its country code, with or without the trunk prefix."""
    trunk = _trunk(region)
    national = (
        f"CASE WHEN starts_with({bare}, '{trunk}') THEN {bare}[{len(trunk) + 1}:] ELSE {bare} END"
        if trunk
        else bare
    )
    # Canada shares the code of the United States, and with it what is a whole number.
    accepted = _accepted("US" if code == "1" else region, f"({national})")
    return f"CASE WHEN {accepted} THEN '+{code}' || {national} END"


@lru_cache(maxsize=512)
def _writes_trunk(region: str) -> bool:
    """Whether people of a country write any of their numbers with the trunk prefix."""
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
    examples = (phonenumbers.example_number_for_type(region, kind) for kind in kinds)
    return any(_has_trunk(example) for example in examples if example is not None)


def _has_trunk(number: phonenumbers.PhoneNumber) -> bool:
    """Whether people of its country write this number with more than its national digits."""
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    digits = re.sub(r"\D", "", written)
    return digits != phonenumbers.national_significant_number(number)


def _accepted(region: str, national: str) -> str:
    # A range and not IN: DuckDB turns a longer IN into a join that looks at every row.
    shortest, longest = _least_and_most(region)
    pattern = literal(_national_pattern(region))
    return (
        f"strlen({national}) BETWEEN {shortest} AND {longest} "
        f"AND regexp_matches({national}, {pattern})"
    )


BETWEEN_NUMBERS = re.compile(r"[;,|\r\n]|:{2,}|\s/\s|/(?=\+)|\bor\b")
"""What stands between two numbers of one cell."""
_LEAST_WITH_CODE = 11
"""Digits: a shorter number that begins with the default's code is somebody's national number."""


def odd_phone(text: str, country: str | None, default: str = "") -> str | None:
    """E.164 of a number in an unusual shape, or None.

    `country` is the row's: None where the row has none, and then the founder's `default` stands in
    for it; `UNREADABLE` where it names one that nobody can read. A number without its country code
    is read with that country or not at all.
    """
    cleaned = re.sub(r"^00(?=\d)", "+", text.strip().strip("'\"=").removesuffix(".0"))
    if is_in_powers(cleaned):
        return _with_country(digits_of_power(cleaned) or "", country, default)
    first = BETWEEN_NUMBERS.split(cleaned)[0]
    if "+" not in first:
        return _with_country(first, country, default)
    return _accepted_e164(first, None) or _in_todays_form(first)


def _with_country(text: str, country: str | None, default: str) -> str | None:
    """A number that does not say its country, read with the row's or with the founder's."""
    region = country or (default if country is None else "")
    if not text or not region or region == UNREADABLE:
        return None
    number = _accepted_e164(text, region)
    if number is None:
        return None
    code = str(phonenumbers.country_code_for_region(region))
    groups = re.findall(r"\d+", text)
    written, national = "".join(groups), number.removeprefix(f"+{code}")
    before = written.removesuffix(national)
    if before.startswith(code) and written != before:
        # It was taken for a number that lost its plus. Then its code is not part of a group, as in
        # (321) 555-0123, which in Belgium would be one of +32.
        if len(groups) > 1 and groups[0] != code:
            return None
        return number if country or len(written) >= _LEAST_WITH_CODE else None
    return number if country or _is_written_as_in(region, number, written) else None


def _is_written_as_in(region: str, number: str, written: str) -> bool:
    """Whether people of the default's country would write these digits for this number.

    Without the trunk prefix that they write, the number is another country's.
    """
    parsed = phonenumbers.parse(number)
    if region not in VECTORISED and not phonenumbers.is_valid_number(parsed):
        return False
    return not (number.endswith(written) and _has_trunk(parsed))


def _accepted_e164(text: str, region: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not _is_accepted(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _in_todays_form(text: str) -> str | None:
    """A number in a form its country has given up, such as Mexico's with a 1 before it."""
    digits = re.sub(r"\D", "", text)
    if not text.strip().startswith("+") or not digits:
        return None
    forms = (_accepted_e164(form, None) for form in known_forms("phone", "+" + digits))
    return next((number for number in forms if number), None)


def _is_accepted(parsed: phonenumbers.PhoneNumber) -> bool:
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(parsed.country_code or 0, ())
    national = phonenumbers.national_significant_number(parsed)
    main = regions[0] if regions else ""
    if not main or main == "001" or not _lengths(main):
        return phonenumbers.is_valid_number(parsed)
    fits = min(_lengths(main)) <= len(national) <= max(_lengths(main))
    return fits and bool(re.match(_national_pattern(main), national))


NUMBERS_KEPT = 10
"""Further addresses of one kind: more than anybody has, fewer than a transaction takes."""


def other_phones(text: str, country: str | None, default: str = "") -> list[str]:
    """The numbers of a cell after the first, as E.164; what cannot be read is none."""
    return phones_in(BETWEEN_NUMBERS.split(text)[1:], country, default)


def phones_in(pieces: Iterable[str], country: str | None, default: str = "") -> list[str]:
    numbers = (odd_phone(piece, country, default) for piece in pieces if re.search(r"\d{4}", piece))
    return list(dict.fromkeys(number for number in numbers if number))[:NUMBERS_KEPT]
