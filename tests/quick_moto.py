"""What moto and botocore work out again for every call of a mocked account, worked out once.

Nothing they answer changes; a test of stored conversations takes two thirds of its processor time.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import boto3
import pytest
from botocore.hooks import EventAliaser, HierarchicalEmitter
from botocore.model import StructureShape
from moto import backend_index
from moto.core import responses
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table

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


def quicken(patch: pytest.MonkeyPatch) -> None:
    """For one account: undone with the rest of what `patch` changed."""
    patch.setattr(backend_index, "backend_url_patterns", _patterns())
    patch.setattr(responses, "method_names_from_class", _method_names)
    patch.setattr(EventAliaser, "_alias_event_name", _alias)
    patch.setattr(BaseJSONSerializer, "_serialize_type_structure", _write_structure)
    patch.setattr(DynamoDBBackend, "transact_write_items", _transact)
    patch.setattr(Table, "__deepcopy__", _copy_table, raising=False)


@functools.cache
def _patterns() -> list[tuple[str, Any]]:
    """The services we use first: moto tries one service after another, a hundred of them."""
    known = backend_index.backend_url_patterns
    return sorted(known, key=lambda row: OURS.index(row[0]) if row[0] in OURS else len(OURS))


_method_names = functools.cache(responses.method_names_from_class)
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


_transact_items = DynamoDBBackend.transact_write_items
_copies: ContextVar[dict[int, Table] | None] = ContextVar("_copies", default=None)


def _transact(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    """Before a transaction the mock keeps a copy of a table; one, not one for each of its items."""
    begun = _copies.set({})
    try:
        _transact_items(backend, transact_items)
    finally:
        _copies.reset(begun)


def _copy_table(table: Table, memo: dict[int, Any]) -> Table:
    kept = _copies.get()
    if kept is None or id(table) not in kept:
        copied = table.__reduce_ex__(4)
        made: Table = copy._reconstruct(table, memo, *copied)  # type: ignore[attr-defined]
        if kept is None:
            return made
        kept[id(table)] = made
    return kept[id(table)]
