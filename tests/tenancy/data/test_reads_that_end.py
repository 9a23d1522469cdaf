"""What reads and writes many rows ends, whatever DynamoDB answers: with all of it, or an error."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pynamodb.exceptions import PutError

from tenancy.data import bounded_model
from tenancy.data.bounded_model import BoundedPages, ReadWithoutEndError
from tenancy.data.patience import Patience
from tenancy.data.table import ControlItem

HELD = "UnprocessedKeys"


def rows(count: int) -> list[ControlItem]:
    return [ControlItem("sample", f"{number:03}", kind="sample") for number in range(count)]


@contextmanager
def answering(operation: str, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> Iterator[None]:
    """DynamoDB answers this instead, given what was asked."""
    events = ControlItem._get_connection().connection.client.meta.events
    asked: list[dict[str, Any]] = []

    def before(params: dict[str, Any], **_: object) -> None:
        asked.append(json.loads(params["body"]))

    def after(parsed: dict[str, Any], **_: object) -> None:
        said = answer(asked[-1])
        parsed.clear()
        parsed.update(said)

    named = {f"before-call.dynamodb.{operation}": before, f"after-call.dynamodb.{operation}": after}
    for event, handler in named.items():
        events.register(event, handler)
    try:
        yield
    finally:
        for event, handler in named.items():
            events.unregister(event, handler)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    made: list[float] = []
    patience = Patience(jitter=lambda: 1.0, pause_s=made.append)
    monkeypatch.setattr(ControlItem, "patience", patience)
    return made


def test_keys_that_are_held_back_for_ever_are_an_error(aws: None, pauses: list[float]) -> None:
    asked: list[int] = []

    def nothing(request: dict[str, Any]) -> dict[str, Any]:
        ((_, wanted),) = request["RequestItems"].items()
        asked.append(len(wanted["Keys"]))
        assert len(asked) < 10, "it is asked without end"
        return {"Responses": {}, HELD: request["RequestItems"]}

    with answering("BatchGetItem", nothing), pytest.raises(ReadWithoutEndError):
        list(ControlItem.batch_get([(row.pk, row.sk) for row in rows(3)]))
    assert asked == [3] * 5
    assert pauses == [0.025, 0.05, 0.1, 0.2]


def test_many_rows_are_read_though_each_answer_holds_one(aws: None, pauses: list[float]) -> None:
    stored = rows(103)
    with ControlItem.batch_write() as batch:
        for row in stored:
            batch.save(row)

    def one_row(request: dict[str, Any]) -> dict[str, Any]:
        ((table, wanted),) = request["RequestItems"].items()
        first, *others = wanted["Keys"]
        item = {**first, "kind": {"S": "sample"}}
        left = {table: {**wanted, "Keys": others}} if others else {}
        return {"Responses": {table: [item]}, HELD: left}

    with answering("BatchGetItem", one_row):
        found = list(ControlItem.batch_get([(row.pk, row.sk) for row in stored]))
    assert sorted(row.sk for row in found) == [row.sk for row in stored]
    assert pauses == []
    twice = [(row.pk, row.sk) for row in [*stored, *stored]]
    again = list(ControlItem.batch_get(twice, consistent_read=True))
    assert sorted(row.sk for row in again) == [row.sk for row in stored]


def test_rows_that_are_never_written_are_an_error(aws: None) -> None:
    asked = itertools.count()

    def nothing(request: dict[str, Any]) -> dict[str, Any]:
        assert next(asked) < 10, "it is asked without end"
        return {"UnprocessedItems": request["RequestItems"]}

    batch = ControlItem.batch_write()
    batch.delete(rows(1)[0])
    with answering("BatchWriteItem", nothing), pytest.raises(PutError):
        batch.commit()


def test_a_query_whose_page_ends_where_it_began_is_an_error(aws: None) -> None:
    asked = itertools.count()

    def the_same_place(_: dict[str, Any]) -> dict[str, Any]:
        assert next(asked) < 10, "it is asked without end"
        place = {"pk": {"S": "sample"}, "sk": {"S": "1"}}
        return {"Items": [], "Count": 0, "ScannedCount": 0, "LastEvaluatedKey": place}

    with answering("Query", the_same_place), pytest.raises(ReadWithoutEndError):
        list(ControlItem.query("sample"))


def test_a_query_without_a_last_page_is_an_error() -> None:
    numbers = itertools.count()

    def another(**_: object) -> dict[str, Any]:
        return {"ScannedCount": 0, "LastEvaluatedKey": {"sk": {"S": str(next(numbers))}}}

    with pytest.raises(ReadWithoutEndError):
        list(BoundedPages(another, (), {}))
    assert next(numbers) == bounded_model.PAGES_AT_MOST
