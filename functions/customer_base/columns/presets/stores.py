"""Exports of shops and app stores that sell subscriptions.

Data only. Imports no DuckDB, so that the console can ship it.
"""

from __future__ import annotations

from functions.customer_base.columns.presets.preset import Preset, Signature
from functions.customer_base.columns.row_kind import RowKind

LEMON_SQUEEZY = Preset(
    "lemon_squeezy_subscriptions",
    "Lemon Squeezy subscriptions export",
    RowKind.SUBSCRIPTIONS,
    Signature(
        ("user email", "variant name"),
        ("status formatted", "billing anchor", "test mode", "store id", "order id", "renews at"),
        3,
    ),
    "lemon_squeezy",
    {
        "id": "subscription_id",
        "customer id": "customer_id",
        "user name": "name",
        "user email": "email",
        "product name": "product",
        "variant name": "plan",
        "status": "status",
        "trial ends at": "trial_ends_on",
        "renews at": "renews_on",
        "ends at": "churned_on",
        "created at": "subscribed_on",
        "cancelled": "cancel_at_period_end",
        "test mode": "is_test",
    },
    read_at="https://docs.lemonsqueezy.com/api/subscriptions",
    checked=True,
    # A cancelled subscription runs to the end of its term, and then is expired.
    statuses={"cancelled": "cancels_later"},
    left_out=(
        *("id", "store id", "order id", "order item id", "product id", "variant id"),
        *("status formatted", "card brand", "card last four", "billing anchor", "updated at"),
        *("pause", "urls", "first subscription item", "payment processor"),
    ),
)

LEMON_SQUEEZY_CUSTOMERS = Preset(
    "lemon_squeezy_customers",
    "Lemon Squeezy customers export",
    RowKind.CUSTOMERS,
    Signature(
        ("total revenue currency", "mrr"),
        ("status formatted", "store id", "mrr formatted", "country formatted", "test mode"),
        2,
    ),
    "lemon_squeezy",
    {
        "id": "customer_id",
        "name": "name",
        "email": "email",
        "country": "country",
        "region": "region",
        "mrr": "mrr_cents",
        "total revenue currency": "paid_total_cents",
        "test mode": "is_test",
        # The state of the customer is whether they take marketing e-mail, not whether they pay.
        "status": "agrees_email",
    },
    read_at="https://docs.lemonsqueezy.com/api/customers",
    checked=True,
    left_out=(
        *("store id", "status formatted", "mrr formatted", "country formatted", "city", "urls"),
        *("total revenue currency formatted", "created at", "updated at"),
    ),
    elsewhere=("status",),
)

WOOCOMMERCE = Preset(
    "woocommerce_subscriptions",
    "WooCommerce Subscriptions export",
    RowKind.SUBSCRIPTIONS,
    Signature(
        ("subscription status", "billing period", "billing interval"),
        (
            *("next payment date", "customer username", "order total", "billing first name"),
            *("trial end date", "customer email", "post parent", "date created", "start date"),
        ),
        2,
    ),
    "woocommerce",
    {
        "subscription id": "subscription_id",
        "customer id": "customer_id",
        "customer user": "customer_id",
        "customer email": "email",
        "billing email": "email",
        "billing first name": "first_name",
        "billing last name": "last_name",
        "billing phone": "phone",
        "billing country": "country",
        "billing state": "region",
        "subscription status": "status",
        "order items": "plan",
        "order total": "amount",
        "order currency": "currency",
        "billing period": "billing_interval",
        "billing interval": "interval_count",
        "start date": "subscribed_on",
        "date created": "subscribed_on",
        "trial end date": "trial_ends_on",
        "next payment date": "renews_on",
        "end date": "churned_on",
    },
    read_at="https://github.com/woocommerce/woocommerce-subscriptions-importer-exporter",
    checked=True,
    from_memory=("start date", "order items"),
    statuses={
        "pending": "not_started",
        "wc-pending": "not_started",
        "wc-active": "active",
        "wc-on-hold": "paused",
        "on-hold": "paused",
        "wc-cancelled": "canceled",
        "wc-expired": "canceled",
        "wc-pending-cancel": "cancels_later",
        "pending-cancel": "cancels_later",
        "switched": "canceled",
    },
    left_out=(
        *("subscription id", "id", "customer username", "last order date created", "post parent"),
        *("order shipping", "order shipping tax", "fee total", "fee tax total", "order tax"),
        *("cart discount", "cart discount tax", "payment method", "payment method title"),
        *("shipping method", "billing address 1", "billing address 2", "billing postcode"),
        *("billing city", "billing company", "customer note", "order notes", "coupon items"),
        *("fee items", "tax items", "shipping first name", "shipping last name"),
        *("shipping company", "shipping address 1", "shipping address 2", "shipping city"),
        *("shipping postcode", "shipping state", "shipping country", "download permissions"),
        *("requires manual renewal", "billing email"),
    ),
)

SHOPIFY = Preset(
    "shopify_customers",
    "Shopify customers export",
    RowKind.CUSTOMERS,
    Signature(
        ("email", "accepts email marketing"),
        (
            *(
                "accepts sms marketing",
                "total spent",
                "total orders",
                "tax exempt",
                "province code",
            ),
            *("default address country code", "default address phone", "province code"),
        ),
        2,
    ),
    "shopify",
    {
        "customer id": "customer_id",
        "first name": "first_name",
        "last name": "last_name",
        "email": "email",
        "phone": "phone",
        "default address phone": "phone",
        "default address country code": "country",
        "country code": "country",
        "country": "country",
        "default address province code": "region",
        "province code": "region",
        "total spent": "paid_total",
        # Nobody who left the box empty has asked for e-mail or texts.
        "accepts email marketing": "agrees_email",
        "accepts sms marketing": "agrees_sms",
        "accepts whatsapp marketing": "agrees_whatsapp",
    },
    read_at="https://help.shopify.com/en/manual/customers/import-export-customers",
    checked=True,
    from_memory=("default address country code", "default address province code"),
    left_out=(
        *("total orders", "tax exempt", "note", "tags", "company", "address1", "address2"),
        *("city", "province", "zip", "default address company", "default address address1"),
        *("default address address2", "default address city", "default address zip"),
        *("default address phone", "country"),
    ),
)

REVENUECAT = Preset(
    "revenuecat_transactions",
    "RevenueCat transactions export",
    RowKind.PAYMENTS,
    Signature(
        ("rc original app user id",),
        ("store transaction id", "is trial period", "is sandbox", "product identifier"),
        2,
    ),
    "revenuecat",
    {
        "rc last seen app user id alias": "customer_id",
        "rc original app user id": "customer_id",
        "country": "country",
        "store transaction id": "charge_id",
        "start time": "charge_settled_at",
        "price in purchased currency": "charge_amount",
        "price in usd": "charge_amount",
        "purchased currency": "currency",
        "refunded at": "charge_refunded_at",
        "is trial period": "charge_trial",
        "is sandbox": "is_test",
    },
    read_at="https://www.revenuecat.com/docs/integrations/scheduled-data-exports",
    checked=True,
    left_out=(
        *("rc original app user id", "country source", "product identifier", "end time", "store"),
        *("product display name", "product duration", "grace period end time", "price in usd"),
        *("effective end time", "is auto renewable", "is in intro offer period", "offer type"),
        *("purchase price in usd", "takehome percentage", "tax percentage", "renewal number"),
        *("commission percentage", "original store transaction id", "unsubscribe detected at"),
        *("billing issues detected at", "purchase price in purchased currency", "platform"),
        *("entitlement identifiers", "is trial conversion", "presented offering", "updated at"),
        *("ownership type", "reserved subscriber attributes", "custom subscriber attributes"),
        *("offer", "first seen time", "auto resume time", "experiment id", "experiment variant"),
    ),
)

STORES = (LEMON_SQUEEZY, LEMON_SQUEEZY_CUSTOMERS, WOOCOMMERCE, SHOPIFY, REVENUECAT)
