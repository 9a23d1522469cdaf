"""A tenant's payment state in the control table, kept equal to its subscription at Stripe.

An event from Stripe only triggers a fresh read of the subscription, so events may come twice, late
or in any order. Must never decide an amount.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, datetime

from pynamodb.exceptions import PutError
from pynamodb.expressions.condition import Condition

from tenancy.billing.spending import (
    DEFAULT_SPENDING_LIMIT_CENTS,
    TRIAL_CREDIT_CENTS,
    PaymentStanding,
)
from tenancy.data.patience import SYSTEM_PATIENCE
from tenancy.data.table import ControlItem
from tenancy.data.transaction import Conflict, Transaction
from tenancy.identity.accounts import control_row
from tenancy.tenant import TenantId, tenant_id
from tenancy.values.lazy_dataclass import dataclass

PAYING = frozenset({"active", "trialing", "past_due", "unpaid"})
_FAILING = frozenset({"past_due", "unpaid"})
_NEVER_BEGAN = frozenset({"incomplete", "incomplete_expired"})
"""Its first payment did not go through: the tenant is where it was before, on its trial or without
a subscription."""
_DECIDED_AGAIN_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Subscription:
    """A customer's subscription as Stripe holds it now; `status` is Stripe's own value."""

    id: str
    status: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Billing:
    """One tenant's billing state."""

    stripe_customer: str = ""
    subscription: str = ""
    status: str = ""
    """Stripe's status of the subscription; empty before the first."""
    first_subscribed_at: datetime | None = None
    trial_credit_cents: int = TRIAL_CREDIT_CENTS
    spending_limit_cents: int = DEFAULT_SPENDING_LIMIT_CENTS
    paused_reason: str = ""
    """Why campaigns were paused, a SpendingRule's value; empty while they may run."""
    version: int = 0

    def standing(self) -> PaymentStanding:
        """What the payments allow, for `spending.may_spend`."""
        return PaymentStanding(
            subscribed=self.status in PAYING,
            payment_failed=self.status in _FAILING,
            subscribed_at=self.first_subscribed_at,
            trial_credit_cents=self.trial_credit_cents,
            spending_limit_cents=self.spending_limit_cents,
        )


def load_billing(tenant: TenantId) -> Billing:
    """A tenant without a row is on its trial."""
    row = control_row(_key(tenant), "head")
    if row is None:
        return Billing()
    kept = json.loads(row.document or "")
    first = kept.pop("first_subscribed_at")
    return Billing(
        **kept,
        first_subscribed_at=datetime.fromisoformat(first) if first else None,
        version=int(row.version or 0),
    )


def change_billing(tenant: TenantId, change: Callable[[Billing], Billing]) -> Billing:
    """Apply a change to the newest state; `change` runs again after a lost race.

    Raises RuntimeError after five lost races.
    """
    for _ in range(_DECIDED_AGAIN_AT_MOST):
        before = load_billing(tenant)
        after = dataclasses.replace(change(before), version=before.version)
        if after == before:
            return before
        try:
            _row(tenant, after).save(_unchanged_since(before))
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
        else:
            return dataclasses.replace(after, version=before.version + 1)
    raise RuntimeError("the billing state changes faster than it can be written")


def set_spending_limit(tenant: TenantId, *, cents: int) -> Billing:
    """Raises ValueError for a negative limit."""
    if cents < 0:
        raise ValueError("a spending limit is not negative")
    return change_billing(tenant, lambda b: dataclasses.replace(b, spending_limit_cents=cents))


def set_paused(tenant: TenantId, *, reason: str) -> Billing:
    """Remember why campaigns pause; empty when they may run again."""
    return change_billing(tenant, lambda b: dataclasses.replace(b, paused_reason=reason))


def attach_customer(tenant: TenantId, stripe_customer: str) -> Billing:
    """Remember the tenant's customer at Stripe, in both directions. The first one stays."""
    for _ in range(_DECIDED_AGAIN_AT_MOST):
        before = load_billing(tenant)
        if before.stripe_customer:
            return before
        after = dataclasses.replace(before, stripe_customer=stripe_customer)
        transaction = Transaction(ControlItem, token=f"c{before.version}{tenant}"[:36])
        transaction.save(_row(tenant, after), condition=_unchanged_since(before))
        transaction.save(
            ControlItem(
                f"stripe_customer#{stripe_customer}",
                "head",
                kind="stripe_customer",
                tenant=tenant_id(tenant),
            )
        )
        if not isinstance(transaction.commit(SYSTEM_PATIENCE), Conflict):
            return dataclasses.replace(after, version=before.version + 1)
    raise RuntimeError("the billing state changes faster than it can be written")


def tenant_of_customer(stripe_customer: str) -> TenantId | None:
    row = control_row(f"stripe_customer#{stripe_customer}", "head")
    return None if row is None else tenant_id(row.tenant or "")


def follow_stripe(
    tenant: TenantId, look: Callable[[str], Subscription | None]
) -> tuple[Billing, Billing]:
    """Record the subscription as Stripe holds it now; return the state before and after.

    `look` asks Stripe for a customer. It is called after the state was read, and again after every
    lost race, so an older answer never replaces a newer one.
    """
    seen: list[Billing] = []

    def looked(before: Billing) -> Billing:
        seen.append(before)
        found = look(before.stripe_customer) if before.stripe_customer else None
        if found is None:
            return before
        began = None if found.status in _NEVER_BEGAN else found.started_at
        return dataclasses.replace(
            before,
            subscription=found.id,
            status=found.status,
            first_subscribed_at=before.first_subscribed_at or began,
        )

    after = change_billing(tenant, looked)
    return seen[-1], after


def note_problem(*, at: datetime, event_id: str, text: str) -> None:
    """Record usage that Stripe could not count, for the operator. Idempotent by event id."""
    moment = at.astimezone(UTC).isoformat()
    ControlItem(
        "stripe_problems", f"{moment}#{event_id}", kind="stripe_problem", document=text
    ).save()


def problems(*, limit: int = 50) -> tuple[str, ...]:
    """The newest first."""
    rows = ControlItem.query("stripe_problems", scan_index_forward=False, limit=limit)
    return tuple(row.document or "" for row in rows)


def _row(tenant: TenantId, state: Billing) -> ControlItem:
    fields = dataclasses.asdict(state)
    version = fields.pop("version") + 1
    first = state.first_subscribed_at
    fields["first_subscribed_at"] = first.isoformat() if first else None
    return ControlItem(
        _key(tenant),
        "head",
        kind="billing",
        status=state.status or None,
        version=version,
        document=json.dumps(fields),
    )


def _key(tenant: TenantId) -> str:
    """A partition of its own: who follows payments may write no profile and no founder."""
    return f"billing#{tenant_id(tenant)}"


def _unchanged_since(before: Billing) -> Condition:
    if before.version == 0:
        return ControlItem.pk.does_not_exist()
    return ControlItem.version == before.version
