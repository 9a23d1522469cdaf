"""The mock of a table keeps, before a transaction, copies of those rows only that it may change."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_account import cloud_account, dynamodb_client

TABLES = ("warmline-test-workspace", "warmline-test-control")


def _row(table: str, first: str, second: str, **more: Any) -> dict[str, Any]:
    keys = {"TableName": table}
    described = dynamodb_client().describe_table(**keys)["Table"]["KeySchema"]
    names = [key["AttributeName"] for key in described]
    values: dict[str, Any] = dict(zip(names, ({"S": first}, {"S": second}), strict=False))
    return values | more


def _rows(table: str) -> list[dict[str, Any]]:
    found = dynamodb_client().scan(TableName=table)["Items"]
    return sorted(found, key=repr)


@pytest.mark.parametrize("table", TABLES)
def test_a_refused_transaction_leaves_every_row_as_it_was(aws: None, table: str) -> None:
    for second in ("updated", "deleted", "replaced", "beside"):
        row = _row(table, f"one {second}", second, n={"N": "1"}, m={"M": {"deep": {"S": "old"}}})
        dynamodb_client().put_item(TableName=table, Item=row)
    before = _rows(table)
    asked: list[Any] = [
        {
            "Update": {
                "TableName": table,
                "Key": _row(table, "one updated", "updated"),
                "UpdateExpression": "SET #m.deep = :new ADD n :one",
                "ExpressionAttributeNames": {"#m": "m"},
                "ExpressionAttributeValues": {":new": {"S": "new"}, ":one": {"N": "1"}},
            }
        },
        {"Delete": {"TableName": table, "Key": _row(table, "one deleted", "deleted")}},
        {"Put": {"TableName": table, "Item": _row(table, "one replaced", "replaced")}},
        {"Put": {"TableName": table, "Item": _row(table, "one made", "made")}},
    ]
    never = {
        "ConditionCheck": {
            "TableName": table,
            "Key": _row(table, "one beside", "beside"),
            "ConditionExpression": "n = :two",
            "ExpressionAttributeValues": {":two": {"N": "2"}},
        }
    }
    with pytest.raises(ClientError, match="TransactionCanceledException"):
        dynamodb_client().transact_write_items(TransactItems=[*asked, never])
    assert _rows(table) == before
    dynamodb_client().transact_write_items(TransactItems=asked)
    after = _rows(table)
    assert len(after) == 4
    assert {row["n"]["N"] for row in after if "n" in row} == {"1", "2"}
    assert [row["m"]["M"]["deep"]["S"] for row in after if row.get("n") == {"N": "2"}] == ["new"]


def test_what_one_account_wrote_no_other_finds() -> None:
    for _ in range(2):
        with cloud_account():
            for table in TABLES:
                assert _rows(table) == []
                dynamodb_client().put_item(TableName=table, Item=_row(table, "a", "b"))
