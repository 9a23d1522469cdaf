"""The canonical columns of files whose rows are no customers: usage events and tickets.

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
)
