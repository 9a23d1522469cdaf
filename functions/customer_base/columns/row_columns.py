"""The canonical columns of files whose rows are no customers: events, tickets and payments.

Data only. Imports no DuckDB, so that the console can ship it.
"""

from __future__ import annotations

from functions.customer_base.columns.column import Column, Kind

ROW_COLUMNS: tuple[Column, ...] = (
    Column("event_at", Kind.MOMENT, "when it was used", ("event time", "timestamp", "occurred at")),
    Column(
        "event_name", Kind.TEXT, "what was used", ("event", "feature", "feature name", "action")
    ),
    Column("event_count", Kind.WHOLE, "how many times", ("count", "uses", "times")),
    Column("ticket_status", Kind.TEXT, "ticket status", ()),
    Column("ticket_topic", Kind.TEXT, "ticket topic", ("topic", "ticket feature", "asked feature")),
    Column("ticket_escalated", Kind.YES_NO, "ticket escalated", ("escalated",)),
    Column("ticket_id", Kind.TEXT, "ticket id", ()),
    Column(
        "charge_id",
        Kind.TEXT,
        "payment id",
        (
            *("payment id", "transaction id", "invoice id", "invoice number", "invoice no"),
            *("order number", "sąskaitos numeris", "номер счета"),
        ),
    ),
    Column(
        "charge_at",
        Kind.MOMENT,
        "when the payment was made or tried",
        (
            *("payment date", "date of payment", "charge date", "charged at", "transaction date"),
            *("invoice date", "payment time", "mokėjimo data", "дата платежа"),
        ),
    ),
    Column(
        "charge_settled_at",
        Kind.MOMENT,
        "when the payment was received",
        ("paid at", "paid on", "date paid", "paid date", "apmokėjimo data", "дата оплаты"),
    ),
    Column(
        "charge_status",
        Kind.OUTCOME,
        "how the payment ended",
        ("payment status", "charge status", "transaction status", "invoice status"),
    ),
    Column(
        "charge_amount",
        Kind.MONEY,
        "amount of the payment",
        ("payment amount", "amount paid", "charged amount", "transaction amount", "paid amount"),
    ),
    Column(
        "charge_amount_cents",
        Kind.CENTS,
        "amount of the payment, in cents",
        ("payment amount cents", "amount paid cents", "amount paid in cents"),
    ),
    Column(
        "charge_refunded",
        Kind.MONEY,
        "of which was paid back",
        ("amount refunded", "refunded amount", "refund amount"),
    ),
    Column("charge_refunded_at", Kind.MOMENT, "when it was paid back", ("refunded at",)),
    Column("charge_dispute", Kind.TEXT, "dispute of the payment", ("dispute status",)),
    Column("charge_trial", Kind.YES_NO, "start of a free trial, not a payment", ()),
)
