"""Turns the text cells of one file into typed canonical columns, vectorised.

An unreadable cell is unknown and is reported. What a column cannot settle becomes a question; must
never guess.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import duckdb

from functions.customer_base.columns.canonical import BY_NAME, FEATURE_PREFIX, ID_COLUMNS
from functions.customer_base.columns.cldr_names import UNREADABLE
from functions.customer_base.columns.column import Kind
from functions.customer_base.columns.refusing.refusal_lists import is_of_refusals
from functions.customer_base.columns.refusing.refusals import MEANINGS as REFUSAL_MEANINGS
from functions.customer_base.columns.refusing.refusals import Polarity
from functions.customer_base.files.load import LoadedFile
from functions.customer_base.files.one_export import as_one
from functions.customer_base.parsing.amounts import (
    MappedColumn,
    is_plain_amount,
    odd_amount_sql,
)
from functions.customer_base.parsing.cell_sql import (
    OTHER_ADDRESSES,
    feature_map_sql,
    sql_type,
    status_flags,
    value_sql,
)
from functions.customer_base.parsing.column_format import (
    ODD_NUMBERS,
    WHOLE_NUMBERS,
    ColumnFormat,
    ParseOptions,
    cell_text,
    detect_formats,
    is_read_by_pattern,
    kind_of,
)
from functions.customer_base.parsing.currencies.rows import (
    ODD_CURRENCY,
    StatedCurrencies,
    currency_column,
    find_currencies,
    odd_currency,
    priced_sql,
    reason_of_unread_amounts,
)
from functions.customer_base.parsing.emails import may_list_emails, other_emails_sql
from functions.customer_base.parsing.findings import ColumnQuestion, RefusedCells, UnreadCells
from functions.customer_base.parsing.frequent.cells import read_once
from functions.customer_base.parsing.group_rows import drop_group_rows
from functions.customer_base.parsing.ids import NAMES_AS_IDS, TIDY_IDS, name_in_id_sql
from functions.customer_base.parsing.normalised_rows import (
    CARRIED,
    CONSENT_COLUMNS,
    EVENT_COLUMNS,
    MEASURED,
    NEVER_UNREAD,
    NORMALISED,
    OTHER_IDS,
    normalised,
    normalised_table,
    stored_columns,
    view_with_every_column,
)
from functions.customer_base.parsing.payment import (
    CHARGE,
    billing_interval,
    cancellation_scheduled,
    charge,
    mrr,
    paid,
    paid_since,
    received_in_cents,
    running_status,
)
from functions.customer_base.parsing.phones.column import (
    FURTHER_PHONES,
    add_other_phones,
    drop_doubtful_phones,
    fill_odd_phones,
    odd_phone_sql,
    reason_of_unread,
)
from functions.customer_base.parsing.phones.numbers import phone_sql, plus_sql, with_plus
from functions.customer_base.parsing.refusing.cells import (
    RefusalSql,
    count_refusals,
    read_refusals,
    refusal_columns,
)
from functions.customer_base.sql.literals import literal
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class _Judged:
    """How the columns of one export are written, whatever number of files it comes in."""

    chosen: dict[str, str]
    positions: dict[str, int]
    formats: dict[str, ColumnFormat]
    refusals: RefusalSql
    stated: StatedCurrencies

    @property
    def shapes(self) -> dict[str, tuple[str, ...]]:
        return {meaning: self.formats[header].shapes for header, meaning in self.chosen.items()}


FoundInCells = tuple[UnreadCells | RefusedCells, ...]


def normalise(
    con: duckdb.DuckDBPyConnection, parts: Sequence[LoadedFile], options: ParseOptions
) -> tuple[FoundInCells, ...] | tuple[ColumnQuestion, ...]:
    """Make `normalised` of each file, all parts of one export; or return what has to be asked.

    What a column is like is judged over all parts, so that one export reads the same in one file
    and in several.
    """
    judged = _judge(con, as_one(con, parts), options)
    if not isinstance(judged, _Judged):
        return judged
    id_places = [judged.positions[one] for one, to in judged.chosen.items() if to in ID_COLUMNS]
    some_odd = "phone" in judged.shapes and WHOLE_NUMBERS not in judged.shapes["phone"]
    default_country = options.default_country
    for part in parts:
        table = normalised_table(part.number)
        con.execute(_normalising_sql(con, part, judged, options=options))
        if may_list_emails(judged.shapes):
            _drop_if_empty(con, table, "other_emails")
        if some_odd:
            fill_odd_phones(con, table, default_country=default_country)
    if not is_of_refusals(options.answers):
        drop_group_rows(con, parts, judged.shapes, id_places)
    tables = [normalised_table(part.number) for part in parts]
    if some_odd:
        drop_doubtful_phones(con, tables, default_country=default_country)
    for part, table in zip(parts, tables, strict=True):
        if some_odd or "other_phones" in judged.shapes:
            add_other_phones(con, table, default_country=default_country)
        view_with_every_column(con, normalised(part.number), table, NORMALISED)
    found: list[FoundInCells] = []
    for part in parts:
        unread = _unread(con, part, judged.chosen)
        found.append((*unread, *count_refusals(con, part, judged.refusals)))
    return tuple(found)


def _judge(
    con: duckdb.DuckDBPyConnection, loaded: LoadedFile, options: ParseOptions
) -> _Judged | tuple[ColumnQuestion, ...]:
    formats: dict[str, ColumnFormat] = {}
    questions: list[ColumnQuestion] = []
    positions = {header: place for place, header in enumerate(loaded.headers)}
    chosen = {header: meaning for header, meaning in options.mapping.items() if header in positions}
    places = [
        MappedColumn(
            header,
            positions[header],
            meaning,
            options.answers.get(header, ""),
            unit_known=header in options.known_units,
        )
        for header, meaning in chosen.items()
    ]
    for place, answered in zip(places, detect_formats(con, loaded, places), strict=True):
        if isinstance(answered, ColumnQuestion):
            questions.append(answered)
        else:
            formats[place.header] = answered
    cells_of = {header: form.cells for header, form in formats.items()}
    refusals = read_refusals(con, loaded, options, cells_of)
    if not isinstance(refusals, RefusalSql):
        return (*questions, *refusals)
    if questions:
        return tuple(questions)
    stated = find_currencies(con, loaded, chosen, positions, formats)
    return _Judged(chosen, positions, formats, refusals, stated)


def _normalising_sql(
    con: duckdb.DuckDBPyConnection,
    loaded: LoadedFile,
    judged: _Judged,
    *,
    options: ParseOptions,
) -> str:
    chosen, positions, formats = judged.chosen, judged.positions, judged.formats
    refusals, stated = judged.refusals, judged.stated
    refused = list(refusals.refused)
    dated: dict[str, list[str]] = {}
    seen, texts, values = ["*"], ["line"], ["line"]
    features: list[tuple[str, str]] = []
    present: dict[str, ColumnFormat] = {}
    further: dict[str, str] = {}
    email, named = "", bool({"name", "first_name", "last_name"} & set(chosen.values()))
    for place, (header, meaning) in enumerate(chosen.items()):
        form = formats[header]
        text = cell_text(positions[header], form)
        if kind_of(meaning) is Kind.DATE:
            # So WooCommerce writes that there is no such day.
            text = f"nullif({text}, '0')"
        texts.append(f"{text} AS t{place}")
        plain = f"n{place}" if is_read_by_pattern(meaning, form) else ""
        amount = f"d{place}" if form.worded else ""
        # Read once: DuckDB prepares an expression again wherever it stands, and runs it again.
        if plain:
            seen.append(f"{is_plain_amount(text)} AS {plain}")
            texts.append(plain)
        if amount:
            texts.append(f"{odd_amount_sql(f't{place}', plain)} AS {amount}")
        if meaning.startswith(FEATURE_PREFIX):
            name = meaning.removeprefix(FEATURE_PREFIX)
            value = value_sql(meaning, f"t{place}", form, options, amount=amount, plain=plain)
            features.append((name, value))
            continue
        if meaning in OTHER_ADDRESSES:
            further[meaning] = f"t{place}"
            continue
        present[meaning] = form
        if meaning == "email":
            email = f"t{place}"
        value = read_once(
            con,
            form.frequent,
            f"t{place}",
            partial(value_sql, meaning, form=form, options=options, amount=amount, plain=plain),
            sql_type(BY_NAME[meaning]),
        )
        if meaning in REFUSAL_MEANINGS:
            found = REFUSAL_MEANINGS[meaning]
            if kind_of(meaning) is Kind.MOMENT:
                dated.setdefault(meaning, []).append(value)
            elif found.polarity is Polarity.REFUSAL:
                refused.append((found.scope, value))
            continue
        if meaning == "phone":
            if options.phones_with_code:
                text = with_plus(text)
                texts[-1] = f"{text} AS t{place}"
            # Of two steps, so that the punctuation is taken out once for all that is asked of it.
            seen.append(f"{odd_phone_sql(text, form)} AS b{place}")
            odd = plus_sql(f"b{place}") if ODD_NUMBERS in form.shapes else f"b{place}"
            texts.append(f"{odd} AS p")
            values += [f"t{place} AS phone_text", "p"]
        else:
            values.append(f"({value})::{sql_type(BY_NAME[meaning])} AS {meaning}")
            if meaning in stated.by_column:
                values.append(f"{stated.by_column[meaning]} AS {currency_column(meaning)}")
            if NAMES_AS_IDS in form.shapes and not named:
                values.append(f"{name_in_id_sql(f't{place}')} AS name")
                present["name"] = ColumnFormat()
                named = True
        if meaning == "status":
            values += [
                f"{read_once(con, form.frequent, f't{place}', flag, 'BOOLEAN')} AS {name}"
                for name, flag in status_flags(options, form.cells).items()
            ]
        if meaning not in NEVER_UNREAD and TIDY_IDS not in form.shapes:
            values.append(f"t{place} IS NOT NULL AS has_{meaning}")
    if may_list_emails({meaning: formats[header].shapes for header, meaning in chosen.items()}):
        listed = other_emails_sql(email, further.get("other_emails", ""))
        values.append(f"{listed} AS other_emails")
        present["other_emails"] = ColumnFormat()
    if "other_phones" in further:
        values.append(f"{further['other_phones']} AS {FURTHER_PHONES}")
    texts += [f"{text} AS {name}" for name, text in refusals.texts.items()]
    for name, sql in refusal_columns(refused, dated).items():
        values.append(f"({sql})::{sql_type(BY_NAME[name])} AS {name}")
        present[name] = ColumnFormat()
    if features:
        values.append(feature_map_sql(features))
        present["feature_uses"] = ColumnFormat()
    table, typed = normalised_table(loaded.number), "typed"
    if stated:
        typed = priced_sql(typed, stated, present, options)
        present.setdefault("currency", ColumnFormat())
    columns = _known_columns(present, options)
    if "other_phones" in further:
        columns.append(FURTHER_PHONES)
    if stated:
        columns.append(ODD_CURRENCY)
    return f"""
CREATE OR REPLACE TEMP TABLE {table} AS
WITH seen AS (SELECT {", ".join(seen)} FROM {loaded.table}),
texts AS (SELECT {", ".join(texts)} FROM seen),
typed AS (SELECT {", ".join(values)} FROM texts)
SELECT {loaded.number} AS file, line, {", ".join(columns)},
  {_issues({name for name, form in present.items() if TIDY_IDS not in form.shapes})} AS issues
FROM {typed}
"""


def _is_unread(name: str) -> str:
    named = BY_NAME[name].kind in {Kind.COUNTRY, Kind.LANGUAGE}
    return f"{name} = {literal(UNREADABLE)}" if named else f"{name} IS NULL"


def _issues(present: set[str]) -> str:
    bits = [
        f"((has_{name} AND {_is_unread(name)})::UBIGINT << {MEASURED.index(name)})"
        for name in MEASURED
        if name in present and name != "feature_uses"
    ]
    return f"({' + '.join(bits)})::UBIGINT" if bits else "0::UBIGINT"


def _drop_if_empty(con: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    row = con.execute(f"SELECT count({column}) FROM {table}").fetchone()
    if not row or not row[0]:
        con.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _known_columns(found: dict[str, ColumnFormat], options: ParseOptions) -> list[str]:
    """SQL of the canonical columns that can be had from those the file has."""
    present = set(found)
    country = "country" if "country" in present else "NULL::VARCHAR"
    known = _canonical_sql(present, options)
    known[CHARGE] = charge(present)
    if "phone" in present:
        known["phone_text"] = "phone_text"
        read = (
            phone_sql("p", country, options.default_country)
            if ODD_NUMBERS in found["phone"].shapes
            else "NULL"
        )
        known["phone"] = f"CASE WHEN p IS NULL THEN phone_text ELSE {read} END"
        # Odd numbers are looked up with the country of their row, which may be unknown or unread.
        known["country"] = country
    return [f"{known[name]} AS {name}" for name in NORMALISED if name in known]


def _canonical_sql(present: set[str], options: ParseOptions) -> dict[str, str]:
    """SQL of the canonical columns that can be had from those a file has."""
    columns = {name: name for name in present if name in (*CARRIED, *OTHER_IDS, *CONSENT_COLUMNS)}
    columns |= {name: name for name in EVENT_COLUMNS if name in present}
    computed = {
        "name": _full_name(present),
        "currency": "upper(currency)" if "currency" in present else "",
        "billing_interval": billing_interval(present),
        "status": running_status(present, options.today),
        "mrr_cents": mrr(present),
        "paid_total_cents": received_in_cents(present, "paid_total_cents", "paid_total"),
        "charge_amount_cents": received_in_cents(present, "charge_amount_cents", "charge_amount"),
        "paid": paid(present | ({"never_settled"} & _flags_of(present)), options.today),
        "paid_since": paid_since(present),
        "cancel_at_period_end": cancellation_scheduled(present, options.today),
    }
    return columns | {name: sql for name, sql in computed.items() if sql}


def _full_name(present: set[str]) -> str:
    parts = [name for name in ("first_name", "last_name") if name in present]
    joined = f"nullif(concat_ws(' ', {', '.join(parts)}), '')" if parts else ""
    if "name" not in present:
        return joined
    return f"coalesce(name, {joined})" if joined else "name"


def _flags_of(present: set[str]) -> set[str]:
    return {"cancels_later", "never_settled"} if "status" in present else set()


_UNREAD_REASONS: dict[Kind, str] = {
    Kind.ID: "no id: it names nobody, is a person's name, or lost digits in a spreadsheet",
    Kind.EMAIL: "not an email address",
    Kind.DATE: "not a date",
    Kind.MOMENT: "not a date and time; a bare 'yes' is not evidence of consent",
    Kind.WHOLE: "not a whole number",
    Kind.MONEY: "not an amount",
    Kind.CENTS: "not an amount",
    Kind.SHARE: "not a share or a percentage",
    Kind.NUMBER: "not a number",
    Kind.YES_NO: "neither yes nor no",
    Kind.STATUS: "not a subscription status we know",
    Kind.OUTCOME: "not an outcome of a payment we know",
    Kind.INTERVAL: "not a billing period we know",
    Kind.COUNTRY: "not a country",
    Kind.LANGUAGE: "not a language",
    Kind.USES: "not a list of features with counts",
    Kind.LIST: "not a list",
}


def count_unread(
    con: duckdb.DuckDBPyConnection, found: Iterable[UnreadCells], phone_files: Iterable[int]
) -> Iterator[UnreadCells]:
    """What is unread after merging, which reads numbers again by the country of another row."""
    yield from (one for one in found if one.column != "phone")
    for number in phone_files:
        yield from _counted_unread(con, number, {"phone": _UNREAD_PHONE})


_UNREAD_PHONE = "phone_text IS NOT NULL AND phone IS NULL"


def _unread(
    con: duckdb.DuckDBPyConnection, loaded: LoadedFile, chosen: dict[str, str]
) -> tuple[UnreadCells, ...]:
    wanted = [name for name in MEASURED if name in set(chosen.values()) - {"feature_uses"}]
    conditions = {name: f"(issues >> {MEASURED.index(name)}) & 1 = 1" for name in wanted}
    if "phone" in chosen.values():
        conditions["phone"] = _UNREAD_PHONE
    return _counted_unread(con, loaded.number, conditions) if conditions else ()


def _counted_unread(
    con: duckdb.DuckDBPyConnection, number: int, conditions: dict[str, str]
) -> tuple[UnreadCells, ...]:
    table = normalised_table(number)
    counts = con.execute(
        "SELECT "
        + ", ".join(f"count(*) FILTER ({condition})" for condition in conditions.values())
        + f" FROM {table}"
    ).fetchone()
    found: list[UnreadCells] = []
    stored = stored_columns(con, table)
    for (name, condition), count in zip(conditions.items(), counts or (), strict=True):
        if count:
            why = _UNREAD_REASONS.get(BY_NAME[name].kind, "")
            if name == "phone":
                why = reason_of_unread(con, table)
            elif ODD_CURRENCY in stored and odd_currency(name):
                why = reason_of_unread_amounts(con, table, name, count=count, otherwise=why)
            lines = con.execute(
                f"SELECT line FROM {table} WHERE {condition} ORDER BY line LIMIT 20"
            ).fetchall()
            found.append(
                UnreadCells(
                    file=number,
                    column=name,
                    count=count,
                    lines=tuple(line for (line,) in lines),
                    reason=why,
                )
            )
    return tuple(found)
