"""One JSON document an item, edited from its latest version: load, change, save if nobody else did.

Decides when an edit has lost too many races. Must never know what a document means, and is usable
inside `credentials.acting_for` only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from pynamodb.exceptions import DeleteError, DoesNotExist
from pynamodb.expressions.condition import Condition

from tenancy.data.edit_conflict import EditConflictError
from tenancy.data.table import WorkspaceItem, WorkspaceKey, saved_if
from tenancy.data.transaction import Transaction, Written
from tenancy.values.lazy_dataclass import dataclass

EDITS_AT_MOST = 20
"""Lost races in a row. Each lost race is somebody else's save, so this many are no coincidence."""


@dataclass(frozen=True, slots=True)
class Raised:
    """The row of a counter, and by how much an edit changes it in its own transaction."""

    key: WorkspaceKey
    sort_key: str
    change: int


type Beside = WorkspaceItem | Raised
"""What is written together with an edit: a new row, or a counter that is there already."""


def _no_attributes(_: object) -> Mapping[str, str | None]:
    return {}


@dataclass(frozen=True, slots=True)
class DocumentKind[T]:
    """How values of one type stand in an item."""

    name: str
    """The item's `kind`."""
    read: Callable[[str], T]
    write: Callable[[T], str]
    attributes: Callable[[T], Mapping[str, str | None]] = _no_attributes
    """Attributes of the item that repeat a part of the value, such as `status`; None removes."""


def load_document[T](key: WorkspaceKey, sort_key: str, kind: DocumentKind[T]) -> T | None:
    """The latest version; None if there is none."""
    item = _latest(key, sort_key)
    return None if item is None else kind.read(item.document or "{}")


def load_together(places: Collection[tuple[WorkspaceKey, str]]) -> dict[tuple[str, str], str]:
    """(partition, sort key) → document, of those rows that are there, as they are now.

    One request for each hundred of them, and none for none.
    """
    found = WorkspaceItem.batch_get(places, consistent_read=True) if places else ()
    return {(item.pk, item.sk): item.document or "{}" for item in found}


def list_documents[T](key: WorkspaceKey, kind: DocumentKind[T]) -> tuple[T, ...]:
    """Every document of a partition that holds no other kind, in the order of the sort keys."""
    items = WorkspaceItem.query(key, consistent_read=True)
    return tuple(kind.read(item.document or "{}") for item in items)


def save_document[T](key: WorkspaceKey, sort_key: str, kind: DocumentKind[T], value: T) -> None:
    """Replace whatever was there: for documents of a single writer, which have no version."""
    filled_item(WorkspaceItem(pk=key, sk=sort_key), kind, value).save()


def create_document[T](
    key: WorkspaceKey,
    sort_key: str,
    kind: DocumentKind[T],
    value: T,
    *,
    expires_at: datetime | None = None,
) -> bool:
    """Save the first version; False, and nothing is changed, if there is one already."""
    item = WorkspaceItem(pk=key, sk=sort_key, version=1, expires_at=expires_at)
    return saved_if(filled_item(item, kind, value), WorkspaceItem.pk.does_not_exist())


def edit_document[T](
    key: WorkspaceKey,
    sort_key: str,
    kind: DocumentKind[T],
    change: Callable[[T], T | None],
    *,
    along: Callable[[T, T], tuple[Beside, ...]] | None = None,
) -> T | None:
    """Apply `change` to the latest version; None when there is none or it declined.

    `change` may be called several times. `along` gets the values before and after, and names what
    is written in the same transaction. Raises EditConflictError after EDITS_AT_MOST lost races.
    """

    def changed(before: T | None) -> T | None:
        return None if before is None else change(before)

    def beside(before: T | None, after: T) -> tuple[Beside, ...]:
        return along(before, after) if along is not None and before is not None else ()

    return _edit(key, sort_key, kind, changed, beside)


def create_or_edit_document[T](
    key: WorkspaceKey, sort_key: str, kind: DocumentKind[T], change: Callable[[T | None], T]
) -> T:
    """As `edit_document`, but `change` is given None when there is no document yet."""
    after = _edit(key, sort_key, kind, change)
    if after is None:
        raise TypeError("a change of a document that may be created answers with a document")
    return after


def remove_document[T](
    key: WorkspaceKey, sort_key: str, kind: DocumentKind[T], *, is_meant: Callable[[T], bool]
) -> bool:
    """Delete the latest version if it is the one that is meant; False if it is not, or none is.

    Raises EditConflictError after EDITS_AT_MOST lost races.
    """
    for _ in range(EDITS_AT_MOST):
        item = _latest(key, sort_key)
        if item is None or not is_meant(kind.read(item.document or "{}")):
            return False
        if _deleted(item, _has_version(item.version)):
            return True
    raise EditConflictError(sort_key)


def _deleted(item: WorkspaceItem, unchanged: Condition) -> bool:
    try:
        item.delete(condition=unchanged)
    except DeleteError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return False
    return True


def _nothing_beside(_before: object, _after: object) -> tuple[Beside, ...]:
    return ()


def _edit[T](
    key: WorkspaceKey,
    sort_key: str,
    kind: DocumentKind[T],
    change: Callable[[T | None], T | None],
    beside: Callable[[T | None, T], tuple[Beside, ...]] = _nothing_beside,
) -> T | None:
    for _ in range(EDITS_AT_MOST):
        item = _latest(key, sort_key)
        before = None if item is None else kind.read(item.document or "{}")
        after = change(before)
        if after is None:
            return None
        rows = beside(before, after)
        if _saved(item or WorkspaceItem(pk=key, sk=sort_key), item is None, kind, after, rows):
            return after
    raise EditConflictError(sort_key)


def _saved[T](
    item: WorkspaceItem,
    is_new: bool,
    kind: DocumentKind[T],
    value: T,
    rows: tuple[Beside, ...],
) -> bool:
    """Save the next version over this one; every attribute that is not the kind's own is kept."""
    unchanged = WorkspaceItem.pk.does_not_exist() if is_new else _has_version(item.version)
    item.version = (item.version or 0) + 1
    filled = filled_item(item, kind, value)
    if not rows:
        return saved_if(filled, unchanged)
    # With the version: who changes a thing back within minutes decides something new.
    state = f"{item.pk}|{item.sk}|{item.version}|{item.document}"
    named = hashlib.sha256(state.encode()).hexdigest()
    transaction = Transaction(WorkspaceItem, token=named[:36])
    transaction.save(filled, condition=unchanged)
    for row in rows:
        if isinstance(row, Raised):
            counter = WorkspaceItem(row.key, row.sort_key)
            transaction.update(counter, actions=[WorkspaceItem.counter.add(row.change)])
        else:
            transaction.save(row)
    return isinstance(transaction.commit(), Written)


def filled_item[T](item: WorkspaceItem, kind: DocumentKind[T], value: T) -> WorkspaceItem:
    """The item with a value of this kind in it, for a writer that commits it with others."""
    item.kind = kind.name
    item.document = kind.write(value)
    for name, text in kind.attributes(value).items():
        setattr(item, name, text)
    return item


def _has_version(version: float | None) -> Condition:
    """Still there and unchanged: an item deleted meanwhile must not come back."""
    condition: Condition = WorkspaceItem.version == version
    if version is None:
        condition = WorkspaceItem.pk.exists() & WorkspaceItem.version.does_not_exist()
    return condition


def _latest(key: WorkspaceKey, sort_key: str) -> WorkspaceItem | None:
    try:
        return WorkspaceItem.get(key, sort_key, consistent_read=True)
    except DoesNotExist:
        return None
