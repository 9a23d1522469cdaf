"""Thresholds and the founder's own health conditions: typed, previewed, refused in place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from frontend_api.http.forms import Entries
from frontend_api.wording.health_conditions import (
    CONDITIONS_AT_MOST,
    ConditionRow,
    read_conditions,
    shown_rows,
)
from frontend_api.wording.threshold_numbers import FIELDS, NumberField
from functions.product.thresholds import HEALTH_COLUMNS, HealthCondition, Thresholds
from tenancy.runtime.http import HttpRequest
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.visits import Visit, location, signed_in, text

PAGE = "/segments/thresholds"
NUMBERS = {
    "win_back_from_days": "30",
    "win_back_to_days": "180",
    "renewal_days": "60",
    "usage_drop": "50",
    "billing_issue_days": "30",
    "health_score_line": "",
    "cross_sell_tenure_days": "90",
    "solo_seats": "1",
    "team_grown": "3",
    "upsell_tenure_days": "90",
    "limit_used": "80",
    "feature_uses": "1",
}


def _row(place: int, column: str, sign: str, value: str) -> dict[str, str]:
    return {f"column:{place}": column, f"is:{place}": sign, f"value:{place}": value}


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    return world, visit


def _send(visit: Visit, do: str, **form: str) -> str:
    return text(visit.send(PAGE, PAGE, do=do, **NUMBERS | form))


def _value(page: str, name: str) -> str:
    """What stands in a field of the page, or is chosen in it."""
    field = re.search(rf'<input id="{name}"[^>]*value="([^"]*)"', page)
    chosen = re.search(rf'<select id="{name}".*?<option value="([^"]*)"[^>]*selected', page, re.S)
    found = field or chosen
    return found.group(1) if found else ""


def test_a_condition_is_saved_as_it_was_meant() -> None:
    world, visit = _visit()
    rows = {
        **_row(0, "usage_30d", "<", "1,250"),
        **_row(1, "limit_used", "<=", "12,5 %"),
        **_row(2, "mrr_cents", "<", "49.90"),
        **_row(3, "status", "=", "Past due"),
        **_row(4, "cancel_at_period_end", "=", "Yes"),
        **_row(5, "plan", "!=", "Pro"),
        **_row(6, "", "<", ""),
    }
    answer = visit.send(PAGE, PAGE, do="save", **NUMBERS | rows)
    assert location(answer) == "/segments?done=again"
    saved = world.settings.numbers.health_conditions
    assert [(one.column, one.is_, one.value) for one in saved] == [
        ("usage_30d", "<", 1250.0),
        ("limit_used", "<=", 0.125),
        ("mrr_cents", "<", 4990.0),
        ("status", "=", "past_due"),
        ("cancel_at_period_end", "=", True),
        ("plan", "!=", "Pro"),
    ]
    page = text(visit.get(PAGE))
    assert [_value(page, f"value:{place}") for place in range(6)] == [
        "1250",
        "12.5",
        "49.90",
        "past due",
        "yes",
        "Pro",
    ]


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        (("usage_30d", "<", "many"), "value:1", "Usage in the last 30 days is written as a number"),
        (("usage_30d", "<", ""), "value:1", "a number, such as 10"),
        (("usage_30d", "<", "nan"), "value:1", "a number, such as 10"),
        (("usage_30d", "<", "1e400"), "value:1", "a number, such as 10"),
        (("health_flag", "=", "perhaps"), "value:1", "yes or no"),
        (
            ("status", "=", "sleepy"),
            "value:1",
            "active, trialing, past due, paused, canceled or not started",
        ),
        (("country", "=", "Lithuania"), "value:1", "two letters, such as US"),
        (("language", "=", "english"), "value:1", "two letters, such as en"),
        (("plan", "=", ""), "value:1", "write its name as your file says it"),
        (("plan", "<", "Pro"), "is:1", "can only be compared with “is” or “is not”"),
        (("password", "=", "x"), "column:1", "Choose what to look at"),
        (("", "<", "10"), "column:1", "Choose what to look at"),
        (("seats", "=", "1"), "column:1", "You have this condition already"),
    ],
)
def test_a_wrong_condition_is_refused_beside_its_row_and_nothing_else_is_lost(
    row: tuple[str, str, str], field: str, words: str
) -> None:
    world, visit = _visit()
    rows = _row(0, "seats", "=", "1") | _row(1, *row) | {"limit_used": "77"}
    page = _send(visit, "save", **rows)
    wrong = re.search(rf'<p class="wrong" id="{field}-wrong" role="alert">([^<]*)<', page)
    assert wrong
    assert words in wrong.group(1)
    assert _value(page, "limit_used") == "77"
    assert _value(page, "value:0") == "1"
    assert _value(page, "value:1") == row[2]
    assert world.base.segmented == 0
    assert world.settings.numbers == Thresholds()


def test_rows_are_added_and_removed_without_losing_what_was_typed() -> None:
    world, visit = _visit()
    typed = _row(0, "seats", "=", "1") | _row(1, "usage_30d", "<", "oops") | {"limit_used": "x"}
    added = _send(visit, "add", **typed)
    assert added.count('class="condition"') == 3
    assert _value(added, "value:1") == "oops"
    assert _value(added, "limit_used") == "x"
    assert 'role="alert"' not in added, "nothing is judged while rows are edited"
    removed = _send(visit, "remove:0", **typed)
    assert removed.count('class="condition"') == 1
    assert (_value(removed, "column:0"), _value(removed, "value:0")) == ("usage_30d", "oops")
    assert not world.base.previewed


def test_more_conditions_than_the_limit_are_refused_in_words() -> None:
    world, visit = _visit()
    full: dict[str, str] = {}
    for place in range(CONDITIONS_AT_MOST):
        full |= _row(place, "usage_30d", "<", str(place))
    page = _send(visit, "add", **full)
    assert page.count('class="condition"') == CONDITIONS_AT_MOST
    assert "Add a condition" not in page
    page = _send(visit, "save", **full, **_row(CONDITIONS_AT_MOST, "seats", "<", "1"))
    assert f"Please keep to {CONDITIONS_AT_MOST} conditions." in page
    assert world.settings.numbers == Thresholds()


def test_the_live_preview_counts_with_what_is_typed_and_saves_nothing() -> None:
    world, visit = _visit()
    answer = visit.send(PAGE, f"{PAGE}/preview", **NUMBERS, **_row(0, "usage_30d", "<", "10"))
    part = text(answer)
    assert "<html" not in part
    assert "Upsell would go from 142 to 149." in part
    assert world.base.previewed[0].health_conditions[0].value == 10.0
    assert world.settings.numbers == Thresholds()
    assert world.base.segmented == 0


def test_the_live_preview_names_what_it_cannot_count() -> None:
    world, visit = _visit()
    answer = visit.send(
        PAGE,
        f"{PAGE}/preview",
        **NUMBERS | _row(0, "usage_30d", "<", "ten") | {"renewal_days": "900"},
    )
    assert answer.status == 200
    assert '<a href="#value:0">Condition 1</a>' in text(answer)
    assert "Please give a whole number from 1 to 180." in text(answer)
    assert not world.base.previewed


def test_without_customers_a_preview_says_so() -> None:
    page = _send(signed_in(World()), "preview")
    assert "There is nobody to count yet" in page


def test_a_preview_over_a_newer_file_says_that_now_is_older() -> None:
    world, visit = _visit()
    world.base.newest_snapshot = "snap_2"
    assert "from before your newest file" in _send(visit, "preview")


def test_every_wrong_number_is_marked_at_once() -> None:
    _, visit = _visit()
    page = _send(visit, "save", win_back_from_days="0", limit_used="120", feature_uses="1.5")
    for name in ("win_back_from_days", "limit_used", "feature_uses"):
        assert f'id="{name}-wrong"' in page
    assert "Please give a number from 1 to 100." in page
    assert "Input should be" not in page


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_fields_limits_are_those_of_the_rules(field: NumberField) -> None:
    together = {"win_back_from_days": 1} if field.name == "win_back_to_days" else {}
    together = {"win_back_to_days": 1095} if field.name == "win_back_from_days" else together
    scale = 100 if field.is_share else 1
    for number in (field.least, field.most):
        Thresholds.model_validate({field.name: number / scale if scale > 1 else number, **together})
    for number in (field.least - 1, field.most + 1):
        with pytest.raises(ValidationError):
            Thresholds.model_validate({field.name: number / scale, **together})


_TEXTS = {
    "status": st.sampled_from(["active", "trialing", "past_due", "canceled"]),
    "country": st.sampled_from(["US", "LT", "GB"]),
    "language": st.sampled_from(["en", "lt", "ru"]),
    "plan": st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=40),
}


@st.composite
def conditions(draw: st.DrawFn) -> HealthCondition:
    column = draw(st.sampled_from(sorted(HEALTH_COLUMNS)))
    kind = HEALTH_COLUMNS[column]
    value: object
    if kind == "number":
        value = draw(st.integers(0, 10**6)) / (100 if column == "limit_used" else 1)
    else:
        value = draw(st.booleans()) if kind == "yes_no" else draw(_TEXTS[column])
    signs = ["<", "<=", ">", ">=", "=", "!="] if kind == "number" else ["=", "!="]
    return HealthCondition.model_validate(
        {"column": column, "is": draw(st.sampled_from(signs)), "value": value}
    )


@pytest.mark.slow
@given(st.lists(conditions(), max_size=CONDITIONS_AT_MOST, unique=True))
def test_what_is_shown_reads_back_as_the_same_conditions(saved: list[HealthCondition]) -> None:
    entries = Entries(HttpRequest("POST", PAGE))
    read = read_conditions(shown_rows(tuple(saved)), entries)
    assert not entries.errors
    assert len(read) == len(saved)
    for one, other in zip(read, saved, strict=True):
        assert (one.column, one.is_) == (other.column, other.is_)
        assert one.value == pytest.approx(other.value)


@given(st.builds(ConditionRow, st.sampled_from(sorted(HEALTH_COLUMNS)), st.text(), st.text()))
def test_anything_typed_is_a_condition_or_a_refusal(row: ConditionRow) -> None:
    entries = Entries(HttpRequest("POST", PAGE))
    read = read_conditions((row,), entries)
    assert bool(read) != bool(entries.errors)
