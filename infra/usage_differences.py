"""Prints where our usage and Stripe's totals differ, and settles a month of one tenant.

    python -m infra.usage_differences show --stage prod [--tenant t_…]
    python -m infra.usage_differences settle --stage prod --tenant t_… --month 2026-11

Run by an operator with an administrator's credentials, after the alarm `usage_differs`. Settling
puts the rows that Stripe seems to lack in doubt; the nightly job then decides by Stripe's totals
which of them it sends again. Must never send or cancel anything at Stripe itself.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import boto3

from functions.outreach.codec import from_json
from functions.outreach.workflows.report_usage import IN_DOUBT
from infra.plain_error import PlainError
from infra.tenant_data import outputs_of
from tenancy.billing.differences import MinuteDifference, find_differences
from tenancy.billing.usage import Meter, Period, UsageRow, month_of
from tenancy.data.table import TenantKeys
from tenancy.tenant import TenantId, tenant_id

if TYPE_CHECKING:
    from tenancy.billing.stripe import StripeBilling

Count = Callable[[Meter, Period], int]
"""What Stripe counts of the tenant in whole minutes."""

SENT_AGAIN = "in doubt now; the next nights `reconcile_usage` sends what Stripe lacks"
TOO_MANY = (
    "cancel the event at Stripe within 24 hours of its receipt (a meter event adjustment); "
    "after that credit the customer on the next invoice"
)


@dataclass(frozen=True, slots=True)
class NotedDifference:
    """What the nightly comparison last kept of a month."""

    month: str
    at: str
    ours: dict[str, int]
    theirs: dict[str, int]


@dataclass(frozen=True, slots=True)
class SentRow:
    """A row of usage that Stripe took, or may have taken."""

    key: str
    row: UsageRow
    reported_at: str
    """Empty while it is in doubt."""


class UsageBooks:
    """The usage rows of one stage, tenant by tenant."""

    def __init__(self, *, control: str, workspace: str) -> None:
        self._control = control
        self._workspace = workspace
        self._dynamodb = boto3.client("dynamodb")

    def tenants(self) -> list[TenantId]:
        return [tenant_id(item["sk"]["S"]) for item in self._query(self._control, "tenants")]

    def customer(self, tenant: TenantId) -> str:
        """Empty for a tenant that is no customer of Stripe's yet."""
        for item in self._query(self._control, f"billing#{tenant}"):
            if item["sk"]["S"] == "head":
                return str(json.loads(item["document"]["S"]).get("stripe_customer", ""))
        return ""

    def noted(self, tenant: TenantId) -> list[NotedDifference]:
        """The newest difference of each month."""
        newest: dict[str, NotedDifference] = {}
        for item in self._query(self._workspace, TenantKeys.usage(tenant)):
            if item.get("kind", {}).get("S") == "difference":
                _, at, month = item["sk"]["S"].split("#")
                newest[month] = NotedDifference(month, at, **json.loads(item["document"]["S"]))
        return [newest[month] for month in sorted(newest)]

    def sent(self, tenant: TenantId, period: Period) -> list[SentRow]:
        found = [
            SentRow(
                item["sk"]["S"],
                from_json(UsageRow, item["document"]["S"]),
                item.get("reported_at", {}).get("S", ""),
            )
            for item in self._query(self._workspace, TenantKeys.usage(tenant))
            if item.get("kind", {}).get("S") == "usage"
            and ("reported_at" in item or item.get("status", {}).get("S") == IN_DOUBT)
        ]
        return [one for one in found if one.row.at in period]

    def put_in_doubt(self, tenant: TenantId, sent: SentRow) -> None:
        """As if its answer had been lost: what Stripe has of it after all is not sent again."""
        self._dynamodb.update_item(
            TableName=self._workspace,
            Key={"pk": {"S": TenantKeys.usage(tenant)}, "sk": {"S": sent.key}},
            UpdateExpression="SET #status = :doubt REMOVE reported_at",
            ConditionExpression="reported_at = :known",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={
                ":doubt": {"S": IN_DOUBT},
                ":known": {"S": sent.reported_at},
            },
        )

    def _query(self, table: str, key: str) -> Iterator[dict[str, Any]]:
        for page in self._dynamodb.get_paginator("query").paginate(
            TableName=table,
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": key}},
        ):
            yield from page["Items"]


def show(books: UsageBooks, tenants: list[TenantId]) -> Iterator[str]:
    """A line for each meter of each month that was found to differ."""
    for tenant in tenants:
        for noted in books.noted(tenant):
            for meter in sorted({*noted.ours, *noted.theirs}):
                ours, theirs = noted.ours.get(meter, 0), noted.theirs.get(meter, 0)
                if ours != theirs:
                    amounts = f"ours {ours}, Stripe {theirs}"
                    yield f"{tenant} {noted.month} {meter}: {amounts} ({noted.at})"


def settle(books: UsageBooks, tenant: TenantId, period: Period, count: Count) -> Iterator[str]:
    """A line for each minute that differs: what was done with it, or what to do."""
    sent = books.sent(tenant, period)
    for meter in Meter:
        of_meter = [one for one in sent if one.row.meter is meter]
        reported = [one for one in of_meter if one.reported_at]
        rows = [one.row for one in reported]
        for found in find_differences(rows, period, partial(count, meter)):
            doubted = sum(
                one.row.units
                for one in of_meter
                if not one.reported_at and one.row.at in found.minute
            )
            if found.theirs < found.ours:
                for one in reported:
                    if one.row.at in found.minute:
                        books.put_in_doubt(tenant, one)
                yield _line(meter, found, SENT_AGAIN)
            elif found.theirs > found.ours + doubted:
                yield _line(meter, found, TOO_MANY)


def _line(meter: Meter, found: MinuteDifference, what: str) -> str:
    at = f"{found.minute.start.astimezone(UTC):%Y-%m-%d %H:%M}"
    return f"{at} {meter}: ours {found.ours}, Stripe {found.theirs}: {what}"


def whole_minutes_of(month: str, *, now: datetime) -> Period:
    """A calendar month (`2026-11`) as far as it has gone. Raises PlainError for anything else."""
    try:
        named = month_of(datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC))
    except ValueError:
        raise PlainError(f"{month!r} is no month.", fix="Write it like 2026-11.") from None
    return Period(named.start, min(named.end, now.replace(second=0, microsecond=0)))


def _stripe(stage: str) -> StripeBilling:
    from tenancy.billing.stripe import StripeBilling
    from tenancy.runtime.secrets import parse_stripe

    name = f"warmline-{stage}-secret-stripe"
    text = boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
    return StripeBilling(key=parse_stripe(name, text).key)


def main(arguments: list[str]) -> None:
    """Raises PlainError when what is asked for cannot be settled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("do", choices=("show", "settle"))
    parser.add_argument("--stage", required=True)
    parser.add_argument("--tenant", default="")
    parser.add_argument("--month", default="", help="the month to settle, like 2026-11")
    asked = parser.parse_args(arguments)
    if asked.do == "settle" and not asked.tenant:
        raise PlainError("Nothing was settled: name one tenant with --tenant.")
    outputs = outputs_of(asked.stage)
    books = UsageBooks(control=outputs["ControlTable"], workspace=outputs["WorkspaceTable"])
    tenants = [tenant_id(asked.tenant)] if asked.tenant else books.tenants()
    if asked.do == "show":
        lines = show(books, tenants)
    else:
        lines = _settled(books, tenants[0], asked.month, asked.stage)
    print("\n".join(lines) or "Nothing differs.")


def _settled(books: UsageBooks, tenant: TenantId, month: str, stage: str) -> Iterator[str]:
    period = whole_minutes_of(month, now=datetime.now(UTC))
    customer = books.customer(tenant)
    if not customer:
        raise PlainError(f"{tenant} is no customer of Stripe's: nothing was sent for it.")
    stripe = _stripe(stage)
    return settle(
        books,
        tenant,
        period,
        lambda meter, span: stripe.total(meter, span, stripe_customer=customer),
    )


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except PlainError as error:
        sys.exit(str(error))
