"""Answers kept for a day, so that a request sent twice with one idempotency key is done once.

A claim is written before anything is done. One without an answer says that nobody knows whether it
was done: it is never done again under that key.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem, saved_if
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class RequestName:
    """One request under its idempotency key: whose, which, and what was asked."""

    tenant: TenantId
    key: str
    """The API key's id: two programs may choose the same idempotency keys."""
    idempotency_key: str
    asked: bytes
    """Method, path and body: the same key with another request is a mistake of the program's."""

    @property
    def sort_key(self) -> str:
        text = f"{self.key}\0{self.idempotency_key}".encode()
        return f"answer#{hashlib.sha256(text).hexdigest()}"

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.asked).hexdigest()


@dataclass(frozen=True, slots=True)
class RequestClaimed:
    """Nobody did it before: do it now, and keep the answer."""


@dataclass(frozen=True, slots=True)
class AnswerKept:
    """It was done; this is what was answered."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class RequestUnfinished:
    """It is being done, or its answer was lost on the way."""


@dataclass(frozen=True, slots=True)
class AnotherRequest:
    """The key was used for something else."""


type Claim = RequestClaimed | AnswerKept | RequestUnfinished | AnotherRequest


def claim_request(name: RequestName, *, now: datetime) -> Claim:
    with acting_for(name.tenant):
        free = WorkspaceItem.pk.does_not_exist() | (WorkspaceItem.at <= (now - KEPT).isoformat())
        if saved_if(_item(name, now=now), free):
            return RequestClaimed()
        found = WorkspaceItem.get(TenantKeys.api(name.tenant), name.sort_key, consistent_read=True)
    if found.owner != name.fingerprint:
        return AnotherRequest()
    if not found.document:
        return RequestUnfinished()
    kept = json.loads(found.document)
    return AnswerKept(kept["status"], kept["body"].encode())


def keep_answer(name: RequestName, answer: AnswerKept, *, now: datetime) -> None:
    """`answer` names nobody: what is kept here is not looked at when a person is erased."""
    item = _item(name, now=now)
    item.document = json.dumps({"status": answer.status, "body": answer.body.decode()})
    with acting_for(name.tenant):
        item.save()


def release_request(name: RequestName, *, now: datetime) -> None:
    """Nothing was done under this claim, so the same request may be sent again under its key."""
    with acting_for(name.tenant):
        _item(name, now=now - KEPT).save()


def _item(name: RequestName, *, now: datetime) -> WorkspaceItem:
    return WorkspaceItem(
        pk=TenantKeys.api(name.tenant),
        sk=name.sort_key,
        kind="api_answer",
        owner=name.fingerprint,
        at=now.isoformat(),
        expires_at=now + KEPT,
    )
