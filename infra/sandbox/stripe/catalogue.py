"""Customers, products and prices of the Stripe account."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.routing import Route
from stripe.params import (
    CustomerCreateParams,
    CustomerListParams,
    CustomerUpdateParams,
    PriceCreateParams,
    PriceListParams,
    ProductCreateParams,
    ProductListParams,
)

from infra.sandbox.ledger import Ledger, Record, new_stripe_id
from infra.sandbox.stripe.shapes import whole_customer, whole_price, whole_product
from infra.sandbox.stripe.wire import Params, StripeRefused, StripeWire, missing, page_of, truth


class Catalogue:
    """Who pays, and for what."""

    def __init__(self, *, ledger: Ledger) -> None:
        self._ledger = ledger

    def routes(self, wire: StripeWire) -> list[Route]:
        return [
            wire.route("POST", "customers", self._create_customer, CustomerCreateParams),
            wire.route("GET", "customers", self._list_customers, CustomerListParams),
            wire.route("GET", "customers/{id}", self._customer, None),
            wire.route("POST", "customers/{id}", self._update_customer, CustomerUpdateParams),
            wire.route("POST", "products", self._create_product, ProductCreateParams),
            wire.route("GET", "products", self._list_products, ProductListParams),
            wire.route("GET", "products/{id}", self._product, None),
            wire.route("POST", "prices", self._create_price, PriceCreateParams),
            wire.route("GET", "prices", self._list_prices, PriceListParams),
            wire.route("GET", "prices/{id}", self._price, None),
        ]

    def _created(self) -> int:
        return int(self._ledger.now().timestamp())

    def new_customer(self, params: Params) -> Record:
        known = ("email", "name", "phone", "description", "address", "currency")
        customer = whole_customer(
            {
                "id": params.get("id") or new_stripe_id("cus"),
                "created": params.get("created", self._created()),
                **{name: params.get(name) for name in known},
                "metadata": params.get("metadata") or {},
            }
        )
        return self._ledger.save_record("stripe_customers", customer["id"], customer)

    def _create_customer(self, _request: Request, params: Params) -> Record | StripeRefused:
        if (email := params.get("email")) and "@" not in email:
            return StripeRefused(
                f"Invalid email address: {email}", code="email_invalid", param="email"
            )
        return self.new_customer(params)

    def _list_customers(self, request: Request, params: Params) -> Record | StripeRefused:
        rows = list(self._ledger.table("stripe_customers").values())
        if email := params.get("email"):
            rows = [row for row in rows if row["email"] == email]
        return page_of(request, rows, params)

    def _customer(self, request: Request, _params: Params) -> Record | StripeRefused:
        key = request.path_params["id"]
        return self._ledger.table("stripe_customers").get(key) or missing("customer", key)

    def _update_customer(self, request: Request, params: Params) -> Record | StripeRefused:
        customer = self._customer(request, params)
        if isinstance(customer, StripeRefused):
            return customer
        for name in ("email", "name", "phone", "description", "address"):
            if name in params:
                customer[name] = params[name] or None
        customer["metadata"] |= params.get("metadata") or {}
        self._ledger.touch()
        return customer

    def _create_product(self, _request: Request, params: Params) -> Record:
        product = whole_product(
            {
                "id": params.get("id") or new_stripe_id("prod"),
                "active": truth(params.get("active", "true")),
                "created": self._created(),
                "description": params.get("description"),
                "metadata": params.get("metadata") or {},
                "name": params["name"],
                "unit_label": params.get("unit_label"),
            }
        )
        return self._ledger.save_record("stripe_products", product["id"], product)

    def _list_products(self, request: Request, params: Params) -> Record | StripeRefused:
        rows = list(self._ledger.table("stripe_products").values())
        if "active" in params:
            rows = [row for row in rows if row["active"] == truth(params["active"])]
        return page_of(request, rows, params)

    def _product(self, request: Request, _params: Params) -> Record | StripeRefused:
        key = request.path_params["id"]
        return self._ledger.table("stripe_products").get(key) or missing("product", key)

    def _create_price(self, request: Request, params: Params) -> Record | StripeRefused:
        product = params.get("product")
        if data := params.get("product_data"):
            product = self._create_product(request, data)["id"]
        if product not in self._ledger.table("stripe_products"):
            return missing("product", str(product), param="product", status=400)
        recurring = _recurring(params.get("recurring"))
        if recurring and (refused := self._meter_refusal(recurring)):
            return refused
        taken = [p for p in self.prices() if p["lookup_key"] and p["active"]]
        if params.get("lookup_key") in [price["lookup_key"] for price in taken]:
            return StripeRefused(
                f"A price (`{taken[0]['id']}`) already uses that lookup key.", param="lookup_key"
            )
        decimal = params.get("unit_amount_decimal", params.get("unit_amount"))
        price = whole_price(
            {
                "id": new_stripe_id("price"),
                "billing_scheme": params.get("billing_scheme", "per_unit"),
                "created": self._created(),
                "currency": params["currency"],
                "lookup_key": params.get("lookup_key"),
                "metadata": params.get("metadata") or {},
                "nickname": params.get("nickname"),
                "product": product,
                "recurring": recurring,
                "tiers_mode": params.get("tiers_mode"),
                "unit_amount": int(decimal) if decimal and "." not in decimal else None,
                "unit_amount_decimal": decimal,
            }
        )
        return self._ledger.save_record("stripe_prices", price["id"], price)

    def _meter_refusal(self, recurring: dict[str, Any]) -> StripeRefused | None:
        metered, meter = recurring["usage_type"] == "metered", recurring["meter"]
        if metered and not meter:
            return StripeRefused(
                "A metered price must reference a meter in `recurring[meter]`.",
                param="recurring[meter]",
            )
        if meter and meter not in self._ledger.table("stripe_meters"):
            return missing("billing meter", meter, param="recurring[meter]", status=400)
        return None

    def prices(self) -> list[Record]:
        return list(self._ledger.table("stripe_prices").values())

    def _list_prices(self, request: Request, params: Params) -> Record | StripeRefused:
        rows = self.prices()
        if keys := params.get("lookup_keys"):
            rows = [row for row in rows if row["lookup_key"] in keys]
        if product := params.get("product"):
            rows = [row for row in rows if row["product"] == product]
        if "active" in params:
            rows = [row for row in rows if row["active"] == truth(params["active"])]
        return page_of(request, rows, params)

    def _price(self, request: Request, _params: Params) -> Record | StripeRefused:
        key = request.path_params["id"]
        return self._ledger.table("stripe_prices").get(key) or missing("price", key)


def _recurring(given: Params | None) -> dict[str, Any] | None:
    if not given:
        return None
    return {
        "interval": given.get("interval"),
        "interval_count": int(given.get("interval_count", 1)),
        "meter": given.get("meter"),
        "usage_type": given.get("usage_type", "licensed"),
        "trial_period_days": None,
    }
