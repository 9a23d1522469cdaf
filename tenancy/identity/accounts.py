"""The records of tenants and their founders, as the control table keeps them.

Decides nothing; who may see or change a record is asked before it gets here.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection, Iterator
from typing import Any

from pynamodb.exceptions import DoesNotExist

from tenancy.data.documents import EDITS_AT_MOST
from tenancy.data.edit_conflict import EditConflictError
from tenancy.data.table import ControlItem, saved_if
from tenancy.tenant import Founder, FounderId, Role, Tenant, TenantId, tenant_id

_PROFILE = "profile"
_FOUNDER = "founder#"
_LIST = "tenants"

type Place = tuple[str, str]
"""Partition and sort key of a row of the control table."""


def control_key(tenant: TenantId) -> str:
    """Return the partition key of a tenant's own control rows."""
    return f"tenant#{tenant_id(tenant)}"


def tenant_place(tenant: TenantId) -> Place:
    """Where a tenant's record is."""
    return control_key(tenant), _PROFILE


def founder_place(tenant: TenantId, founder: FounderId) -> Place:
    """Where a founder's record is."""
    return control_key(tenant), founder_sort_key(founder)


def load_tenant(tenant: TenantId) -> Tenant | None:
    row = control_row(control_key(tenant), _PROFILE)
    return None if row is None else tenant_of_row(row)


def save_tenant(tenant: Tenant) -> None:
    """Its first record; later ones are edits of it."""
    tenant_row(tenant).save()


def edit_tenant(tenant: TenantId, change: Callable[[Tenant], Tenant]) -> Tenant:
    """Change the record from its latest version; `change` may be called several times.

    Raises EditConflictError after EDITS_AT_MOST lost races, and LookupError without a record.
    """
    for _ in range(EDITS_AT_MOST):
        row = control_row(control_key(tenant), _PROFILE)
        if row is None:
            raise LookupError("a tenant without a record")
        after = change(tenant_of_row(row))
        new = tenant_row(after)
        new.document = edited_document(row, new)
        if saved_if(new, ControlItem.document == row.document):
            return after
    raise EditConflictError(_PROFILE)


def load_founder(tenant: TenantId, founder: FounderId) -> Founder | None:
    row = control_row(control_key(tenant), founder_sort_key(founder))
    return None if row is None else founder_of(row)


def note_second_factor(founder: Founder, *, asked: bool) -> None:
    """Remember for the pages whether a code is asked for; the pool is what asks."""
    row = control_row(control_key(founder.tenant), founder_sort_key(founder.id))
    if row is not None:
        after = founder_row(dataclasses.replace(founder_of(row), second_factor=asked))
        after.update(
            actions=[ControlItem.document.set(edited_document(row, after))],
            condition=ControlItem.pk.exists(),
        )


def founder_sort_key(founder: FounderId) -> str:
    return f"{_FOUNDER}{founder}"


def founders(tenant: TenantId) -> tuple[Founder, ...]:
    """A tenant's founders, by their ids."""
    rows = ControlItem.query(control_key(tenant), ControlItem.sk.startswith(_FOUNDER))
    return tuple(founder_of(row) for row in rows)


def tenants() -> Iterator[TenantId]:
    """Yield every tenant, for the schedules."""
    for row in ControlItem.query(_LIST):
        yield tenant_id(row.sk)


def tenant_row(tenant: Tenant) -> ControlItem:
    return ControlItem(control_key(tenant.id), _PROFILE, kind="tenant", document=_text(tenant))


def listed_row(tenant: TenantId) -> ControlItem:
    return ControlItem(_LIST, tenant_id(tenant), kind="listed")


def founder_row(founder: Founder) -> ControlItem:
    return ControlItem(
        control_key(founder.tenant),
        founder_sort_key(founder.id),
        kind="founder",
        document=_text(founder),
    )


def founder_email_row(founder: Founder) -> ControlItem:
    """The row by which a signed-in mail address finds its tenant."""
    return ControlItem(
        founder_email_key(founder.email),
        "head",
        kind="founder_email",
        tenant=founder.tenant,
        founder=founder.id,
    )


def founder_with(email: str) -> Founder | None:
    """The founder who signs in with an address, or None."""
    row = control_row(founder_email_key(email), "head")
    if row is None:
        return None
    return load_founder(tenant_id(row.tenant or ""), FounderId(row.founder or ""))


def founder_email_key(email: str) -> str:
    return f"founder_email#{same_email(email)}"


def same_email(email: str) -> str:
    """Return the one spelling under which a founder's mail address is known."""
    return email.strip().lower()


def control_row(pk: str, sk: str) -> ControlItem | None:
    """Read one control row as it is now (consistently), or None."""
    try:
        return ControlItem.get(pk, sk, consistent_read=True)
    except DoesNotExist:
        return None


def rows_at(places: Collection[Place]) -> dict[Place, ControlItem]:
    """Those of at most 100 control rows that are there, as they are now, by one request."""
    found = ControlItem.batch_get(places, consistent_read=True)
    return {(row.pk, row.sk): row for row in found}


def _text(value: Tenant | Founder) -> str:
    return json.dumps(dataclasses.asdict(value), ensure_ascii=False, sort_keys=True)


def tenant_of_row(row: ControlItem) -> Tenant:
    """Read the tenant out of its record."""
    fields = _known(row, Tenant)
    team = tuple((FounderId(one), name) for one, name in fields.get("team", ()))
    return Tenant(**{**fields, "languages": tuple(fields["languages"]), "team": team})


def with_teammate(tenant: Tenant, founder: FounderId, name: str) -> Tenant:
    """The tenant with the name of one of its team; an empty one for who was removed."""
    team = {**dict(tenant.team), founder: name}
    return dataclasses.replace(tenant, team=tuple(team.items()))


def founder_of(row: ControlItem) -> Founder:
    """Read the founder out of their row."""
    fields = _known(row, Founder)
    return Founder(**{**fields, "role": Role(fields.get("role", Role.OWNER))})


def _known(row: ControlItem, kind: type[Tenant | Founder]) -> dict[str, Any]:
    """The fields of a record that this code knows.

    Functions are deployed one by one: an older one reads what a newer one wrote.
    """
    fields: dict[str, Any] = json.loads(row.document or "")
    return {name: value for name, value in fields.items() if name in kind.__annotations__}


def edited_document(before: ControlItem, after: ControlItem) -> str:
    """The document of an edited record, with what newer code keeps in it."""
    fields = json.loads(before.document or "") | json.loads(after.document or "")
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)
