"""A person with a canary in every text that a file may say of a customer, among forty others."""

from __future__ import annotations

import csv
import io

from functions.customer_base.columns.canonical import COLUMNS as CANONICAL
from functions.customer_base.columns.column import Kind
from functions.customer_base.columns.row_columns import ROW_COLUMNS
from functions.customer_base.columns.subscription_columns import SUBSCRIPTION_COLUMNS

OTHERS = 40
WORDED = frozenset({Kind.ID, Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.LIST, Kind.USES})
"""What a cell of such a column says is the founder's own words, names or addresses."""
SAID = {
    "customer_id": "CANARYID",
    "user_id": "CANARYUSER",
    "account_id": "CANARYACCOUNT",
    "subscription_id": "CANARYSUBSCRIPTION",
    "name": "Canaria Canary",
    "first_name": "Canariafirst",
    "last_name": "Canarylast",
    "email": "canary@gmail.com",
    "phone": "+12125550987",
    "other_emails": "canary.second@example.com",
    "other_phones": "+12125550986",
    "region": "CANARYREGION",
    "time_zone": "Canary/Zone",
    "product": "canaryproduct",
    "feature_uses": '{"canaryfeature": 4}',
    "support_asks": "canaryask",
    **{
        f"consent_{channel}_{what}": f"canary{channel}{what}"
        for channel in ("whatsapp", "sms", "voice", "email")
        for what in ("source", "wording")
    },
}
NOT_WORDS = frozenset({"currency", "plan"})
"""A currency is one of a list, and a plan is what the founder sells: it stays in the catalogue."""
PLAIN = {
    "plan": "Growth",
    # Who left two months ago is somebody to win back, and so in a page of a pool.
    "status": "canceled",
    "churned_on": "2026-09-20",
    "paid_since": "2025-01-01",
    "country": "US",
    **{f"consent_{channel}": "2025-02-01" for channel in ("whatsapp", "sms", "voice", "email")},
}
NOTES = "canarynote"
COLUMNS = (*SAID, *PLAIN)
HEADERS = (*COLUMNS, "notes")
NEEDLES = (
    *(("canaryfeature" if name == "feature_uses" else text) for name, text in SAID.items()),
    NOTES,
)


def worded_columns() -> frozenset[str]:
    """Columns of a customer whose cells are words, names or addresses."""
    # Rows about events, tickets and payments are counted, and files of subscriptions folded.
    elsewhere = {column.name for column in (*ROW_COLUMNS, *SUBSCRIPTION_COLUMNS)}
    return frozenset(
        column.name
        for column in CANONICAL
        if column.kind in WORDED and column.name not in elsewhere | NOT_WORDS
    )


def canary_file() -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    writer.writerow([*SAID.values(), *PLAIN.values(), NOTES])
    for number in range(1, OTHERS):
        other = {
            "customer_id": f"c{number}",
            "user_id": f"u{number}",
            "account_id": f"a{number}",
            "subscription_id": f"s{number}",
            "name": f"Sample {number}",
            "email": f"sample{number}@example.com",
            "phone": f"+1212555{number:04d}",
            # A mailbox of the person's in another's row.
            "other_emails": SAID["email"] if number == 3 else "",
        }
        writer.writerow([*(other.get(name, "") for name in SAID), *PLAIN.values(), ""])
    # A row that names nobody is rejected, and kept as it came.
    writer.writerow(["", *[""] * 3, SAID["name"], *[""] * (len(HEADERS) - 6), NOTES])
    return text.getvalue().encode()
