"""Objects of Stripe's API as rows in the shape of Stripe's own exports. Pure.

The export presets then give the rows their meaning, so a synced base is read by exactly the rules
of an uploaded one. What the API does not say stays empty; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

Row = dict[str, str]
Thing = Mapping[str, Any]

CUSTOMER_COLUMNS = (
    "id",
    "Name",
    "Email",
    "Phone",
    "Created (UTC)",
    "Delinquent",
    "Card Address Country",
    "Card Address State",
    "Preferred Locales",
    "Status",
)
"""`Status` stays empty, as in an export for a customer without subscription: it says that the file
lists customers, so that a customer without a subscription is one too."""
SUBSCRIPTION_COLUMNS = (
    "id",
    "Customer ID",
    "Plan",
    "Product",
    "Quantity",
    "Status",
    "Currency",
    "Amount",
    "Interval",
    "Created (UTC)",
    "Start (UTC)",
    "Current Period End (UTC)",
    "Trial End (UTC)",
    "Canceled At (UTC)",
    "Cancel At Period End",
    "Ended At (UTC)",
    "Price ID",
    "Plan Key",
)
"""The last two are ours: the name of last resort, and what stays the same while the plan does."""

_ZERO_DECIMAL = frozenset(
    "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split()  # noqa: SIM905
)
_THREE_DECIMAL = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
"""https://docs.stripe.com/currencies: ISK and UGX are written in hundredths all the same."""

_MONTHS_OF = {"month": Decimal(1), "year": Decimal(12)}
_DAYS_OF = {"day": Decimal(1), "week": Decimal(7)}
_MONTHS_A_DAY = Decimal(12) / Decimal(365)
_LONGEST_CELL = 1000


def customer_row(customer: Thing) -> Row:
    """One customer. A name given for a person or a business stands in for a missing one."""
    address = _inner(customer, "address")
    locales = customer.get("preferred_locales") or ()
    names = (customer.get(key) for key in ("name", "individual_name", "business_name"))
    return _row(
        CUSTOMER_COLUMNS,
        {
            "id": customer["id"],
            "Name": next((name for name in names if name), ""),
            "Email": customer.get("email"),
            "Phone": customer.get("phone"),
            "Created (UTC)": _moment(customer.get("created")),
            "Delinquent": _truth(customer.get("delinquent")),
            "Card Address Country": address.get("country"),
            "Card Address State": address.get("state"),
            "Preferred Locales": locales[0] if locales else "",
        },
    )


def subscription_row(subscription: Thing) -> Row:
    """One subscription, which may have several items.

    The plan is that of the item that costs most a month (of equals the smallest item id); plan,
    product, quantity and interval are its own. The amount is what all licensed items cost together
    in that interval, less what is known to be taken off; it is empty where that cannot be known
    (metered or tiered prices alone, a discount that is only named). Intervals other than a month
    or a year are brought to one: a quarter's third is a month's amount.
    """
    items = sorted(_items(subscription), key=lambda item: str(item.get("id", "")))
    main = max(items, key=lambda item: _monthly(item) or Decimal(-1), default={})
    price = _price(main)
    product = price.get("product") or ""
    product_id = product.get("id", "") if isinstance(product, Mapping) else str(product)
    nickname = str(price.get("nickname") or "")
    interval = _interval(price)
    ends = main.get("current_period_end") or subscription.get("current_period_end")
    currency = str(subscription.get("currency") or price.get("currency") or "").lower()
    leaving = subscription.get("cancel_at_period_end") or subscription.get("cancel_at")
    return _row(
        SUBSCRIPTION_COLUMNS,
        {
            "id": subscription["id"],
            "Customer ID": customer_of(subscription),
            "Plan": nickname,
            "Product": product_id,
            "Quantity": main.get("quantity"),
            "Status": subscription.get("status"),
            "Currency": currency,
            "Amount": _amount(subscription, items, interval, currency),
            "Interval": interval,
            "Created (UTC)": _moment(subscription.get("created")),
            "Start (UTC)": _moment(_plan_since(subscription, main)),
            "Current Period End (UTC)": _moment(ends),
            "Trial End (UTC)": _moment(subscription.get("trial_end")),
            "Canceled At (UTC)": _moment(subscription.get("canceled_at")),
            "Cancel At Period End": _truth(bool(leaving)),
            "Ended At (UTC)": _moment(subscription.get("ended_at")),
            "Price ID": price.get("lookup_key") or price.get("id"),
            "Plan Key": f"{product_id}:{nickname}",
        },
    )


def customer_of(subscription: Thing) -> str:
    """The id of a subscription's customer, expanded or not."""
    customer = subscription.get("customer") or ""
    return str(customer.get("id", "")) if isinstance(customer, Mapping) else str(customer)


def is_described(subscription: Thing) -> bool:
    """Whether its row says all that Stripe knows: an event names discounts by their ids only."""
    discounts = [*(subscription.get("discounts") or ())]
    for item in _items(subscription):
        discounts += item.get("discounts") or ()
    return all(_coupon(discount) for discount in discounts if discount)


def with_names(row: Row, products: Mapping[str, str]) -> Row:
    """A subscription's row with its product and plan by the names people know them by.

    The plan is the price's nickname, else its product's name, else its lookup key or id.
    """
    product = products.get(row["Product"], "")
    plan = row["Plan"] or product or row["Price ID"]
    return {**row, "Product": product or row["Product"], "Plan": plan}


def with_plan_start(row: Row, before: Row | None, *, noticed: datetime) -> Row:
    """The row with the day its plan began, as far as it was ever seen.

    The API does not say when a plan was changed in place. Where the row known so far has another
    plan, the change is dated when it was noticed; where it has the same, its date is kept.
    """
    if before is None or not before.get("Plan Key"):
        return row
    same = before["Plan Key"] == row["Plan Key"]
    known = before["Start (UTC)"] if same else written(noticed)
    return {**row, "Start (UTC)": max(row["Start (UTC)"], known)}


def written(moment: datetime) -> str:
    """A moment as Stripe's exports write it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def _plan_since(subscription: Thing, main: Thing) -> int | None:
    """The latest of what began: nobody is on a plan longer than its item or its price exists."""
    began = (
        subscription.get("start_date"),
        main.get("created"),
        _price(main).get("created"),
    )
    known = [moment for moment in began if isinstance(moment, int)]
    return max(known, default=None)


def _items(subscription: Thing) -> Iterator[Thing]:
    """Its items; `plan` stands for the only one in events of old API versions."""
    listed = _inner(subscription, "items").get("data") or ()
    if listed:
        yield from listed
    elif subscription.get("plan"):
        yield {"plan": subscription["plan"], "quantity": subscription.get("quantity")}


def _price(item: Thing) -> Thing:
    """An item's price; a `plan` of old API versions says the same in its own words."""
    price = _inner(item, "price")
    if price:
        return price
    plan = _inner(item, "plan")
    if not plan:
        return {}
    recurring = {key: plan.get(key) for key in ("interval", "interval_count", "usage_type")}
    return {
        **plan,
        "unit_amount": plan.get("amount"),
        "unit_amount_decimal": plan.get("amount_decimal"),
        "recurring": recurring,
    }


def _months(price: Thing) -> Decimal | None:
    """How many months one billing period of a price is."""
    recurring = _inner(price, "recurring")
    unit, count = recurring.get("interval"), Decimal(recurring.get("interval_count") or 1)
    if unit in _MONTHS_OF:
        return _MONTHS_OF[unit] * count
    return _DAYS_OF[unit] * count * _MONTHS_A_DAY if unit in _DAYS_OF else None


def _interval(price: Thing) -> str:
    months = _months(price)
    if months is None:
        return ""
    return "year" if months % 12 == 0 else "month"


def _monthly(item: Thing) -> Decimal | None:
    """What one licensed item costs a month in minor units; None where that is not fixed."""
    price = _price(item)
    months = _months(price)
    if months is None or _inner(price, "recurring").get("usage_type") == "metered":
        return None
    each = _number(price.get("unit_amount_decimal"))
    if each is None:
        each = _number(price.get("unit_amount"))
    quantity = _number(item.get("quantity", 1))
    if each is None or quantity is None:
        return None
    if dividing := _inner(price, "transform_quantity"):
        quantity = _packages(quantity, dividing)
    return each * quantity / months


def _packages(quantity: Decimal, dividing: Thing) -> Decimal:
    """Packages of so many units each, rounded as the price says."""
    whole, rest = divmod(quantity, Decimal(dividing.get("divide_by") or 1))
    return whole + (1 if rest and dividing.get("round") == "up" else 0)


def _amount(subscription: Thing, items: list[Thing], interval: str, currency: str) -> str:
    known = [monthly for item in items if (monthly := _monthly(item)) is not None]
    if not known or not interval:
        return ""
    months = _MONTHS_OF[interval]
    reduced = _reduced(sum(known, Decimal(0)) * months, subscription, items)
    return "" if reduced is None else _decimal(reduced, currency)


def _reduced(amount: Decimal, subscription: Thing, items: list[Thing]) -> Decimal | None:
    """The amount less its discounts; None where one is named but not described.

    Taken off in their order, as Stripe does; one that ends is taken off all the same, because
    until then that is what is paid.
    """
    discounts = [*(subscription.get("discounts") or ()), subscription.get("discount")]
    for item in items:
        discounts += item.get("discounts") or ()
    for discount in discounts:
        if not discount:
            continue
        coupon = _coupon(discount)
        percent, off = _number(coupon.get("percent_off")), _number(coupon.get("amount_off"))
        if percent is not None:
            amount -= amount * percent / 100
        elif off is not None:
            amount -= off
        else:
            return None
    return max(amount, Decimal(0))


def _coupon(discount: object) -> Thing:
    if not isinstance(discount, Mapping):
        return {}
    return _inner(discount, "coupon") or _inner(_inner(discount, "source"), "coupon")


def _decimal(minor: Decimal, currency: str) -> str:
    """Minor units as the decimal amount people write.

    Three decimals get a fourth: alone, `1.234` could be a thousand as well.
    """
    places = 0 if currency in _ZERO_DECIMAL else 3 if currency in _THREE_DECIMAL else 2
    whole = minor.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return str(whole.scaleb(-places)) + ("0" if places == 3 else "")


def _number(value: object) -> Decimal | None:
    """Raises nothing: what is no number is not known."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _moment(seconds: object) -> str:
    return written(datetime.fromtimestamp(seconds, UTC)) if isinstance(seconds, int) else ""


def _truth(value: object) -> str:
    return "" if value is None else str(bool(value)).lower()


def _inner(thing: Thing, name: str) -> Thing:
    found = thing.get(name)
    return found if isinstance(found, Mapping) else {}


def _row(columns: tuple[str, ...], values: Mapping[str, object]) -> Row:
    return {name: _cell(values.get(name)) for name in columns}


def _cell(value: object) -> str:
    """One line of text, not longer than any real name or address."""
    text = "" if value is None else str(value)
    return " ".join(text.replace("\0", "").split())[:_LONGEST_CELL]
