"""Builds, for each kind of column, the SQL that turns a cell into its typed value.

An unreadable cell is NULL, or `UNREADABLE` where NULL would be filled by a default. Must never
guess a value that the cell does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from functions.customer_base.columns.canonical import BY_NAME, FEATURE_PREFIX
from functions.customer_base.columns.cldr_names import UNREADABLE
from functions.customer_base.columns.column import Column, Kind
from functions.customer_base.columns.vocabulary import (
    CANCELS_LATER,
    CHARGE_OUTCOMES,
    INTERVALS,
    LIVE_WORDS,
    NEVER_SETTLED,
    NO,
    STATUSES,
    TEST_WORDS,
    YES,
    CellLetters,
    occurring,
    squeezed,
)
from functions.customer_base.parsing.amounts import (
    BY_CELL,
    HUNDREDTHS,
    amount_sql,
    below_nought_sql,
    is_plain_amount,
    says_decimals,
)
from functions.customer_base.parsing.column_format import (
    ColumnFormat,
    ParseOptions,
    iso_sql,
    kind_of,
)
from functions.customer_base.parsing.emails import ONE_EMAIL, email_sql
from functions.customer_base.parsing.ids import id_sql
from functions.customer_base.parsing.refusing.cells import UNDATED, says_no, says_refused
from functions.customer_base.parsing.spreadsheet_damage import digits_of_power_sql, is_power
from functions.customer_base.sql.literals import literal, looked_up

SQL_TYPES: dict[Kind, str] = {
    Kind.DATE: "DATE",
    Kind.MOMENT: "TIMESTAMP",
    Kind.WHOLE: "BIGINT",
    Kind.MONEY: "BIGINT",
    Kind.CENTS: "BIGINT",
    Kind.SHARE: "DOUBLE",
    Kind.NUMBER: "DOUBLE",
    Kind.YES_NO: "BOOLEAN",
    Kind.REFUSAL: "BOOLEAN",
    Kind.AGREEMENT: "BOOLEAN",
    Kind.USES: "MAP(VARCHAR, BIGINT)",
    Kind.LIST: "VARCHAR[]",
}


OTHER_ADDRESSES = MappingProxyType({"other_emails": "email", "other_phones": "phone"})
"""Column of all further addresses of a customer → the column of the one that is used.

Nobody is contacted there; opt-outs from any of them are the customer's."""


def sql_type(column: Column) -> str:
    return SQL_TYPES.get(column.kind, "VARCHAR")


def sql_type_of(name: str) -> str:
    """The type of a snapshot's column, also of those that no header means."""
    if name == "paid":
        return "BOOLEAN"
    return sql_type(BY_NAME[name]) if name in BY_NAME else "VARCHAR"


def value_sql(
    meaning: str,
    text: str,
    form: ColumnFormat,
    options: ParseOptions,
    *,
    amount: str = "",
    plain: str = "",
) -> str:
    """`text` is the column of the cells.

    `amount` is that of the digits in them, and `plain` of whether they are plain amounts, where
    there are such columns.
    """
    kind = kind_of(meaning)
    plain = plain or is_plain_amount(text)
    digits = amount or amount_sql(text, worded=form.worded)
    match kind:
        case Kind.ID:
            return id_sql(text, form.shapes)
        case Kind.EMAIL:
            return f"lower({text})" if ONE_EMAIL in form.shapes else email_sql(text)
        case Kind.DATE:
            return _date(text, form, options)
        case Kind.MOMENT:
            return _consent_moment(meaning, text, _moment(text, form), form.cells)
        case Kind.WHOLE:
            whole = _whole(text, digits, plain, form)
            summed = meaning == "event_count" or meaning.startswith(FEATURE_PREFIX)
            return f"CASE WHEN {whole} <= {_MOST_SUMMED} THEN {whole} END" if summed else whole
        case Kind.MONEY:
            scale = "" if HUNDREDTHS in form.shapes else " * 100"
            return f"try_cast(round({_number(text, digits, plain, form)}{scale}) AS BIGINT)"
        case Kind.CENTS:
            return f"try_cast(round({_number(text, digits, plain, form)}) AS BIGINT)"
        case Kind.NUMBER:
            return _number(text, digits, plain, form)
        case Kind.SHARE:
            scale = " / 100.0" if form.percent else ""
            return f"({_number(text, digits, plain, form)}{scale})"
        case Kind.YES_NO:
            if meaning in _MODES:
                return _lookup(f"lower({text})", _MODES[meaning], form.cells)
            if meaning == "do_not_contact":
                return f"CASE WHEN {text} IS NOT NULL THEN {says_refused(text, form.cells)} END"
            return _yes_no(text, form.cells)
        case Kind.REFUSAL:
            return f"CASE WHEN {text} IS NOT NULL THEN {says_refused(text, form.cells)} END"
        case Kind.AGREEMENT:
            return f"CASE WHEN {text} IS NOT NULL THEN {says_no(text, form.cells)} END"
        case Kind.STATUS:
            own = {word: _STATUS_OF.get(to, to) for word, to in options.statuses.items()}
            return _lookup_spelled(text, STATUSES | own, form.cells)
        case Kind.OUTCOME:
            return _lookup_spelled(text, CHARGE_OUTCOMES, form.cells)
        case Kind.INTERVAL:
            return _interval(text, form.cells)
        case Kind.COUNTRY | Kind.LANGUAGE:
            return _named(text, form)
        case Kind.USES:
            return _uses(text)
        case Kind.LIST:
            return _list(text)
        case Kind.TEXT | Kind.PHONE:
            return text
        case _:
            raise AssertionError(kind)


def _named(text: str, form: ColumnFormat) -> str:
    if form.canonical:
        return text
    cases = " ".join(f"WHEN {literal(cell)} THEN {literal(code)}" for cell, code in form.names)
    unknown = literal(UNREADABLE)
    known = f"CASE lower({text}) {cases} ELSE {unknown} END" if cases else unknown
    return f"CASE WHEN {text} IS NOT NULL THEN {known} END"


def squeezed_sql(text: str) -> str:
    """SQL of `vocabulary.squeezed`."""
    return f"regexp_replace(lower({text}), '[\\s_\\-–]+', '', 'g')"


CANCELS_LATER_STATUS = "cancels_later"
"""Among an export's own status words: still active, cancellation already scheduled."""
_STATUS_OF = {CANCELS_LATER_STATUS: "active"}
_MODES: Mapping[str, Mapping[str, str]] = {
    "is_test": dict.fromkeys((*YES, *TEST_WORDS), "true")
    | dict.fromkeys((*NO, *LIVE_WORDS), "false"),
    "is_live": dict.fromkeys((*YES, *LIVE_WORDS), "true")
    | dict.fromkeys((*NO, *TEST_WORDS), "false"),
}
"""Column that says whether money is real → its words."""


def status_flags(options: ParseOptions, cells: CellLetters) -> dict[str, Callable[[str], str]]:
    """What a status word says besides the status: name → SQL of it, from SQL of the word."""
    own = {squeezed(word): to for word, to in options.statuses.items()}
    later = {squeezed(word) for word in CANCELS_LATER} - set(own)
    later |= {word for word, to in own.items() if to == CANCELS_LATER_STATUS}
    flags = {"cancels_later": later, "never_settled": {squeezed(word) for word in NEVER_SETTLED}}
    # Nearly all cells are one of these words, and need not be taken apart.
    plainly = sorted(_PLAIN_STATUSES.difference(*flags.values()))
    return {
        flag: partial(_status_flag, plainly=plainly, words=occurring(sorted(words), cells))
        for flag, words in flags.items()
    }


def _status_flag(text: str, plainly: list[str], words: list[str]) -> str:
    if not words:
        return "FALSE"
    return (
        f"coalesce(CASE WHEN lower({text}) IN ({', '.join(map(literal, plainly))}) THEN FALSE ELSE "
        f"{squeezed_sql(text)} IN ({', '.join(map(literal, words))}) END, FALSE)"
    )


_PLAIN_STATUSES = frozenset({"active", "trialing", "canceled", "cancelled", "past_due", "expired"})


def _lookup(key: str, words: Mapping[str, str], cells: CellLetters, otherwise: str = "NULL") -> str:
    """What `words` has for a key; only of those that some cell may be."""
    some = {word: words[word] for word in occurring(words, cells)}
    return looked_up(key, some, otherwise) if some else otherwise


def _lookup_spelled(
    text: str, words: Mapping[str, str], cells: CellLetters, otherwise: str = "NULL"
) -> str:
    """A word however it is spelled. As it stands in the vocabulary it is found at once: taking a
    cell apart takes several times as long."""
    apart = {squeezed(word): to for word, to in words.items()}
    plain_words = {word: to for word, to in words.items() if word == word.casefold()}
    by_parts = _lookup(squeezed_sql(text), apart, cells, otherwise)
    return _lookup(f"lower({text})", plain_words, cells, by_parts)


_DIGIT = re.compile("[0-9]")
_NUMBERED_INTERVAL = r"^(?:every)?(\d{1,3})(day|week|month|year|mo|yr)s?$"
INTERVAL_NAMES = {"1 month": "month", "3 months": "quarter", "6 months": "half-year"} | {
    "12 months": "year",
    "1 year": "year",
    "1 week": "week",
    "1 day": "day",
}
"""How a number of months, years, weeks or days is called, where it has a name."""


def named_interval(counted: str) -> str:
    """SQL: `3 months` as `quarter`; what has no name of its own stays as it is."""
    cases = " ".join(
        f"WHEN {literal(number)} THEN {literal(name)}" for number, name in INTERVAL_NAMES.items()
    )
    return f"CASE {counted} {cases} ELSE {counted} END"


def _interval(text: str, cells: CellLetters) -> str:
    if cells is not None and not any(map(_DIGIT.search, cells)):
        return _lookup_spelled(text, INTERVALS, cells)
    key = squeezed_sql(text)
    number = f"ltrim(regexp_extract({key}, {literal(_NUMBERED_INTERVAL)}, 1), '0')"
    unit = f"regexp_extract({key}, {literal(_NUMBERED_INTERVAL)}, 2)"
    whole = f"CASE {unit} WHEN 'mo' THEN 'month' WHEN 'yr' THEN 'year' ELSE {unit} END"
    plural = f"CASE WHEN {number} = '1' THEN '' ELSE 's' END"
    counted = f"nullif({number}, '') || ' ' || {whole} || {plural}"
    return _lookup_spelled(text, INTERVALS, cells, named_interval(counted))


def _date(text: str, form: ColumnFormat, options: ParseOptions) -> str:
    """A day without a time of day is a day; a moment is the day it was in the tenant's zone."""
    if form.shapes == ("day",):
        return f"CASE WHEN {text} LIKE '____-__-__' THEN try_cast({text} AS DATE) END"
    zone = literal(options.time_zone)
    moment = _moment(text, form)
    local = f"((({moment}) AT TIME ZONE 'UTC') AT TIME ZONE {zone})::DATE"
    if options.time_zone == "UTC":
        return f"({moment})::DATE"
    timed = f"contains({text}, ':')" if form.utc else _has_offset(text)
    return (
        f"CASE WHEN {text} LIKE '____-__-__' THEN try_cast({text} AS DATE) "
        f"WHEN {timed} THEN {local} ELSE ({moment})::DATE END"
    )


def _has_offset(text: str) -> str:
    """Whether a cell says itself how far from UTC it is: `…T10:00:00Z`, `… 10:00:00+03:00`."""
    # `2026-01-31 10:00` and what is shorter has no room for one.
    short = f"strlen({text}) <= 16 AND NOT ends_with({text}, 'Z')"
    found = f"regexp_matches({text}, ':.*(Z|[+-]\\d\\d:?\\d\\d)$')"
    return f"CASE WHEN {short} THEN FALSE ELSE {found} END"


# Two-digit years come first: `%Y` would take 26 for the year 26.
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_WORDED = (
    "%b %d, %Y",
    "%b %d %Y",
    "%d %b %Y",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%B %d, %Y",
    "%B %d %Y",
    "%d %B %Y",
    "%a, %d %b %Y",
)


def _moment(text: str, form: ColumnFormat) -> str:
    """A TIMESTAMP; offsets and `Z` are turned into UTC."""
    slashed = f"translate({text}, '.-', '//')"
    zoned = (
        f"CASE WHEN {_has_offset(text)} "
        f"THEN (try_cast({text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC') "
        f"ELSE {iso_sql(text)} END"
    )
    number = f"try_cast(replace({text}, ',', '.') AS DOUBLE)"
    # A spreadsheet's power of ten is read only with all its digits.
    powered = is_power(text)
    whole = f"CASE WHEN {powered} THEN {digits_of_power_sql(text)} ELSE {text} END"
    by_shape = {
        "iso": zoned,
        "day": iso_sql(text),
        "dmy": _strptime(slashed, ("%d/%m/%y", "%d/%m/%Y")),
        "mdy": _strptime(slashed, ("%m/%d/%y", "%m/%d/%Y")),
        "ymd": _strptime(slashed, ("%Y/%m/%d",)),
        "serial": (
            f"CASE WHEN NOT {powered} AND {number} BETWEEN 20000 AND 80000 "
            f"THEN TIMESTAMP '1899-12-30' + to_days(floor({number})::INT) END"
        ),
        "epoch": (
            f"make_timestamp(try_cast({whole} AS BIGINT) * CASE length({whole}) "
            f"WHEN 10 THEN 1000000 WHEN 13 THEN 1000 END)"
        ),
        "worded": _strptime(text, _WORDED),
    }
    parts = [by_shape[shape] for shape in form.shapes]
    return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"


def _consent_moment(meaning: str, text: str, moment: str, cells: CellLetters) -> str:
    """When a consent was given or refused; a refusal without a readable day is `UNDATED`."""
    if not meaning.startswith("consent_"):
        return moment
    if not meaning.endswith("_revoked_at"):
        # A day is no word, which takes far longer to find out of words.
        day_given = f"{iso_sql(text)} IS NOT NULL"
        return (
            f"CASE WHEN {text} IS NULL THEN NULL WHEN {day_given} THEN {moment} "
            f"WHEN {says_no(text, cells)} THEN {UNDATED} ELSE {moment} END"
        )
    # In a column of opt-outs a no says that there was none. What else is there and is no day is
    # taken for an opt-out: nobody is to be written to over a date we could not read.
    return f"coalesce({moment}, CASE WHEN {says_refused(text, cells)} THEN {UNDATED} END)"


def _strptime(text: str, days: tuple[str, ...]) -> str:
    formats = ", ".join(literal(form + clock) for form in days for clock in _CLOCKS)
    return f"try_strptime({text}, [{formats}])"


_MOST_SUMMED = 10**12
"""Of counts that are added up: a million rows of it still fit into a BIGINT."""

_GROUPED = {
    "comma": r"\d+(,\d+)?|,\d+|\d{1,3}(\.\d{3})+(,\d+)?",
    "point": r"\d+(\.\d+)?|\.\d+|\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?",
}
"""By the mark of the decimals: thousands are set off by the other one or not at all (in India the
groups before the last are of two digits)."""
_EXPONENT = r"^[+-]?\d+([.,]\d+)?[eE][+-]?\d{1,2}$"


def _number(text: str, digits: str, plain: str, form: ColumnFormat) -> str:
    """A DOUBLE, which is finite; `plain` is SQL of whether a cell is a plain amount."""
    if "plain" in form.shapes:
        return f"try_cast({text} AS DOUBLE)"
    if BY_CELL in form.shapes:
        comma, point = (
            _number(text, digits, plain, replace(form, shapes=(mark,)))
            for mark in ("comma", "point")
        )
        return f"CASE WHEN {says_decimals('comma', digits)} THEN {comma} ELSE {point} END"
    mark = "comma" if "comma" in form.shapes else "point"
    swapped = "'.,$€£ ', '.'" if mark == "point" else "',.$€£ ', '.'"
    # Only the decimals' own mark is left, as a point; `translate` drops what has no counterpart.
    common, value = (f"try_cast(translate({one}, {swapped}) AS DOUBLE)" for one in (text, digits))
    # Nearly all cells are of the first shape, and are read in a fraction of the time.
    as_it_stands = plain if mark == "point" else _is_plain_count(text, plain)
    return (
        f"CASE WHEN {as_it_stands} THEN try_cast({text} AS DOUBLE) "
        f"WHEN regexp_full_match({text}, {literal(f'[$€£]? ?({_GROUPED[mark]})')}) "
        f"THEN {common} "
        f"WHEN regexp_full_match({digits}, {literal(_GROUPED[mark])}) "
        f"THEN CASE WHEN {below_nought_sql(text)} THEN -{value} ELSE {value} END "
        f"WHEN regexp_matches({text}, {literal(_EXPONENT)}) "
        f"THEN try_cast(replace({text}, ',', '.') AS DOUBLE) END"
    )


def _is_plain_count(text: str, plain: str) -> str:
    """SQL: a plain amount without decimals, which is digits alone."""
    return f"({plain} AND NOT contains({text}, '.'))"


def _whole(text: str, digits: str, plain: str, form: ColumnFormat) -> str:
    """A non-negative BIGINT."""
    if "plain" in form.shapes:
        whole = f"try_cast({text} AS BIGINT)"
        return f"CASE WHEN {whole} >= 0 THEN {whole} END"
    number = _number(text, digits, plain, form)
    return (
        f"CASE WHEN {_is_plain_count(text, plain)} THEN try_cast({text} AS BIGINT) "
        f"WHEN {number} >= 0 THEN try_cast({number} AS BIGINT) END"
    )


def _yes_no(text: str, cells: CellLetters) -> str:
    yes, no = occurring(YES, cells), occurring(NO, cells)
    values = dict.fromkeys(no, "false") | dict.fromkeys(yes, "true")
    return f"{looked_up(f'lower({text})', values)}::BOOLEAN" if values else "NULL::BOOLEAN"


def _uses(text: str) -> str:
    """`{"Reports": 4}` or `Reports: 4; Export = 2`."""
    pair = literal(r"^(.+?)\s*[:=]\s*(\d+)\s*$")
    pairs = (
        f"list_filter([struct_pack(k := trim(regexp_extract(part, {pair}, 1)), "
        f"v := try_cast(regexp_extract(part, {pair}, 2) AS BIGINT)) "
        f"FOR part IN string_split_regex({text}, '\\s*[;|,]\\s*')], lambda one: one.k <> '')"
    )
    listed = f"CASE WHEN len({pairs}) > 0 THEN map_from_entries(list_distinct({pairs})) END"
    return (
        f"CASE WHEN {text} IS NULL THEN NULL WHEN starts_with({text}, '{{') "
        f"THEN try_cast(try_cast({text} AS JSON) AS MAP(VARCHAR, BIGINT)) ELSE {listed} END"
    )


def _list(text: str) -> str:
    split = f"list_filter(string_split_regex({text}, '\\s*[;|,]\\s*'), lambda one: one <> '')"
    return (
        f"CASE WHEN {text} IS NULL THEN NULL WHEN starts_with({text}, '[') "
        f"THEN try_cast(try_cast({text} AS JSON) AS VARCHAR[]) ELSE {split} END"
    )


def feature_map_sql(features: Sequence[tuple[str, str]]) -> str:
    """SQL: uses by feature, from (feature, SQL of how often); NULL where none is known."""
    keys = ", ".join(literal(name) for name, _ in features)
    values = ", ".join(f"({value})::BIGINT" for _, value in features)
    known = " OR ".join(f"({value}) IS NOT NULL" for _, value in features)
    made = f"map([{keys}], [{values}])"
    filtered = f"map_from_entries(list_filter(map_entries({made}), lambda e: e.value IS NOT NULL))"
    return f"CASE WHEN {known} THEN {filtered} END AS feature_uses"
