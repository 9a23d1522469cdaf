"""Sample Stripe exports: what most founders have on their first day, clearly nobody's data.

No phone, no usage and no consent; together with the subscriptions some have left and some renew.

    python -m infra.local.sample_stripe --rows 300 customers.csv subscriptions.csv
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from infra.local.samples.sample_base import FIRST_NAMES, PRICES, PRODUCT, Row

STRIPE_CUSTOMERS = (
    "id",
    "Description",
    "Email",
    "Name",
    "Created (UTC)",
    "Delinquent",
    "Card ID",
    "Card Last4",
    "Card Brand",
    "Card Issue Country",
    "Plan",
    "Status",
    "Total Spend",
    "Payment Count",
    "Average Order",
    "Refunded Volume",
)
STRIPE_SUBSCRIPTIONS = (
    "id",
    "Customer ID",
    "Customer Name",
    "Customer Email",
    "Plan",
    "Product",
    "Quantity",
    "Status",
    "Cancellation Reason",
    "Currency",
    "Amount",
    "Interval",
    "Created (UTC)",
    "Start (UTC)",
    "Current Period Start (UTC)",
    "Current Period End (UTC)",
    "Trial Start (UTC)",
    "Trial End (UTC)",
    "Canceled At (UTC)",
    "Ended At (UTC)",
)


def stripe_rows(rows: int, *, seed: int, today: date) -> Iterator[tuple[Row, Row | None]]:
    """Yield (customer, subscription) as Stripe exports them: no phone, no usage, no consent."""
    chance = random.Random(seed)

    def moment(days: int) -> str:
        return f"{(today - timedelta(days=days)).isoformat()} {chance.randint(0, 23):02d}:30"

    for number in range(1, rows + 1):
        kind = chance.choices(
            ("active", "annual", "canceled", "trialing", "lead"), weights=(40, 20, 25, 8, 7)
        )[0]
        plan = chance.choice(("Starter", "Growth"))
        yearly = kind == "annual" or (kind == "canceled" and chance.random() < 0.3)
        amount = PRICES[plan] * (10 if yearly else 1)
        begun = chance.randint(220, 700)
        left = chance.randint(5, 215)
        ahead = chance.randint(1, 200 if yearly else 29)
        paid = kind in {"active", "annual", "canceled"}
        status = {"active": "active", "annual": "active", "lead": ""}.get(kind, kind)
        customer = {
            "id": f"cus_stripe{number:06d}",
            "Description": "",
            "Email": f"stripe{number:06d}@example.com",
            "Name": f"{chance.choice(FIRST_NAMES)} Sample-{number:04d}",
            "Created (UTC)": moment(begun),
            "Delinquent": "false",
            "Card ID": f"card_{number:06d}" if paid else "",
            "Card Last4": "4242" if paid else "",
            "Card Brand": "Visa" if paid else "",
            "Card Issue Country": chance.choice(("US", "LT", "DE")) if paid else "",
            "Plan": plan if status else "",
            "Status": status,
            "Total Spend": f"{amount * 3}.00" if paid else "0.00",
            "Payment Count": "3" if paid else "0",
            "Average Order": f"{amount}.00" if paid else "0.00",
            "Refunded Volume": "0.00",
        }
        if kind == "lead":
            yield customer, None
            continue
        trial = kind == "trialing"
        end = moment(left) if kind == "canceled" else moment(-ahead)
        subscription = {
            "id": f"sub_stripe{number:06d}",
            "Customer ID": customer["id"],
            "Customer Name": customer["Name"],
            "Customer Email": customer["Email"],
            "Plan": plan,
            "Product": PRODUCT,
            "Quantity": "1",
            "Status": status,
            "Cancellation Reason": "",
            "Currency": "usd",
            "Amount": f"{amount}.00",
            "Interval": "year" if yearly else "month",
            "Created (UTC)": moment(4 if trial else begun),
            "Start (UTC)": moment(4 if trial else begun),
            "Current Period Start (UTC)": moment(4 if trial else 1),
            "Current Period End (UTC)": end,
            "Trial Start (UTC)": moment(4) if trial else "",
            "Trial End (UTC)": moment(-10) if trial else "",
            "Canceled At (UTC)": moment(left) if kind == "canceled" else "",
            "Ended At (UTC)": moment(left) if kind == "canceled" else "",
        }
        yield customer, subscription


def write_stripe(
    customers: Path, subscriptions: Path | None, *, rows: int, seed: int, today: date
) -> None:
    """Write a bare Stripe customers export and, if wanted, its subscriptions export."""
    pairs = list(stripe_rows(rows, seed=seed, today=today))
    _write(customers, STRIPE_CUSTOMERS, [customer for customer, _ in pairs])
    if subscriptions is not None:
        _write(subscriptions, STRIPE_SUBSCRIPTIONS, [sub for _, sub in pairs if sub is not None])


def _write(target: Path, headers: tuple[str, ...], rows: list[Row]) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=headers)
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Write files as asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(UTC).date())
    parser.add_argument("customers", type=Path)
    parser.add_argument("subscriptions", type=Path, nargs="?")
    given = parser.parse_args()
    write_stripe(
        given.customers, given.subscriptions, rows=given.rows, seed=given.seed, today=given.today
    )


if __name__ == "__main__":
    main()
