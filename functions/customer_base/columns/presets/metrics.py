"""Exports of the systems that measure subscription revenue.

Data only. Imports no DuckDB, so that the console can ship it.
"""

from __future__ import annotations

from functions.customer_base.columns.presets.preset import Preset, Signature
from functions.customer_base.columns.row_kind import RowKind

CHARTMOGUL = Preset(
    "chartmogul_customers",
    "ChartMogul customers export",
    RowKind.CUSTOMERS,
    Signature(
        ("uuid", "mrr"),
        (
            *("external ids", "subscriber since", "customer since", "net payments"),
            *("billing cycle", "address zip", "arr"),
        ),
        3,
    ),
    "chartmogul",
    {
        "uuid": "customer_id",
        "name": "name",
        "email": "email",
        "status": "status",
        # In hundredths, also where the currency has none.
        "mrr": "mrr_cents",
        "net payments": "paid_total_cents",
        "currency": "currency",
        "plan name": "plan",
        "billing cycle": "billing_interval",
        "country": "country",
        "state": "region",
        "customer since": "paid_since",
        "subscriber since": "paid_since",
        "last payment": "last_paid_on",
    },
    read_at="https://dev.chartmogul.com/docs/destinations/calculated-data/customers",
    checked=True,
    from_memory=("external ids", "customer since"),
    left_out=(
        *("external ids", "company", "arr", "city", "address zip", "subscriber since", "owner"),
        *("lead created at", "free trial started at", "website url", "tags", "data source"),
    ),
)

CHARTMOGUL_SUBSCRIPTIONS = Preset(
    "chartmogul_subscriptions",
    "ChartMogul subscriptions export",
    RowKind.SUBSCRIPTIONS,
    Signature(
        ("customer uuid", "plan uuid"),
        ("interval unit", "interval count", "mrr", "customer external ids", "billing system"),
        3,
    ),
    "chartmogul",
    {
        "customer subscription id": "subscription_id",
        "customer uuid": "customer_id",
        "customer name": "name",
        "customer email": "email",
        "primary contact email": "email",
        "customer country": "country",
        "plan name": "plan",
        "quantity": "seats",
        "mrr": "mrr_cents",
        "currency": "currency",
        "interval unit": "billing_interval",
        "interval count": "interval_count",
        "start date": "subscribed_on",
        "end date": "churned_on",
    },
    read_at="https://dev.chartmogul.com/docs/destinations/calculated-data/subscriptions",
    checked=True,
    from_memory=("start date", "end date"),
    left_out=(
        *("customer external ids", "customer subscription id", "billing connector name"),
        *("billing system", "plan uuid", "arr", "billing currency", "primary contact email"),
    ),
)

PROFITWELL = Preset(
    "profitwell_subscriptions",
    "ProfitWell subscriptions export",
    RowKind.SUBSCRIPTIONS,
    Signature(
        ("user alias", "subscription alias"),
        ("plan interval", "plan currency", "effective date", "plan id", "value"),
        2,
    ),
    "profitwell",
    {
        "subscription id": "subscription_id",
        "user id": "customer_id",
        "user alias": "customer_id",
        "email": "email",
        "plan id": "plan",
        "plan interval": "billing_interval",
        "plan currency": "currency",
        "status": "status",
        "value": "amount_cents",
        "effective date": "subscribed_on",
    },
    read_at="not found; rebuilt from the fields of ProfitWell's API",
    checked=False,
    from_memory=("user alias", "subscription alias", "plan interval", "effective date", "value"),
    statuses={"churned voluntary": "canceled", "churned delinquent": "canceled"},
    left_out=("user alias", "subscription alias", "subscription id"),
)

BAREMETRICS = Preset(
    "baremetrics_customers",
    "Baremetrics customers export",
    RowKind.CUSTOMERS,
    Signature(
        ("oid", "ltv"),
        ("current mrr", "current plans", "is canceled", "is active", "display name"),
        2,
    ),
    "baremetrics",
    {
        "oid": "customer_id",
        "name": "name",
        "display name": "name",
        "email": "email",
        # In hundredths.
        "current mrr": "mrr_cents",
        "ltv": "paid_total_cents",
        "current plans": "plan",
        "is canceled": "status",
    },
    read_at="not found; rebuilt from the fields of Baremetrics's API",
    checked=False,
    from_memory=("oid", "ltv", "current mrr", "current plans", "is canceled", "is active"),
    statuses={"true": "canceled", "yes": "canceled", "false": "active", "no": "active"},
    left_out=("is active", "notes", "created", "source", "display name", "properties"),
)

BAREMETRICS_SUBSCRIPTIONS = Preset(
    "baremetrics_subscriptions",
    "Baremetrics subscriptions file",
    RowKind.SUBSCRIPTIONS,
    Signature(
        ("customer oid", "subscription oid"),
        ("plan oid", "plan amount", "plan interval", "plan interval count"),
        2,
    ),
    "baremetrics",
    {
        "subscription oid": "subscription_id",
        "customer oid": "customer_id",
        "customer name": "name",
        "customer email": "email",
        "plan name": "plan",
        "plan oid": "plan",
        "plan currency": "currency",
        "plan amount": "amount_cents",
        "plan interval": "billing_interval",
        "plan interval count": "interval_count",
        "subscription started at": "subscribed_on",
        "subscription canceled at": "churned_on",
        "subscription quantity": "seats",
    },
    read_at="https://help.baremetrics.com/en/articles/5380088-manual-subscription-import-guide",
    checked=True,
    left_out=("subscription oid", "plan oid"),
)

METRICS = (
    CHARTMOGUL,
    CHARTMOGUL_SUBSCRIPTIONS,
    PROFITWELL,
    BAREMETRICS,
    BAREMETRICS_SUBSCRIPTIONS,
)
