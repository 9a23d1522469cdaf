"""Who else signs in for a tenant: what they may do, and that they no longer sign in.

Only an owner gets here, and never about themselves, so a tenant always keeps an owner. Must never
decide whether somebody's work can be left alone.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from enum import StrEnum

from tenancy.data.patience import SYSTEM_PATIENCE
from tenancy.data.table import ControlItem
from tenancy.data.transaction import Conflict, Transaction
from tenancy.identity import audit
from tenancy.identity.accounts import (
    control_key,
    control_row,
    edited_document,
    founder_email_row,
    founder_of,
    founder_row,
    founder_sort_key,
    tenant_of_row,
    tenant_place,
    tenant_row,
    with_teammate,
)
from tenancy.tenant import Founder, FounderId, Role
from tenancy.values.lazy_dataclass import dataclass


class TeamRule(StrEnum):
    """Why nothing was changed."""

    ONESELF = "oneself"
    NOT_AN_OWNER = "not_an_owner"
    NOT_THERE = "not_there"
    CHANGED_MEANWHILE = "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class TeamRefused:
    rule: TeamRule


@dataclass(frozen=True, slots=True)
class TeamChange:
    """Who changes what about whom. `id` names the audit's row: random, never used before."""

    by: Founder
    about: FounderId
    id: str
    now: datetime


def change_role(change: TeamChange, role: Role) -> Founder | TeamRefused:
    """Give a teammate another role; it counts with their next request."""
    found = _looked_up(change)
    if isinstance(found, TeamRefused):
        return found
    after = dataclasses.replace(founder_of(found.row), role=role)
    transaction = found.guarded("role")
    # Only the document: until when their sessions were ended stays.
    row = founder_row(after)
    transaction.update(
        row,
        actions=[ControlItem.document.set(edited_document(found.row, row))],
        condition=ControlItem.document == found.row.document,
    )
    return _committed(transaction, change, audit.Action.CHANGED_ROLE, after)


def remove_teammate(change: TeamChange) -> Founder | TeamRefused:
    """End every session of a teammate at once, and let them sign in no more.

    A session holds for as long as its founder's row is there.
    """
    found = _looked_up(change)
    if isinstance(found, TeamRefused):
        return found
    gone = founder_of(found.row)
    transaction = found.guarded("remove")
    transaction.delete(founder_row(gone), condition=ControlItem.document == found.row.document)
    transaction.delete(founder_email_row(gone))
    _forget_name(transaction, gone)
    return _committed(transaction, change, audit.Action.REMOVED_TEAMMATE, gone)


def _forget_name(transaction: Transaction, gone: Founder) -> None:
    """Pages name them no longer from the moment they are removed."""
    row = control_row(*tenant_place(gone.tenant))
    if row is None:
        raise LookupError("a tenant without a record")
    after = tenant_row(with_teammate(tenant_of_row(row), gone.id, ""))
    transaction.update(
        after,
        actions=[ControlItem.document.set(edited_document(row, after))],
        condition=ControlItem.document == row.document,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """Rows as they were read: the teammate's, and the owner's who acts."""

    row: ControlItem
    owner: ControlItem
    change: TeamChange

    def guarded(self, what: str) -> Transaction:
        """A transaction that fails where the acting owner is none any more by then."""
        transaction = Transaction(ControlItem, token=f"{what}-{self.change.id}"[:36])
        transaction.update(
            ControlItem(self.owner.pk, self.owner.sk),
            actions=[ControlItem.kind.set("founder")],
            condition=ControlItem.document == self.owner.document,
        )
        return transaction


def _looked_up(change: TeamChange) -> _Found | TeamRefused:
    if change.about == change.by.id:
        return TeamRefused(TeamRule.ONESELF)
    key = control_key(change.by.tenant)
    owner = control_row(key, founder_sort_key(change.by.id))
    if owner is None or founder_of(owner).role is not Role.OWNER:
        return TeamRefused(TeamRule.NOT_AN_OWNER)
    row = control_row(key, founder_sort_key(change.about))
    return TeamRefused(TeamRule.NOT_THERE) if row is None else _Found(row, owner, change)


def _committed(
    transaction: Transaction, change: TeamChange, action: audit.Action, person: Founder
) -> Founder | TeamRefused:
    entry = audit.AuditRow(change.now, change.by.id, action, person.id)
    transaction.save(audit.audit_row(person.tenant, entry, id=change.id))
    if isinstance(transaction.commit(SYSTEM_PATIENCE), Conflict):
        return TeamRefused(TeamRule.CHANGED_MEANWHILE)
    return person
