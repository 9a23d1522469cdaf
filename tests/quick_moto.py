"""What moto and botocore work out again for every call of a mocked account, worked out once.

Nothing they answer changes; a test of stored conversations takes two thirds of its processor time.
"""

from __future__ import annotations

import copy
import functools
import secrets
from collections.abc import Mapping, MutableMapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.hooks import EventAliaser, HierarchicalEmitter
from botocore.model import StructureShape
from botocore.useragent import UserAgentString
from moto import backend_index
from moto.core import responses
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing.ast_nodes import Node
from moto.dynamodb.parsing.validators import DepthFirstTraverser
from moto.sqs import models as queues
from moto.utilities import aws_headers

OURS = ("dynamodb", "sqs", "s3", "secretsmanager", "sts")
"""The services that nearly all calls are for. Each is told by its own host name."""


class OneClientEach(boto3.Session):
    """Makes the client of a service once, for as long as it is asked for in the same way."""

    @functools.cache  # noqa: B019  One session serves the process.
    def _client(self, service: str) -> Any:
        return super().client(service)  # type: ignore[call-overload]

    def client(self, service_name: str, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        if args or kwargs:
            return super().client(service_name, *args, **kwargs)  # type: ignore[call-overload]
        return self._client(service_name)


def leave_others_out(patch: pytest.MonkeyPatch) -> None:
    """Before the account is made: who asks with `requests` finds the services we use.

    moto would register a hundred for each account. Any other address of AWS is answered as not
    implemented.
    """
    ours = [row for row in _patterns() if row[0] in OURS]
    patch.setattr(backend_index, "backend_url_patterns", ours)


def quicken(patch: pytest.MonkeyPatch) -> None:
    """For one account: undone with the rest of what `patch` changed."""
    patch.setattr(backend_index, "backend_url_patterns", _patterns())
    patch.setattr(responses, "method_names_from_class", _method_names)
    patch.setattr(responses, "camelcase_to_underscores", _underscores)
    patch.setattr(queues, "camelcase_to_underscores", _underscores)
    patch.setattr(aws_headers, "gen_amzn_requestid_long", _request_id)
    patch.setattr(responses, "gen_amzn_requestid_long", _request_id)
    patch.setattr(EventAliaser, "_alias_event_name", _alias)
    patch.setattr(UserAgentString, "to_string", _user_agent)
    patch.setattr(BaseJSONSerializer, "_serialize_type_structure", _write_structure)
    patch.setattr(DynamoDBBackend, "transact_write_items", _transact)
    patch.setattr(Table, "__deepcopy__", _copy_table, raising=False)
    patch.setattr(DepthFirstTraverser, "traverse", _traverse)
    patch.setattr(DynamoType, "__eq__", _equal)
    patch.setattr(DynamoType, "__hash__", _hash)
    patch.setattr(DynamoType, "__lt__", _less)


@functools.cache
def _patterns() -> list[tuple[str, Any]]:
    """The services we use first: moto tries one service after another, a hundred of them."""
    known = backend_index.backend_url_patterns
    return sorted(known, key=lambda row: OURS.index(row[0]) if row[0] in OURS else len(OURS))


_method_names = functools.cache(responses.method_names_from_class)
_underscores = functools.cache(responses.camelcase_to_underscores)
_alias_once = functools.cache(EventAliaser(HierarchicalEmitter())._alias_event_name)
_write_any_structure = BaseJSONSerializer._serialize_type_structure
_TEXT_OR_NUMBER = ({"S"}, {"N"})


def _alias(_: EventAliaser, event_name: str) -> str:
    """Every session has the same aliases."""
    return _alias_once(event_name)


def _write_structure(
    serializer: BaseJSONSerializer,
    serialized: MutableMapping[str, Any],
    value: Any,
    shape: StructureShape,
    key: str,
) -> None:
    """A text or a number of a table lies in the mock as it is answered.

    moto looks for each of the ten kinds an attribute may have, under several names each.
    """
    if shape.name == "AttributeValue" and type(value) is dict and value.keys() in _TEXT_OR_NUMBER:
        serialized[key] = value
    else:
        _write_any_structure(serializer, serialized, value, shape, key)


def _user_agent(_: UserAgentString) -> str:
    """Put together from twenty parts, each of them cleaned, twice a call; nobody reads it."""
    return "warmline-test"


def _request_id(headerdict: dict[str, Any] | None = None) -> str:
    """moto chooses each of the 52 letters by itself."""
    chosen = secrets.token_hex(26).upper()
    if headerdict is not None:
        headerdict["x-amzn-requestid"] = chosen
    return chosen


def _traverse(processor: DepthFirstTraverser, node: Any) -> Any:
    """Asks once which kinds of node are processed, not at every node of an expression."""
    kinds = processor.nodes_to_be_processed()

    def visit(node: Any, place: int) -> Any:
        if not isinstance(node, Node):
            return node
        parent = node.parent
        for number, child in enumerate(node.children or ()):
            processor.pre_processing_of_child(node, number)
            visit(child, number)
        if isinstance(node, kinds):
            node = processor.process(node)
            node.parent = parent
            if parent:
                parent.children[place] = node
        return node

    return visit(node, -1)


_equal_by_value = DynamoType.__eq__
_hash_by_value = DynamoType.__hash__
_less_by_value = DynamoType.__lt__
_TEXT = "S"


def _equal(one: DynamoType, other: Any) -> bool:
    """Keys are texts; they are compared as they are."""
    if one.type == _TEXT == other.type:
        return bool(one.value == other.value)
    return _equal_by_value(one, other)


def _hash(one: DynamoType) -> int:
    return hash((_TEXT, one.value)) if one.type == _TEXT else _hash_by_value(one)


def _less(one: DynamoType, other: DynamoType) -> bool:
    if one.type == _TEXT == other.type:
        return bool(one.value < other.value)
    return _less_by_value(one, other)


@dataclass
class _Transaction:
    """What is asked for, and the copies kept while it is done."""

    asked: Sequence[Mapping[str, Any]]
    copies: dict[int, Table] = field(default_factory=dict)


_transact_items = DynamoDBBackend.transact_write_items
_transaction: ContextVar[_Transaction | None] = ContextVar("_transaction", default=None)


def _transact(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    """Before a transaction the mock keeps a copy of a table; one, not one for each of its items."""
    begun = _transaction.set(_Transaction(transact_items))
    try:
        _transact_items(backend, transact_items)
    finally:
        _transaction.reset(begun)


def _copy_table(table: Table, memo: dict[int, Any]) -> Table:
    """Whole, but in a transaction of its rows those only that it may change."""
    at_work = _transaction.get()
    if at_work is not None and id(table) in at_work.copies:
        return at_work.copies[id(table)]
    if at_work is not None:
        memo[id(table.items)] = _copy_rows(table, at_work.asked)
    copied = table.__reduce_ex__(4)
    made: Table = copy._reconstruct(table, memo, *copied)  # type: ignore[attr-defined]
    if at_work is not None:
        at_work.copies[id(table)] = made
    return made


def _copy_rows(table: Table, asked: Sequence[Mapping[str, Any]]) -> Any:
    """Rows that are not asked for are the same ones in both: the mock leaves them as they are."""
    rows = copy.copy(table.items)
    first, second = table.hash_key_attr, table.range_key_attr
    for op in (op for what in asked for op in what.values()):
        key = op.get("Key") or op.get("Item") or {}
        if first not in key or (of_first := DynamoType(key[first])) not in rows:
            continue
        if second is None:
            rows[of_first] = copy.deepcopy(table.items[of_first])
            continue
        if rows[of_first] is table.items[of_first]:
            rows[of_first] = dict(table.items[of_first])
        if second in key and (of_second := DynamoType(key[second])) in rows[of_first]:
            rows[of_first][of_second] = copy.deepcopy(table.items[of_first][of_second])
    return rows
