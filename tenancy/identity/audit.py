"""Who did what, and when: rows that are only ever added.

A detail names things by their ids; it never holds a customer's words or address.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from tenancy.data.table import ControlItem, saved_if
from tenancy.tenant import FounderId, TenantId, tenant_id
from tenancy.values.lazy_dataclass import dataclass


class Action(StrEnum):
    """What can be done that has to be accounted for."""

    SIGNED_UP = "signed_up"
    INVITED = "invited"
    CHANGED_ROLE = "changed_role"
    REMOVED_TEAMMATE = "removed_teammate"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of an action
    CHANGED_PASSWORD = "changed_password"  # noqa: S105 - the name of an action
    SECOND_FACTOR_ON = "second_factor_on"
    SECOND_FACTOR_OFF = "second_factor_off"
    EXPORTED = "exported"
    DOWNLOADED = "downloaded"
    UPLOADED = "uploaded"
    ATTESTED = "attested"
    CHANGED_SETTINGS = "changed_settings"
    APPROVED_LINE = "approved_line"
    APPROVED_ANSWER = "approved_answer"
    APPROVED_OFFER = "approved_offer"
    REHEARSED = "rehearsed"
    LAUNCHED = "launched"
    PAUSED = "paused"
    RESUMED = "resumed"
    TOOK_OVER = "took_over"
    ANSWERED = "answered"
    HANDED_BACK = "handed_back"
    SETTLED = "settled"
    CORRECTED_READING = "corrected_reading"
    ATTRIBUTED_OPT_OUT = "attributed_opt_out"
    CANCELLED_BOOKING = "cancelled_booking"
    MARKED_OUTCOME = "marked_outcome"
    CHANGED_LIMITS = "changed_limits"
    HEARD_RECORDING = "heard_recording"
    EXPORTED_PERSON = "exported_person"
    ERASED_PERSON = "erased_person"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    MADE_KEY = "made_key"
    REVOKED_KEY = "revoked_key"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One thing that was done."""

    at: datetime
    by: FounderId
    action: Action
    detail: str = ""


def audit_row(tenant: TenantId, row: AuditRow, *, id: str) -> ControlItem:
    """Return the item for a transaction; save it on the condition that it does not exist."""
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return ControlItem(
        _key(tenant),
        f"{at}#{id}",
        kind="audit",
        founder=row.by,
        status=row.action.value,
        document=row.detail,
    )


def _key(tenant: TenantId) -> str:
    """A partition of its own, in which no function may change or delete a row."""
    return f"audit#{tenant_id(tenant)}"


def record(tenant: TenantId, row: AuditRow, *, id: str) -> None:
    """Add one row. Raises PutError rather than overwrite another."""
    audit_row(tenant, row, id=id).save(ControlItem.pk.does_not_exist())


def record_once(tenant: TenantId, row: AuditRow, *, id: str) -> bool:
    """Add one row unless there is one of this time and id; whether it is added."""
    return saved_if(audit_row(tenant, row, id=id), ControlItem.pk.does_not_exist())


def rows(tenant: TenantId, *, limit: int = 200) -> tuple[AuditRow, ...]:
    """The newest first."""
    found = ControlItem.query(
        _key(tenant),
        scan_index_forward=False,
        limit=limit,
    )
    return tuple(
        AuditRow(
            at=datetime.fromisoformat(row.sk.partition("#")[0]),
            by=FounderId(row.founder or ""),
            action=Action(row.status),
            detail=row.document or "",
        )
        for row in found
    )
