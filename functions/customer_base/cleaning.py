"""Turning the text cells of one file into typed canonical columns, vectorised.

Decides per column, from the whole column, how its dates and numbers are written; what a column
cannot settle is asked, not guessed. A cell that cannot be read is unknown and is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import duckdb

from functions.customer_base.columns import BY_NAME, FEATURE_PREFIX, Column, Kind, plain
from functions.customer_base.intake import Loaded, cell
from functions.customer_base.phones import bare_sql, fill_odd_phones, phone_sql
from functions.customer_base.records import Question, UnreadCells
from functions.customer_base.rules import day, literal
from functions.customer_base.words import (
    CANCELS_LATER,
    COUNTRIES,
    INTERVALS,
    LANGUAGES,
    NO,
    STATUSES,
    YES,
)

SQL_TYPES: dict[Kind, str] = {
    Kind.DATE: "DATE",
    Kind.MOMENT: "TIMESTAMP",
    Kind.WHOLE: "BIGINT",
    Kind.MONEY: "BIGINT",
    Kind.CENTS: "BIGINT",
    Kind.SHARE: "DOUBLE",
    Kind.NUMBER: "DOUBLE",
    Kind.YES_NO: "BOOLEAN",
    Kind.USES: "MAP(VARCHAR, BIGINT)",
    Kind.LIST: "VARCHAR[]",
}


def sql_type(column: Column) -> str:
    return SQL_TYPES.get(column.kind, "VARCHAR")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file's rows are read with."""

    mapping: dict[str, str]
    """Header → canonical column."""
    answers: dict[str, str] = field(default_factory=dict)
    """Header → the founder's answer to the question about it."""
    default_country: str = ""
    default_language: str = ""
    time_zone: str = "UTC"
    today: date = date.min


@dataclass(frozen=True, slots=True)
class Writing:
    """How one column is written: the shapes its cells have."""

    shapes: tuple[str, ...] = ()
    excel: bool = False
    """Some cells are `="00123"`."""
    percent: bool = False
    utc: bool = False


def normalised_table(number: int) -> str:
    return f"normal_{number}"


def normalise(
    con: duckdb.DuckDBPyConnection, loaded: Loaded, reading: Reading
) -> tuple[UnreadCells, ...] | tuple[Question, ...]:
    """Fill `normal_<number>` with typed canonical columns; or return what has to be asked."""
    writings: dict[str, Writing] = {}
    questions: list[Question] = []
    positions = {header: place for place, header in enumerate(loaded.headers)}
    chosen = {
        header: meaning for header, meaning in reading.mapping.items() if header in positions
    }
    for header, meaning in chosen.items():
        answered = _writing(con, loaded, header, positions[header], meaning, reading)
        if isinstance(answered, Question):
            questions.append(answered)
        else:
            writings[header] = answered
    if questions:
        return tuple(questions)
    table = normalised_table(loaded.number)
    con.execute(_normalising_sql(loaded, chosen, positions, writings, reading))
    if "phone" in chosen.values():
        fill_odd_phones(con, table)
    return _unread(con, loaded, chosen)


def _kind(meaning: str) -> Kind:
    return Kind.WHOLE if meaning.startswith(FEATURE_PREFIX) else BY_NAME[meaning].kind


# --- how a column is written


def _writing(
    con: duckdb.DuckDBPyConnection,
    loaded: Loaded,
    header: str,
    position: int,
    meaning: str,
    reading: Reading,
) -> Writing | Question:
    raw = f"trim({cell(position)})"
    kind = _kind(meaning)
    excel = _flag(con, loaded.table, f"starts_with({raw}, '=\"')")
    text = _unwrapped(raw, excel=excel)
    answer = reading.answers.get(header, "")
    if kind in {Kind.DATE, Kind.MOMENT}:
        return _date_writing(con, loaded.table, header, text, answer=answer, excel=excel)
    if kind in {Kind.MONEY, Kind.CENTS, Kind.NUMBER, Kind.SHARE}:
        return _number_writing(con, loaded.table, header, text, answer=answer, excel=excel)
    return Writing(excel=excel)


def _unwrapped(raw: str, *, excel: bool) -> str:
    inner = f"CASE WHEN starts_with({raw}, '=\"') THEN trim({raw}, '=\"') ELSE {raw} END"
    return f"nullif({inner if excel else raw}, '')"


def _flag(con: duckdb.DuckDBPyConnection, table: str, condition: str) -> bool:
    row = con.execute(f"SELECT coalesce(bool_or({condition}), FALSE) FROM {table}").fetchone()
    return bool(row and row[0])


_TRIPLE = r"^(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})(\s.*)?$"


def _date_writing(
    con: duckdb.DuckDBPyConnection,
    table: str,
    header: str,
    text: str,
    *,
    answer: str,
    excel: bool,
) -> Writing | Question:
    utc = "utc" in plain(header).split() or _flag(
        con, table, f"regexp_matches({text}, 'T.*(Z|[+-]\\d\\d:?\\d\\d)$')"
    )
    odd = f"{text} IS NOT NULL AND try_cast({text} AS TIMESTAMP) IS NULL"
    if not _flag(con, table, odd):
        return Writing(("iso",), excel, utc=utc)
    found = con.execute(
        f"""SELECT
          max(try_cast(regexp_extract(t, '{_TRIPLE}', 1) AS INT)),
          max(try_cast(regexp_extract(t, '{_TRIPLE}', 2) AS INT)),
          coalesce(bool_or(regexp_matches(t, '^\\d{{1,2}}\\.\\d{{1,2}}\\.')), FALSE),
          coalesce(bool_or(regexp_matches(t, '^\\d{{4}}[./]\\d')), FALSE),
          coalesce(bool_or(regexp_matches(t, '^\\d{{5}}([.,]\\d+)?$')), FALSE),
          coalesce(bool_or(regexp_matches(t, '^\\d{{10}}(\\d{{3}})?$')), FALSE),
          coalesce(bool_or(regexp_matches(t, '[A-Za-z]{{3}}')), FALSE),
          (list(DISTINCT t) FILTER (regexp_matches(t, '{_TRIPLE}')))[1:3]
        FROM (SELECT {text} AS t FROM {table} WHERE {odd})"""
    ).fetchone()
    first, second, dotted, ymd, serial, epoch, worded, samples = found or (None,) * 8
    shapes = ["iso"]
    if first is not None:
        order = _date_order(int(first), int(second or 0), dotted=bool(dotted), answer=answer)
        if order is None:
            return _date_question(header, sorted(samples or ()))
        shapes.append(order)
    for name, present in (("ymd", ymd), ("serial", serial), ("epoch", epoch), ("worded", worded)):
        if present:
            shapes.append(name)
    return Writing(tuple(shapes), excel, utc=utc)


def _date_order(first: int, second: int, *, dotted: bool, answer: str) -> str | None:
    """Day first or month first, from the largest numbers in the column; None if unsettled."""
    if first > 12 >= second:
        return "dmy"
    if second > 12 >= first:
        return "mdy"
    if answer in {"dmy", "mdy"}:
        return answer
    # Dots between day, month and year are written day first wherever they are used.
    return "dmy" if dotted else None


def _date_question(header: str, samples: list[str]) -> Question:
    sample = samples[0] if samples else "03/04/2026"
    return Question(
        header=header,
        kind="date_order",
        text=f"In '{header}', is {sample} written day first or month first?",
        choices=(("dmy", "day first"), ("mdy", "month first")),
        samples=tuple(samples),
    )


def _number_writing(
    con: duckdb.DuckDBPyConnection,
    table: str,
    header: str,
    text: str,
    *,
    answer: str,
    excel: bool,
) -> Writing | Question:
    percent = _flag(con, table, f"ends_with({text}, '%') OR try_cast({text} AS DOUBLE) > 2.0")
    if not _flag(con, table, f"contains({text}, ',') OR try_cast({text} AS DOUBLE) IS NULL"):
        return Writing(("plain",), excel, percent)
    bare = f"regexp_replace({text}, '[^0-9.,]', '', 'g')"
    row = con.execute(
        f"""SELECT
          coalesce(bool_or(regexp_matches(t, '\\..*,')), FALSE),
          coalesce(bool_or(regexp_matches(t, ',.*\\.')), FALSE),
          coalesce(bool_or(regexp_matches(t, ',(\\d{{1,2}}|\\d{{4,}})$')), FALSE),
          coalesce(bool_or(regexp_matches(t, '\\.(\\d{{1,2}}|\\d{{4,}})$')), FALSE),
          coalesce(bool_or(contains(t, ',')), FALSE),
          (list(DISTINCT t) FILTER (contains(t, ',')))[1:3]
        FROM (SELECT {bare} AS t FROM {table} WHERE {text} IS NOT NULL)"""
    ).fetchone()
    comma_last, point_last, comma_decimals, point_decimals, commas, samples = row or (False,) * 6
    if comma_last or (comma_decimals and not point_decimals):
        return Writing(("comma",), excel, percent)
    if point_last or point_decimals or not commas:
        return Writing(("point",), excel, percent)
    if answer in {"comma", "point"}:
        return Writing((answer,), excel, percent)
    sample = sorted(samples or ("1,234",))[0]
    return Question(
        header=header,
        kind="decimal_mark",
        text=f"In '{header}', does {sample} have decimals after the comma?",
        choices=(("point", "no, the comma separates thousands"), ("comma", "yes, decimals")),
        samples=tuple(samples or ()),
    )


# --- reading a column


def _read(meaning: str, text: str, writing: Writing, reading: Reading) -> str:
    kind = _kind(meaning)
    match kind:
        case Kind.EMAIL:
            return _email(text)
        case Kind.DATE:
            return _date(text, writing, reading)
        case Kind.MOMENT:
            return _moment(text, writing)
        case Kind.WHOLE:
            whole = (
                f"coalesce(try_cast({text} AS BIGINT), "
                f"try_cast(try_cast(translate({text}, ' ,''’', '') AS DOUBLE) AS BIGINT))"
            )
            return f"CASE WHEN {whole} >= 0 THEN {whole} END"
        case Kind.MONEY:
            return f"round({_number(text, writing)} * 100)::BIGINT"
        case Kind.CENTS:
            return f"round({_number(text, writing)})::BIGINT"
        case Kind.NUMBER:
            return _number(text, writing)
        case Kind.SHARE:
            scale = " / 100.0" if writing.percent else ""
            return f"({_number(text, writing)}{scale})"
        case Kind.YES_NO:
            return _yes_no(text, unreadable_is_yes=meaning == "do_not_contact")
        case Kind.STATUS:
            return _lookup(f"lower({text})", STATUSES)
        case Kind.INTERVAL:
            return _lookup(f"lower({text})", INTERVALS)
        case Kind.COUNTRY:
            return (
                f"CASE WHEN length({text}) = 2 THEN CASE upper({text}) WHEN 'UK' THEN 'GB' "
                f"ELSE upper({text}) END ELSE {_lookup(f'lower({text})', COUNTRIES)} END"
            )
        case Kind.LANGUAGE:
            tag = f"regexp_extract(lower({text}), '^([a-z]{{2,3}})(?:[-_,;]|$)', 1)"
            short = f"CASE WHEN length({text}) = 2 THEN lower({text}) ELSE nullif({tag}, '') END"
            return f"coalesce({_lookup(f'lower({text})', LANGUAGES)}, {short})"
        case Kind.USES:
            return _uses(text)
        case Kind.LIST:
            return _list(text)
        case Kind.TEXT | Kind.PHONE:
            return text
        case _:
            raise AssertionError(kind)


def _lookup(key: str, words: dict[str, str]) -> str:
    cases = " ".join(f"WHEN {literal(word)} THEN {literal(to)}" for word, to in words.items())
    return f"CASE {key} {cases} END"


def _email(text: str) -> str:
    lowered = f"lower({text})"
    plain_one = (
        f"{lowered} LIKE '%_@_%.__%' AND NOT regexp_matches({lowered}, '[\\s,;<>\"()]|@.*@')"
    )
    inside = f"nullif(regexp_extract({lowered}, '<?([^\\s,;<>\"()@]+@[^\\s,;<>\"()@]+\\.[^\\s,;<>\"()@.]{{2,}})>?', 1), '')"
    return f"CASE WHEN {plain_one} THEN {lowered} ELSE {inside} END"


def _date(text: str, writing: Writing, reading: Reading) -> str:
    moment = _moment(text, writing)
    if not writing.utc or reading.time_zone == "UTC":
        return f"({moment})::DATE"
    local = f"((({moment}) AT TIME ZONE 'UTC') AT TIME ZONE {literal(reading.time_zone)})::DATE"
    # A day without a time of day is a day, wherever it was written.
    return f"CASE WHEN length({text}) <= 10 THEN ({moment})::DATE ELSE {local} END"


_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_WORDED = (
    "%b %d, %Y",
    "%b %d %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%B %d, %Y",
    "%B %d %Y",
    "%d %B %Y",
    "%a, %d %b %Y",
)


def _moment(text: str, writing: Writing) -> str:
    """A TIMESTAMP; offsets and `Z` are turned into UTC."""
    slashed = f"translate({text}, '.-', '//')"
    zoned = (
        f"CASE WHEN regexp_matches({text}, '[+-]\\d\\d:?\\d\\d$') AND contains({text}, ':') "
        f"THEN (try_cast({text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC') "
        f"ELSE try_cast({text} AS TIMESTAMP) END"
    )
    number = f"try_cast(replace({text}, ',', '.') AS DOUBLE)"
    by_shape = {
        "iso": zoned if writing.utc else f"try_cast({text} AS TIMESTAMP)",
        "dmy": _strptime(slashed, ("%d/%m/%Y", "%d/%m/%y")),
        "mdy": _strptime(slashed, ("%m/%d/%Y", "%m/%d/%y")),
        "ymd": _strptime(slashed, ("%Y/%m/%d",)),
        "serial": (
            f"CASE WHEN {number} BETWEEN 20000 AND 80000 "
            f"THEN TIMESTAMP '1899-12-30' + to_days(floor({number})::INT) END"
        ),
        "epoch": (
            f"CASE WHEN length({text}) = 10 THEN make_timestamp(try_cast({text} AS BIGINT) * 1000000)"
            f" WHEN length({text}) = 13 THEN make_timestamp(try_cast({text} AS BIGINT) * 1000) END"
        ),
        "worded": _strptime(text, _WORDED),
    }
    parts = [by_shape[shape] for shape in writing.shapes]
    return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"


def _strptime(text: str, days: tuple[str, ...]) -> str:
    formats = ", ".join(literal(form + clock) for form in days for clock in _CLOCKS)
    return f"try_strptime({text}, [{formats}])"


def _number(text: str, writing: Writing) -> str:
    if "plain" in writing.shapes:
        return f"try_cast({text} AS DOUBLE)"
    bare = f"regexp_replace({text}, '[^0-9.,-]', '', 'g')"
    if "comma" in writing.shapes:
        bare = f"replace(replace({bare}, '.', ''), ',', '.')"
    else:
        bare = f"replace({bare}, ',', '')"
    return f"try_cast({bare} AS DOUBLE)"


def _yes_no(text: str, *, unreadable_is_yes: bool) -> str:
    yes = ", ".join(map(literal, YES))
    no = ", ".join(map(literal, NO))
    other = "TRUE" if unreadable_is_yes else "NULL"
    return (
        f"CASE WHEN {text} IS NULL THEN NULL WHEN lower({text}) IN ({yes}) THEN TRUE "
        f"WHEN lower({text}) IN ({no}) THEN FALSE ELSE {other} END"
    )


def _uses(text: str) -> str:
    """`{"Reports": 4}` or `Reports: 4; Export = 2`."""
    pairs = (
        f"list_filter([struct_pack(k := trim(regexp_extract(part, '^(.+?)\\s*[:=]\\s*(\\d+)\\s*$', 1)), "
        f"v := try_cast(regexp_extract(part, '^(.+?)\\s*[:=]\\s*(\\d+)\\s*$', 2) AS BIGINT)) "
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


# --- the whole row


def _normalising_sql(
    loaded: Loaded,
    chosen: dict[str, str],
    positions: dict[str, int],
    writings: dict[str, Writing],
    reading: Reading,
) -> str:
    texts, values = ["line"], ["line"]
    features: list[tuple[str, str]] = []
    present: set[str] = set()
    for place, (header, meaning) in enumerate(chosen.items()):
        writing = writings[header]
        raw = f"trim({cell(positions[header])})"
        texts.append(f"{_unwrapped(raw, excel=writing.excel)} AS t{place}")
        if meaning.startswith(FEATURE_PREFIX):
            name = meaning.removeprefix(FEATURE_PREFIX)
            features.append((name, _read(meaning, f"t{place}", writing, reading)))
            continue
        present.add(meaning)
        value = _read(meaning, f"t{place}", writing, reading)
        if meaning == "phone":
            texts.append(f"{bare_sql(f't{place}')} AS p")
            values += [f"t{place} AS phone_text", "p"]
        elif meaning == "country":
            fallback = literal(reading.default_country) if reading.default_country else "NULL"
            values.append(f"coalesce({value}, {fallback}) AS country")
        else:
            values.append(f"({value})::{sql_type(BY_NAME[meaning])} AS {meaning}")
        if meaning == "status":
            later = ", ".join(map(literal, CANCELS_LATER))
            values.append(f"coalesce(lower(t{place}) IN ({later}), FALSE) AS cancels_later")
        if meaning not in _NEVER_UNREAD:
            values.append(f"t{place} IS NOT NULL AS has_{meaning}")
    if features:
        values.append(_feature_map(features))
        present.add("feature_uses")
    if "country" not in present and reading.default_country:
        values.append(f"{literal(reading.default_country)} AS country")
        present.add("country")
    table = normalised_table(loaded.number)
    return f"""
CREATE OR REPLACE TEMP TABLE {table} AS
WITH texts AS (SELECT {", ".join(texts)} FROM {loaded.table}),
typed AS (SELECT {", ".join(values)} FROM texts)
SELECT {loaded.number} AS file, line, {", ".join(_canonical(present, reading))},
  {_issues(present)} AS issues
FROM typed
"""


_NEVER_UNREAD = frozenset(
    name
    for name, column in BY_NAME.items()
    if column.kind in {Kind.TEXT, Kind.PHONE} or name == "do_not_contact"
)


def _feature_map(features: list[tuple[str, str]]) -> str:
    keys = ", ".join(literal(name) for name, _ in features)
    values = ", ".join(f"({value})::BIGINT" for _, value in features)
    known = " OR ".join(f"({value}) IS NOT NULL" for _, value in features)
    made = f"map([{keys}], [{values}])"
    filtered = f"map_from_entries(list_filter(map_entries({made}), lambda e: e.value IS NOT NULL))"
    return f"CASE WHEN {known} THEN {filtered} END AS feature_uses"


MEASURED = tuple(
    name for name in BY_NAME if name not in _NEVER_UNREAD
)
"""Columns whose cells can fail to be read, in the order of the bits of `issues`."""


def _issues(present: set[str]) -> str:
    bits = [
        f"((has_{name} AND {name} IS NULL)::UBIGINT << {MEASURED.index(name)})"
        for name in MEASURED
        if name in present and name != "feature_uses" and name != "country"
    ]
    return f"({' + '.join(bits)})::UBIGINT" if bits else "0::UBIGINT"


CARRIED = (
    "customer_id name email phone phone_text country region time_zone language product plan "
    "plan_since billing_interval status paid_since trial_ends_on renews_on churned_on seats "
    "team_size mrr_cents currency usage_30d usage_prev_30d limit_used feature_uses support_asks "
    "open_escalations last_billing_issue_on delinquent cancel_at_period_end paid_total_cents "
    "payment_count health_score health_flag do_not_contact whatsapp paid"
).split()
"""Columns of a normalised row, after what only helps to read it has been used up."""

CONSENT_COLUMNS = tuple(name for name in BY_NAME if name.startswith("consent_"))
EVENT_COLUMNS = tuple(
    name for name in BY_NAME if name.startswith(("event_", "ticket_"))
)


def _canonical(present: set[str], reading: Reading) -> list[str]:
    """SQL of every canonical column, from what the file has; absent ones are NULL."""

    def own(name: str) -> str:
        return name if name in present else f"NULL::{sql_type(BY_NAME[name])}"

    columns = {
        name: own(name) for name in CARRIED if name in BY_NAME
    }
    columns |= {name: own(name) for name in (*CONSENT_COLUMNS, *EVENT_COLUMNS)}
    columns["name"] = _full_name(present)
    columns["phone_text"] = "phone_text" if "phone" in present else "NULL::VARCHAR"
    columns["phone"] = (
        phone_sql("p", "country" if "country" in present else "NULL")
        if "phone" in present
        else "NULL::VARCHAR"
    )
    if reading.default_language:
        columns["language"] = f"coalesce({own('language')}, {literal(reading.default_language)})"
    columns["currency"] = f"upper({own('currency')})"
    columns["mrr_cents"] = _mrr(present)
    columns["paid_total_cents"] = f"coalesce({own('paid_total_cents')}, {own('paid_total')})"
    columns["paid"] = _paid(present, reading.today)
    columns["paid_since"] = _paid_since(present)
    columns["cancel_at_period_end"] = _scheduled(present)
    return [f"{sql} AS {name}" for name, sql in columns.items()]


def _full_name(present: set[str]) -> str:
    parts = [name for name in ("first_name", "last_name") if name in present]
    joined = f"nullif(concat_ws(' ', {', '.join(parts)}), '')" if parts else "NULL::VARCHAR"
    return f"coalesce(name, {joined})" if "name" in present else joined


def _mrr(present: set[str]) -> str:
    """The monthly amount; of an amount per period only where the period is known."""
    parts = [name for name in ("mrr_cents", "mrr") if name in present]
    if {"amount", "billing_interval"} <= present:
        parts.append(
            "CASE billing_interval WHEN 'month' THEN amount "
            "WHEN 'year' THEN round(amount / 12.0)::BIGINT END"
        )
    return f"coalesce({', '.join(parts)})" if parts else "NULL::BIGINT"


def _amount(present: set[str]) -> str:
    parts = [name for name in ("amount", "mrr", "mrr_cents") if name in present]
    return f"coalesce({', '.join(parts)})" if parts else "NULL::BIGINT"


_FIRST_INVOICE_DAYS = 40
"""A first invoice that was never paid is given up within about this time."""


def _paid(present: set[str], today: date) -> str:
    """A documented payment: money received, or a paid subscription past its trial.

    A creation date or a plan name proves nothing. A subscription that is past due may be owing its
    very first invoice, so it proves a payment only when it is older than that.
    """
    money = [name for name in ("payment_count", "paid_total_cents", "paid_total") if name in present]
    received = " OR ".join(f"coalesce({name} > 0, FALSE)" for name in money) or "FALSE"
    nothing = " OR ".join(f"coalesce({name} = 0, FALSE)" for name in money) or "FALSE"
    amount = _amount(present)
    subscribed, not_subscribed = "FALSE", "FALSE"
    if "status" in present and amount != "NULL::BIGINT":
        trial = "trial_ends_on" if "trial_ends_on" in present else "NULL::DATE"
        began = "plan_since" if "plan_since" in present else "NULL::DATE"
        left = "churned_on" if "churned_on" in present else "NULL::DATE"
        past_trial = f"coalesce({trial} < {day(today)}, TRUE)"
        outlived = (
            f"coalesce({left} > {trial}, {trial} IS NULL AND {left} > {began}, FALSE)"
        )
        old = f"coalesce({day(today)} - coalesce({trial}, {began}) > {_FIRST_INVOICE_DAYS}, FALSE)"
        subscribed = (
            f"coalesce({amount} > 0 AND {past_trial} AND (status = 'active'"
            f" OR (status = 'past_due' AND {old}) OR (status = 'canceled' AND {outlived})), FALSE)"
        )
        not_subscribed = f"coalesce({amount} = 0 OR status = 'trialing', FALSE)"
    elif "status" in present:
        not_subscribed = "coalesce(status = 'trialing', FALSE)"
    return (
        f"CASE WHEN {received} THEN TRUE WHEN {subscribed} THEN TRUE "
        f"WHEN {nothing} THEN FALSE WHEN {not_subscribed} THEN FALSE END"
    )


def _paid_since(present: set[str]) -> str:
    """The first payment; for a paid subscription the end of its trial, else its start."""
    parts = ["paid_since"] if "paid_since" in present else []
    amount = _amount(present)
    began = [name for name in ("trial_ends_on", "subscribed_on", "plan_since") if name in present]
    if amount != "NULL::BIGINT" and "subscribed_on" in present and began:
        parts.append(f"CASE WHEN {amount} > 0 THEN coalesce({', '.join(began)}) END")
    return f"coalesce({', '.join(parts)})" if parts else "NULL::DATE"


def _scheduled(present: set[str]) -> str:
    """Cancellation scheduled: said so, or asked for while the subscription still runs."""
    parts = ["cancel_at_period_end"] if "cancel_at_period_end" in present else []
    if {"canceled_at", "status"} <= present:
        parts.append("(canceled_at IS NOT NULL AND status IN ('active', 'past_due', 'trialing'))")
    if "status" in present:
        parts.append("CASE WHEN cancels_later THEN TRUE END")
    return f"coalesce({', '.join(parts)})" if parts else "NULL::BOOLEAN"


# --- what could not be read


_UNREAD_REASONS: dict[Kind, str] = {
    Kind.EMAIL: "not an e-mail address",
    Kind.PHONE: "not a phone number we can dial (country code missing, or digits lost)",
    Kind.DATE: "not a date",
    Kind.MOMENT: "not a date and time; a bare 'yes' is not evidence of consent",
    Kind.WHOLE: "not a whole number",
    Kind.MONEY: "not an amount",
    Kind.CENTS: "not an amount",
    Kind.SHARE: "not a share or a percentage",
    Kind.NUMBER: "not a number",
    Kind.YES_NO: "neither yes nor no",
    Kind.STATUS: "not a subscription status we know",
    Kind.INTERVAL: "neither monthly nor yearly",
    Kind.COUNTRY: "not a country",
    Kind.LANGUAGE: "not a language",
    Kind.USES: "not a list of features with counts",
    Kind.LIST: "not a list",
}


def _unread(
    con: duckdb.DuckDBPyConnection, loaded: Loaded, chosen: dict[str, str]
) -> tuple[UnreadCells, ...]:
    table = normalised_table(loaded.number)
    wanted = [name for name in MEASURED if name in set(chosen.values()) and name != "country"]
    wanted = [name for name in wanted if name != "feature_uses"]
    conditions = {name: f"(issues >> {MEASURED.index(name)}) & 1 = 1" for name in wanted}
    if "phone" in chosen.values():
        conditions["phone"] = "phone_text IS NOT NULL AND phone IS NULL"
    if not conditions:
        return ()
    counts = con.execute(
        "SELECT "
        + ", ".join(f"count(*) FILTER ({condition})" for condition in conditions.values())
        + f" FROM {table}"
    ).fetchone()
    found: list[UnreadCells] = []
    for (name, condition), count in zip(conditions.items(), counts or (), strict=True):
        if count:
            lines = con.execute(
                f"SELECT line FROM {table} WHERE {condition} ORDER BY line LIMIT 20"
            ).fetchall()
            found.append(
                UnreadCells(
                    file=loaded.number,
                    column=name,
                    count=count,
                    lines=tuple(line for (line,) in lines),
                    reason=_UNREAD_REASONS[BY_NAME[name].kind],
                )
            )
    return tuple(found)
