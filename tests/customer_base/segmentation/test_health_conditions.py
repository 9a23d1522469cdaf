"""The founder's own conditions, judged over the columns of a snapshot."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import pytest
from pydantic import ValidationError

from functions.customer_base.segmentation.judge import Criteria
from functions.product.thresholds import HEALTH_COLUMNS, HealthCondition, Thresholds
from tests.customer_base.judging import TODAY, judged, snapshot_of, verdicts

_SIGNS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_VALUES: dict[str, list[Any]] = {
    "number": [0, 1, 2],
    "yes_no": [False, True],
    "text": ["a", "O'B", "c"],
}


RULE = "founder_calls_unhealthy"


def _criteria(*conditions: HealthCondition) -> Criteria:
    return Criteria(TODAY, thresholds=Thresholds(health_conditions=conditions))


def _people(customers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"customer_id": f"c{number}", "health_flag": False, **facts}
        for number, facts in enumerate(customers)
    ]


def _says(conditions: list[HealthCondition], *customers: dict[str, Any]) -> list[bool | None]:
    people = _people(customers)
    found = judged(people, _criteria(*conditions))
    return [found[one["customer_id"]][f"v_{RULE}"] for one in people]


@pytest.mark.parametrize("column", sorted(HEALTH_COLUMNS))
def test_a_condition_holds_as_it_reads(column: str) -> None:
    kind = HEALTH_COLUMNS[column]
    values = _VALUES[kind]
    path = snapshot_of(_people([{column: value} for value in values]))
    for sign, holds in _SIGNS.items():
        if kind != "number" and sign not in {"=", "!="}:
            continue
        condition = HealthCondition.model_validate(
            {"column": column, "is": sign, "value": values[1]}
        )
        expected = [
            holds(value, values[1]) or (column == "health_flag" and value) for value in values
        ]
        found = verdicts(path, _criteria(condition), RULE)
        assert [found[f"c{number}"] for number in range(len(values))] == expected, sign


def test_an_absent_column_leaves_the_condition_unknown() -> None:
    condition = HealthCondition.model_validate({"column": "seats", "is": "<", "value": 2})
    assert _says([condition], {}) == [None]


def test_one_condition_that_holds_is_enough() -> None:
    fails = HealthCondition.model_validate({"column": "seats", "is": "<", "value": 1})
    holds = HealthCondition.model_validate({"column": "usage_30d", "is": "<", "value": 10})
    assert _says([fails, holds], {"seats": 5, "usage_30d": 3}) == [True]


@pytest.mark.parametrize("value", [float("inf"), float("nan"), True, "ten"])
def test_a_number_is_a_finite_number(value: object) -> None:
    with pytest.raises(ValidationError, match="compared with a number"):
        HealthCondition.model_validate({"column": "seats", "is": "<", "value": value})
