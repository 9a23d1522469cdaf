"""The canonical columns that only help to read a subscription and are used up while doing so.

Data only. Imports no DuckDB, so that the console can ship it.
"""

from __future__ import annotations

from functions.customer_base.columns.column import Column, Kind

# The day cancellation was asked for is not the day the customer left: it marks a scheduled
# cancellation while the subscription still runs.
SUBSCRIPTION_COLUMNS: tuple[Column, ...] = (
    Column("subscribed_on", Kind.DATE, "subscribed since", ("subscribed since",)),
    Column("activated_on", Kind.DATE, "subscription became active on", ()),
    Column("canceled_at", Kind.DATE, "cancellation asked for", ("canceled at utc",)),
    Column(
        "cancel_reason",
        Kind.TEXT,
        "why it was cancelled",
        ("cancellation reason", "cancel reason", "churn reason", "reason for cancellation"),
    ),
    Column("scheduled_change", Kind.TEXT, "scheduled change of the subscription", ()),
    Column(
        "interval_count",
        Kind.WHOLE,
        "billed every so many months or years",
        ("interval count", "billing interval count", "billing period count"),
    ),
    Column(
        "unit_price",
        Kind.MONEY,
        "price of one seat per billing period",
        ("unit price", "unit amount", "price per unit", "price per seat"),
    ),
    Column(
        "unit_price_cents",
        Kind.CENTS,
        "price of one seat per billing period, in cents",
        ("unit price cents", "unit price in cents", "unit amount in cents", "unit amount cents"),
    ),
    Column(
        "amount_cents",
        Kind.CENTS,
        "amount per billing period, in cents",
        ("amount in cents", "price in cents", "price cents", "plan amount cents"),
    ),
    Column(
        "is_test",
        Kind.YES_NO,
        "only a test",
        (
            *("test mode", "testmode", "is test", "is test mode", "sandbox", "is sandbox"),
            *("sandbox mode", "test order", "is test order", "test payment", "test transaction"),
            *("test purchase", "test subscription", "testmodus", "testbestellung", "testzahlung"),
            *("mode test", "commande test", "modo de prueba", "pedido de prueba"),
            *("modalità test", "ordine di prova", "modo de teste", "pedido de teste"),
            *("testbestelling", "tryb testowy", "тестовый режим", "тестовый заказ"),
            *("тестовый платеж", "testinis režimas", "testinis mokėjimas"),
        ),
    ),
    Column(
        "is_live",
        Kind.YES_NO,
        "real, not only a test",
        ("livemode", "live mode", "is livemode", "is live mode", "production mode"),
    ),
)
