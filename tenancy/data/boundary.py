"""Whether one AWS request stays inside one tenant. Pure: it raises, or answers nothing.

Credentials scoped to the tenant say the same to AWS; this says it first, in every process and on
every platform, for all reads and writes including batches, transactions and indexes. What is not
known to be inside is refused: a new operation has to be taught here before it can be used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

Parameters = Mapping[str, Any]


class OutsideTenant(Exception):  # noqa: N818 - named for what happened, like its tests
    """A request would have left the tenant it was made for. Always a bug, so it raises."""


INDEX_HASH = {"listing": "listing_pk"}
"""Indexes a tenant may query, with their partition key. `due` holds all tenants: never."""

_HASH_EQUALS = re.compile(r"\(?\s*(#?\w+)\s*=\s*(:\w+)\s*\)?\s*(?:\Z|AND\b)", re.IGNORECASE)
_ASSIGNMENT = re.compile(r"(#?\w+)\s*=\s*([^,]*?)(?=\s*(?:,|\bREMOVE\b|\bADD\b|\bDELETE\b|\Z))")
_GUARDED_ATTRIBUTES = frozenset({"listing_pk"})


@dataclass(frozen=True, slots=True)
class Boundary:
    """What one tenant's credentials may touch."""

    tenant: TenantId
    table: str
    bucket: str

    def check(self, service: str, operation: str, parameters: Parameters) -> None:
        """Raise OutsideTenant unless the request certainly stays inside.

        `service` and `operation` are botocore's names (`dynamodb`, `GetItem`); `parameters` is the
        request as it will be serialised, so low-level attribute values.
        """
        rule = _RULES.get((service, operation))
        if rule is None:
            raise OutsideTenant(f"{service} {operation} is not for tenant credentials")
        rule(self, parameters)

    def check_key(self, key: str) -> None:
        """Raise OutsideTenant unless an object key (or prefix) is the tenant's own."""
        inside = key.startswith((f"tenants/{self.tenant}/", f"uploads/{self.tenant}/"))
        if not inside or any(part in {".", ".."} for part in key.split("/")):
            raise OutsideTenant("an object key lies outside the tenant")

    def check_partition(self, value: object) -> None:
        """Raise OutsideTenant unless a partition key value is the tenant's own."""
        text = value.get("S") if isinstance(value, Mapping) and len(value) == 1 else None
        if not isinstance(text, str) or not text.startswith(f"{self.tenant}#"):
            raise OutsideTenant("a partition key lies outside the tenant")

    def check_table(self, name: object) -> None:
        if name != self.table:
            raise OutsideTenant("not the workspace table")

    def check_bucket(self, name: object) -> None:
        if name != self.bucket:
            raise OutsideTenant("not the tenants' bucket")


def _keyed(boundary: Boundary, parameters: Parameters) -> None:
    boundary.check_table(parameters.get("TableName"))
    boundary.check_partition(parameters.get("Key", {}).get("pk"))


def _put(boundary: Boundary, parameters: Parameters) -> None:
    boundary.check_table(parameters.get("TableName"))
    _whole_item(boundary, parameters.get("Item", {}))


def _whole_item(boundary: Boundary, item: Parameters) -> None:
    boundary.check_partition(item.get("pk"))
    for name in _GUARDED_ATTRIBUTES & item.keys():
        boundary.check_partition(item[name])


def _update(boundary: Boundary, parameters: Parameters) -> None:
    """An update may also not file the item under another tenant in an index."""
    _keyed(boundary, parameters)
    if parameters.get("AttributeUpdates"):
        raise OutsideTenant("only update expressions are checked")
    expression = parameters.get("UpdateExpression", "")
    names = parameters.get("ExpressionAttributeNames", {})
    for target, assigned in _ASSIGNMENT.findall(expression):
        if names.get(target, target) in _GUARDED_ATTRIBUTES:
            boundary.check_partition(_value(parameters, assigned.strip()))


def _query(boundary: Boundary, parameters: Parameters) -> None:
    """The first clause of the key condition must bind the partition key to the tenant's own.

    DynamoDB takes exactly one equality on the partition key, so no later clause can widen it.
    """
    boundary.check_table(parameters.get("TableName"))
    index = parameters.get("IndexName")
    hash_name = "pk" if index is None else INDEX_HASH.get(index)
    if hash_name is None:
        raise OutsideTenant("not an index of one tenant")
    clause = _HASH_EQUALS.match(parameters.get("KeyConditionExpression", "").strip())
    names = parameters.get("ExpressionAttributeNames", {})
    if clause is None or names.get(clause[1], clause[1]) != hash_name:
        raise OutsideTenant("the key condition does not start with the partition key")
    boundary.check_partition(_value(parameters, clause[2]))
    start = parameters.get("ExclusiveStartKey")
    if start is not None:
        boundary.check_partition(start.get("pk"))


def _value(parameters: Parameters, placeholder: str) -> object:
    return parameters.get("ExpressionAttributeValues", {}).get(placeholder)


def _batch_get(boundary: Boundary, parameters: Parameters) -> None:
    for table, request in parameters.get("RequestItems", {}).items():
        boundary.check_table(table)
        for key in request["Keys"]:
            boundary.check_partition(key.get("pk"))


def _batch_write(boundary: Boundary, parameters: Parameters) -> None:
    for table, requests in parameters.get("RequestItems", {}).items():
        boundary.check_table(table)
        for request in requests:
            if "PutRequest" in request:
                _whole_item(boundary, request["PutRequest"]["Item"])
            else:
                boundary.check_partition(request["DeleteRequest"]["Key"].get("pk"))


def _transact(boundary: Boundary, parameters: Parameters) -> None:
    for entry in parameters.get("TransactItems", []):
        for action, request in entry.items():
            _TRANSACTED[action](boundary, request)


_TRANSACTED: Mapping[str, Callable[[Boundary, Parameters], None]] = {
    "Put": _put,
    "Update": _update,
    "Delete": _keyed,
    "ConditionCheck": _keyed,
    "Get": _keyed,
}


def _object(boundary: Boundary, parameters: Parameters) -> None:
    boundary.check_bucket(parameters.get("Bucket"))
    boundary.check_key(parameters.get("Key", ""))


def _copy(boundary: Boundary, parameters: Parameters) -> None:
    _object(boundary, parameters)
    source = parameters.get("CopySource")
    if not isinstance(source, str):
        raise OutsideTenant("the source of a copy is not known")
    path = unquote(source.partition("?")[0]).lstrip("/")
    bucket, _, key = path.partition("/")
    boundary.check_bucket(bucket)
    boundary.check_key(key)


def _listing(boundary: Boundary, parameters: Parameters) -> None:
    boundary.check_bucket(parameters.get("Bucket"))
    boundary.check_key(parameters.get("Prefix", ""))


def _delete_objects(boundary: Boundary, parameters: Parameters) -> None:
    boundary.check_bucket(parameters.get("Bucket"))
    for entry in parameters["Delete"]["Objects"]:
        boundary.check_key(entry["Key"])


def _form(boundary: Boundary, parameters: Parameters) -> None:
    """Botocore announces the signing of an upload form as CreateBucket; its key is checked before.

    Really creating this bucket is nothing the tenant role may do, and it exists already.
    """
    if set(parameters) != {"Bucket"}:
        raise OutsideTenant("not the signing of a form")
    boundary.check_bucket(parameters["Bucket"])


def _rows(
    service: str, rule: Callable[[Boundary, Parameters], None], operations: Iterable[str]
) -> dict[tuple[str, str], Callable[[Boundary, Parameters], None]]:
    return {(service, operation): rule for operation in operations}


_RULES: Mapping[tuple[str, str], Callable[[Boundary, Parameters], None]] = {
    **_rows("dynamodb", _keyed, ["GetItem", "DeleteItem"]),
    **_rows("dynamodb", _put, ["PutItem"]),
    **_rows("dynamodb", _update, ["UpdateItem"]),
    **_rows("dynamodb", _query, ["Query"]),
    **_rows("dynamodb", _batch_get, ["BatchGetItem"]),
    **_rows("dynamodb", _batch_write, ["BatchWriteItem"]),
    **_rows("dynamodb", _transact, ["TransactGetItems", "TransactWriteItems"]),
    **_rows(
        "s3",
        _object,
        [
            "GetObject",
            "HeadObject",
            "PutObject",
            "DeleteObject",
            "CreateMultipartUpload",
            "UploadPart",
            "CompleteMultipartUpload",
            "AbortMultipartUpload",
        ],
    ),
    **_rows("s3", _copy, ["CopyObject", "UploadPartCopy"]),
    **_rows("s3", _listing, ["ListObjectsV2", "ListObjectVersions"]),
    **_rows("s3", _delete_objects, ["DeleteObjects"]),
    **_rows("s3", _form, ["CreateBucket"]),
}
