"""Commit several writes together, or none, and say in the caller's own order what stood against it.

A commit is retried with the very same bytes and token, so an answer lost on the way back never
makes a second one. Which conflict means what is the caller's to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from botocore.exceptions import ConnectionError, HTTPClientError
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from tenancy.data.patience import SYSTEM_PATIENCE, Patience
from tenancy.values.lazy_dataclass import dataclass

_ITEMS_AT_MOST = 100
"""DynamoDB's limit for one transaction."""


class Reason(StrEnum):
    """Why one write stood against the commit."""

    CONDITION = "condition"
    """Its condition does not hold: decide again on fresh facts."""
    CONTENDED = "contended"
    """Another transaction held the item, also after every retry."""


@dataclass(frozen=True, slots=True)
class Written:
    """Everything is committed."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing is committed."""

    reasons: tuple[Reason | None, ...]
    """One for each write, in the order they were added; None where the write was fine."""
    names: frozenset[str]
    """The names given to the writes that stood against it."""


_CHECK, _DELETE, _PUT, _UPDATE = range(4)
"""The order in which PynamoDB sends the kinds of writes, and so the order reasons come in."""

_PASSING = {"TransactionConflict": Reason.CONTENDED, "ThrottlingError": Reason.CONTENDED}
_PASSING["ProvisionedThroughputExceeded"] = Reason.CONTENDED
_RETRIED = frozenset(
    {
        "TransactionInProgressException",
        "ThrottlingException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "InternalServerError",
        "ServiceUnavailable",
    }
)


class Transaction:
    """Collects writes to one table and commits them once.

    `token` is at most 36 characters and made from what is being decided, so that the same decision
    delivered twice within ten minutes commits once. Raises ValueError beyond 100 writes.
    """

    def __init__(self, model: type[Model], *, token: str) -> None:
        if not 1 <= len(token) <= 36:
            raise ValueError("a token has 1 to 36 characters")
        connection = model._get_connection().connection
        self._write = TransactWrite(connection=connection, client_request_token=token)
        self._kinds: list[int] = []
        self._names: list[str] = []

    def __len__(self) -> int:
        return len(self._kinds)

    def save(self, item: Model, *, condition: Condition | None = None, name: str = "") -> None:
        """Put the whole item."""
        self._write.save(item, condition=condition)
        self._add(_PUT, name)

    def update(
        self,
        item: Model,
        *,
        actions: Sequence[Action],
        condition: Condition | None = None,
        name: str = "",
    ) -> None:
        """Change attributes of the item with this key."""
        self._write.update(item, actions=list(actions), condition=condition)
        self._add(_UPDATE, name)

    def delete(self, item: Model, *, condition: Condition | None = None, name: str = "") -> None:
        self._write.delete(item, condition=condition)
        self._add(_DELETE, name)

    def check(self, item: Model, *, condition: Condition, name: str = "") -> None:
        """Demand a condition of an item that is not written."""
        keys: Any = item
        self._write.condition_check(type(item), keys.pk, keys.sk, condition=condition)
        self._add(_CHECK, name)

    def _add(self, kind: int, name: str) -> None:
        if len(self._kinds) >= _ITEMS_AT_MOST:
            raise ValueError("more than 100 writes in one transaction")
        self._kinds.append(kind)
        self._names.append(name)

    def commit(self, patience: Patience = SYSTEM_PATIENCE) -> Written | Conflict:
        """Commit. Raises TransactWriteError when the table cannot be reached or finds a mistake.

        After such an error nobody knows whether it was committed: trying the same token again, or
        looking for one of the written items, tells.
        """
        outcome = self._try()
        for attempt in range(patience.attempts - 1):
            if not _may_pass(outcome):
                break
            patience.wait(attempt)
            outcome = self._try()
        if isinstance(outcome, TransactWriteError):
            raise outcome
        return outcome

    def _try(self) -> Written | Conflict | TransactWriteError:
        try:
            self._write._commit()
        except TransactWriteError as error:
            return self._conflict(error) or error
        return Written()

    def _conflict(self, error: TransactWriteError) -> Conflict | None:
        """Bring the reasons back into call order; None if the answer gives none we know."""
        if _code(error) != "TransactionCanceledException":
            return None
        sent_order = sorted(range(len(self._kinds)), key=lambda index: self._kinds[index])
        reasons: list[Reason | None] = [None] * len(self._kinds)
        for index, given in zip(sent_order, error.cancellation_reasons, strict=True):
            if given is None:
                continue
            code = given.code
            reason = Reason.CONDITION if code == "ConditionalCheckFailed" else _PASSING.get(code)
            if reason is None:
                return None
            reasons[index] = reason
        names = frozenset(
            name for name, reason in zip(self._names, reasons, strict=True) if reason and name
        )
        return Conflict(tuple(reasons), names)


def _may_pass(outcome: Written | Conflict | TransactWriteError) -> bool:
    """Whether the same bytes may succeed later: AWS was busy, or its answer was lost."""
    match outcome:
        case Written():
            return False
        case Conflict(reasons=reasons):
            return Reason.CONDITION not in reasons
        case TransactWriteError() as error:
            lost = isinstance(error.cause, (HTTPClientError, ConnectionError))
            return lost or _code(error) in _RETRIED


def _code(error: TransactWriteError) -> str:
    """AWS's error code, or empty. PynamoDB's own property fails where no answer came at all."""
    response = getattr(error.cause, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))
