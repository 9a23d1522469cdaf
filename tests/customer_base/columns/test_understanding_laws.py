"""What holds of any table of headers: nothing is certain that is not understood."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from functions.customer_base.columns.canonical import BY_NAME, IDENTIFIERS
from functions.customer_base.columns.column import plain
from functions.customer_base.columns.header_matching import EXACT, match_headers
from functions.customer_base.columns.presets.catalogue import PRESETS, recognise
from functions.customer_base.columns.presets.preset import Preset
from functions.customer_base.columns.refusing.refusals import MEANINGS, read_header
from functions.customer_base.columns.row_kind import RowKind, decide_row_kind
from functions.customer_base.columns.understanding.plausible import suggest_meanings
from functions.customer_base.columns.vocabulary import STATUSES, squeezed

EVERYDAY = sorted(word for word in EXACT if not word.endswith(" utc"))
PLAUSIBLE = ["id", "logins_last_30_days", "mrr_amount", "plan_tier", "account_email", "UUID"]
NO_MEANING = ["Persona", "Lifecycle Stage", "Order ID", "account_notes"]
HEADERS = st.sampled_from([*EVERYDAY, *PLAUSIBLE, *NO_MEANING])
CELLS = ["active", "hibernating", "paid", "ann@example.com", "29", "2026-01-01", "yes", ""]
TABLES = st.lists(HEADERS, min_size=1, max_size=8, unique_by=plain).flatmap(
    lambda headers: st.tuples(
        st.just(headers),
        st.lists(
            st.lists(st.sampled_from(CELLS), min_size=len(headers), max_size=len(headers)),
            min_size=1,
            max_size=3,
        ),
    )
)
_KNOWN = set(map(squeezed, STATUSES))


@given(TABLES)
def test_what_is_certain_is_understood(table: tuple[list[str], list[list[str]]]) -> None:
    headers, rows = table
    found = match_headers(headers, rows)
    if not found.certain:
        return
    assert found.rows.sure
    assert not found.suggestions
    assert set(found.mapping.values()) & set(IDENTIFIERS)
    for place, header in enumerate(headers):
        if found.mapping.get(header) == "status":
            cells = {squeezed(row[place]) for row in rows} - {"", "yes", "no"}
            assert cells <= _KNOWN
        elif header not in found.mapping and plain(header) in EXACT:
            # Only what such rows do not have, or what another column says already, is left out.
            meaning = EXACT[plain(header)]
            taken = set(found.mapping.values())
            alone = match_headers([header]).mapping.get(header, meaning)
            assert meaning in taken or alone not in BY_NAME or _belongs_to_other_rows(meaning)


def _belongs_to_other_rows(meaning: str) -> bool:
    return meaning.startswith(("event_", "ticket_", "charge_"))


@given(st.sampled_from(PRESETS), st.sampled_from(PLAUSIBLE) | HEADERS)
def test_whatever_an_export_does_not_use_is_matched_or_suggested(one: Preset, more: str) -> None:
    rows = [["ctm_1"]] if one.signature.ids[0] else []
    known = [*one.signature.all_of, *one.signature.any_of]
    if plain(more) in {*map(plain, known), *one.meaning, *one.left_out}:
        return
    found = match_headers([*known, more], rows)
    likely = suggest_meanings([more], (), EXACT).get(more, "")
    meaning = EXACT.get(plain(more), likely)
    used = {**found.suggestions, **found.mapping}
    if read_header(more) is not None:
        assert more in used or not found.certain or meaning not in MEANINGS
    elif meaning and found.rows.kind in {RowKind.CUSTOMERS, RowKind.SUBSCRIPTIONS}:
        others = {to for header, to in used.items() if header != more}
        dropped = meaning in {*others, *one.elsewhere} or _belongs_to_other_rows(meaning)
        assert more in used or dropped, (one.name, more, meaning)


@given(st.sampled_from(PRESETS), st.lists(st.sampled_from(EVERYDAY), max_size=30))
def test_everyday_words_are_no_vendors_export(one: Preset, words: list[str]) -> None:
    its_own = [*one.signature.all_of, *one.signature.any_of, *one.meaning]
    everyday = [word for word in its_own if plain(word) in EVERYDAY]
    assert recognise(list(dict.fromkeys([*everyday, *words]))) is None


TELLING = ["timestamp", "event", "escalated", "payment date", "payment status", "ticket id"]


@given(
    st.sampled_from(TELLING),
    st.lists(st.sampled_from(["plan", "status", "mrr", "seats", "renews on"]), min_size=2),
)
def test_one_telling_column_makes_no_customers_of_something_else(
    telling: str, facts: list[str]
) -> None:
    headers = ["email", *dict.fromkeys(facts), telling]
    meanings = {header: EXACT[plain(header)] for header in headers if plain(header) in EXACT}
    rows = [[f"p{n}@example.com", *("" for _ in headers[1:])] for n in range(3)]
    found = decide_row_kind(meanings, headers, rows)
    assert found.kind is RowKind.CUSTOMERS or not found.sure
