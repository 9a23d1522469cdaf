"""Checkout, the billing portal and subscriptions, with the pages a founder pays on.

Payments are played: the Pay button succeeds unless the customer's payments are switched to fail.
"""

from __future__ import annotations

from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from stripe.params import SubscriptionListParams
from stripe.params.billing_portal import SessionCreateParams as PortalCreateParams
from stripe.params.checkout import SessionCreateParams as CheckoutCreateParams

from infra.sandbox.ledger import Ledger, Record, new_stripe_id
from infra.sandbox.stripe.catalogue import Catalogue
from infra.sandbox.stripe.events import StripeEvents
from infra.sandbox.stripe.shapes import (
    whole_invoice,
    whole_portal,
    whole_session,
    whole_subscription,
)
from infra.sandbox.stripe.wire import Params, StripeRefused, StripeWire, missing, page_of

MONTH_S = 30 * 24 * 3600
STATUSES = {
    "active",
    "trialing",
    "past_due",
    "canceled",
    "unpaid",
    "incomplete",
    "incomplete_expired",
    "paused",
}


class Billing:
    """What customers subscribe to, and how they pay."""

    def __init__(self, *, ledger: Ledger, catalogue: Catalogue, events: StripeEvents) -> None:
        self._ledger = ledger
        self._catalogue = catalogue
        self._events = events

    def routes(self, wire: StripeWire) -> list[Route]:
        return [
            wire.route("POST", "checkout/sessions", self._checkout, CheckoutCreateParams),
            wire.route("GET", "checkout/sessions/{id}", self._checkout_session, None),
            wire.route("POST", "billing_portal/sessions", self._portal, PortalCreateParams),
            wire.route("GET", "subscriptions", self._subscriptions, SubscriptionListParams),
            wire.route("GET", "subscriptions/{id}", self._subscription, None),
            wire.route("DELETE", "subscriptions/{id}", self._cancel_subscription, None),
            Route("/stripe/checkout/{id}", self._checkout_page, methods=["GET"]),
            Route("/stripe/checkout/{id}", self._pay, methods=["POST"]),
            Route("/stripe/portal/{id}", self._portal_page, methods=["GET"]),
            Route("/stripe/portal/{id}", self._portal_action, methods=["POST"]),
            Route("/stripe/switches/payments/{customer}", self._payment, methods=["POST"]),
        ]

    def _checkout(self, request: Request, params: Params) -> Record | StripeRefused:
        if params.get("mode") != "subscription":
            return StripeRefused("Invalid mode: must be one of subscription here", param="mode")
        if not params.get("success_url"):
            return StripeRefused(
                "Missing required param: success_url.",
                code="parameter_missing",
                param="success_url",
            )
        lines = params.get("line_items") or []
        if not lines:
            return StripeRefused("Missing required param: line_items.", code="parameter_missing")
        for number, line in enumerate(lines):
            if refused := self._line_refusal(number, line):
                return refused
        customer = params.get("customer")
        if customer and customer not in self._ledger.table("stripe_customers"):
            return missing("customer", customer, param="customer", status=400)
        key = new_stripe_id("cs_test")
        session = {
            "id": key,
            "object": "checkout.session",
            "client_reference_id": params.get("client_reference_id"),
            "created": int(self._ledger.now().timestamp()),
            "customer": customer,
            "customer_email": params.get("customer_email"),
            "cancel_url": params.get("cancel_url"),
            "livemode": False,
            "metadata": params.get("metadata") or {},
            "mode": "subscription",
            "payment_status": "unpaid",
            "status": "open",
            "subscription": None,
            "success_url": params["success_url"],
            "url": f"{_base(request)}/stripe/checkout/{key}",
        }
        asked = {"lines": lines, "subscription_data": params.get("subscription_data") or {}}
        self._ledger.save_record("stripe_checkout_lines", key, asked)
        return self._ledger.save_record("stripe_checkouts", key, whole_session(session))

    def _line_refusal(self, number: int, line: Params) -> StripeRefused | None:
        price = self._ledger.table("stripe_prices").get(line.get("price", ""))
        if price is None:
            return missing(
                "price", line.get("price", ""), param=f"line_items[{number}][price]", status=400
            )
        metered = (price["recurring"] or {}).get("usage_type") == "metered"
        if metered and "quantity" in line:
            return StripeRefused(
                "Quantity should not be specified where usage_type is `metered`. Remove "
                f"`quantity` from `line_items[{number}]`",
                param=f"line_items[{number}][quantity]",
            )
        if not metered and "quantity" not in line:
            return StripeRefused(
                f"Missing required param: line_items[{number}][quantity].",
                code="parameter_missing",
            )
        return None

    def _checkout_session(self, request: Request, _params: Params) -> Record | StripeRefused:
        key = request.path_params["id"]
        found = self._ledger.table("stripe_checkouts").get(key)
        return found or missing("checkout.session", key)

    async def _checkout_page(self, request: Request) -> Response:
        session = self._ledger.table("stripe_checkouts").get(request.path_params["id"])
        if session is None:
            return HTMLResponse(page("Checkout", "<p>There is no such checkout.</p>"), 404)
        if session["status"] != "open":
            return HTMLResponse(page("Checkout", "<p>This checkout is complete.</p>"))
        lines = self._ledger.table("stripe_checkout_lines")[session["id"]]["lines"]
        prices = self._ledger.table("stripe_prices")
        rows = "".join(f"<li>{escape(_price_line(prices[line['price']]))}</li>" for line in lines)
        form = (
            f"<ul>{rows}</ul><form method=post>"
            "<button name=outcome value=pay>Pay and subscribe</button> "
            "<button name=outcome value=cancel class=plain>Go back</button></form>"
        )
        return HTMLResponse(page("Checkout (sandbox, no real payment)", form))

    async def _pay(self, request: Request) -> Response:
        key = request.path_params["id"]
        session = self._ledger.table("stripe_checkouts").get(key)
        if session is None or session["status"] != "open":
            return HTMLResponse(page("Checkout", "<p>This checkout is not open.</p>"), 409)
        form = await request.form()
        if form.get("outcome") == "cancel":
            return RedirectResponse(session["cancel_url"] or session["success_url"], 303)
        self.complete(session)
        target = session["success_url"].replace("{CHECKOUT_SESSION_ID}", key)
        return RedirectResponse(target, 303)

    def complete(self, session: Record) -> Record:
        """Somebody paid: the subscription exists, and our side is notified."""
        asked = self._ledger.table("stripe_checkout_lines")[session["id"]]
        if session["customer"] is None:
            fresh = self._catalogue.new_customer({"email": session["customer_email"]})
            session["customer"] = fresh["id"]
        subscription = self._new_subscription(
            customer=session["customer"],
            prices=[line["price"] for line in asked["lines"]],
            metadata=asked["subscription_data"].get("metadata") or {},
        )
        session |= {
            "status": "complete",
            "payment_status": "paid",
            "subscription": subscription["id"],
        }
        self._ledger.touch()
        self._events.send(
            ("checkout.session.completed", session),
            ("customer.subscription.created", subscription),
            ("invoice.paid", self._invoice(subscription, paid=True)),
        )
        return subscription

    def _new_subscription(
        self, *, customer: str, prices: list[str], metadata: dict[str, Any]
    ) -> Record:
        key, moment = new_stripe_id("sub"), int(self._ledger.now().timestamp())
        known = self._ledger.table("stripe_prices")
        items = [
            {
                "id": new_stripe_id("si"),
                "price": known[price],
                "current_period_start": moment,
                "current_period_end": moment + MONTH_S,
            }
            for price in prices
        ]
        return self._keep(
            {
                "id": key,
                "customer": customer,
                "created": moment,
                "start_date": moment,
                "currency": known[prices[0]]["currency"],
                "items": {"data": items},
                "metadata": metadata,
            }
        )

    def _keep(self, given: Record) -> Record:
        key = given.get("id") or new_stripe_id("sub")
        subscription = {"created": int(self._ledger.now().timestamp()), **given, "id": key}
        return self._ledger.save_record(
            "stripe_subscriptions", key, whole_subscription(subscription)
        )

    def _invoice(self, subscription: Record, *, paid: bool) -> Record:
        key = new_stripe_id("in")
        details = {"subscription": subscription["id"], "metadata": subscription["metadata"]}
        invoice = {
            "id": key,
            "object": "invoice",
            "amount_due": 0,
            "amount_paid": 0,
            "attempt_count": 1,
            "attempted": True,
            "billing_reason": "subscription_cycle",
            "created": int(self._ledger.now().timestamp()),
            "currency": subscription.get("currency", "usd"),
            "customer": subscription["customer"],
            "livemode": False,
            "metadata": {},
            "parent": {
                "type": "subscription_details",
                "quote_details": None,
                "subscription_details": details,
            },
            "status": "paid" if paid else "open",
        }
        subscription["latest_invoice"] = key
        return self._ledger.save_record("stripe_invoices", key, whole_invoice(invoice))

    def _subscriptions(self, request: Request, params: Params) -> Record | StripeRefused:
        status = params.get("status")
        if status not in STATUSES | {None, "all", "ended"}:
            return StripeRefused(f"Invalid status: {status}", param="status")
        expand = params.get("expand") or []
        if unknown := set(expand) - {"data.customer", "data.latest_invoice"}:
            return StripeRefused(f"This property cannot be expanded ({sorted(unknown)[0]}).")
        rows = [
            row
            for row in self._ledger.table("stripe_subscriptions").values()
            if asked_for(row, status) and params.get("customer", row["customer"]) == row["customer"]
        ]
        found = page_of(request, rows, params)
        if isinstance(found, StripeRefused) or "data.customer" not in expand:
            return found
        customers = self._ledger.table("stripe_customers")
        data = [{**row, "customer": customers[row["customer"]]} for row in found["data"]]
        return {**found, "data": data}

    def _subscription(self, request: Request, _params: Params) -> Record | StripeRefused:
        key = request.path_params["id"]
        found = self._ledger.table("stripe_subscriptions").get(key)
        return found or missing("subscription", key)

    def _cancel_subscription(self, request: Request, params: Params) -> Record | StripeRefused:
        subscription = self._subscription(request, params)
        if isinstance(subscription, StripeRefused) or subscription["status"] == "canceled":
            return missing("subscription", request.path_params["id"])
        return self._end(subscription)

    def _portal(self, request: Request, params: Params) -> Record | StripeRefused:
        customer = params.get("customer")
        if customer not in self._ledger.table("stripe_customers"):
            return missing("customer", str(customer), param="customer", status=400)
        key = new_stripe_id("bps")
        session = {
            "id": key,
            "object": "billing_portal.session",
            "configuration": "bpc_sandbox",
            "created": int(self._ledger.now().timestamp()),
            "customer": customer,
            "livemode": False,
            "return_url": params.get("return_url"),
            "url": f"{_base(request)}/stripe/portal/{key}",
        }
        return self._ledger.save_record("stripe_portals", key, whole_portal(session))

    async def _portal_page(self, request: Request) -> Response:
        session = self._ledger.table("stripe_portals").get(request.path_params["id"])
        if session is None:
            return HTMLResponse(page("Billing", "<p>There is no such session.</p>"), 404)
        rows = [
            f"<li>{escape(row['id'])}: {escape(row['status'])}</li>"
            for row in self._of(session["customer"])
        ]
        form = (
            f"<ul>{''.join(rows)}</ul><form method=post>"
            "<button name=action value=pay>Update card and pay</button> "
            "<button name=action value=cancel>Cancel subscription</button> "
            "<button name=action value=return class=plain>Go back</button></form>"
        )
        return HTMLResponse(page("Billing (sandbox)", form))

    async def _portal_action(self, request: Request) -> Response:
        session = self._ledger.table("stripe_portals").get(request.path_params["id"])
        if session is None:
            return HTMLResponse(page("Billing", "<p>There is no such session.</p>"), 404)
        action = (await request.form()).get("action")
        if action == "pay":
            self.settle(session["customer"], paid=True)
        elif action == "cancel":
            self.cancel(session["customer"])
        return RedirectResponse(session["return_url"] or str(request.url), 303)

    def _of(self, customer: str) -> list[Record]:
        rows = self._ledger.table("stripe_subscriptions").values()
        return [row for row in rows if row["customer"] == customer]

    def settle(self, customer: str, *, paid: bool) -> int:
        """An invoice of every subscription that is not canceled is paid, or fails."""
        rows = [row for row in self._of(customer) if row["status"] != "canceled"]
        for row in rows:
            row["status"] = "active" if paid else "past_due"
            kind = "invoice.paid" if paid else "invoice.payment_failed"
            invoice = self._invoice(row, paid=paid)
            self._events.send((kind, invoice), ("customer.subscription.updated", row))
        self._ledger.touch()
        return len(rows)

    def cancel(self, customer: str) -> None:
        for row in self._of(customer):
            if row["status"] != "canceled":
                self._end(row)

    def _end(self, subscription: Record) -> Record:
        moment = int(self._ledger.now().timestamp())
        subscription |= {"status": "canceled", "canceled_at": moment, "ended_at": moment}
        self._ledger.touch()
        self._events.send(("customer.subscription.deleted", subscription))
        return subscription

    async def _payment(self, request: Request) -> Response:
        """A sandbox switch: {"succeeds": false} lets the customer's next invoice fail."""
        body = await request.json()
        customer = request.path_params["customer"]
        settled = self.settle(customer, paid=bool(body.get("succeeds", False)))
        return JSONResponse({"invoices": settled}, status_code=200 if settled else 404)


def asked_for(row: Record, status: str | None) -> bool:
    if status == "all":
        return True
    if status == "ended":
        return row["status"] in {"canceled", "incomplete_expired"}
    given = str(row["status"])
    return given != "canceled" if status is None else given == status


def _price_line(price: Record) -> str:
    amount = price["unit_amount_decimal"]
    shown = f"{float(amount) / 100:.2f} {price['currency'].upper()}" if amount else "by usage"
    per = " per unit used" if (price["recurring"] or {}).get("usage_type") == "metered" else ""
    return f"{price['nickname'] or price['product']}: {shown}{per}"


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def page(title: str, body: str) -> str:
    """One plain page of the payment provider."""
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>body{{font:16px/1.5 system-ui;max-width:34rem;"
        "margin:3rem auto;padding:0 1rem;color:#1a1f36}button{font:inherit;padding:.6rem 1.2rem;"
        "border:0;border-radius:.5rem;background:#635bff;color:#fff;cursor:pointer}"
        "button.plain{background:#e6e8f0;color:#1a1f36}</style>"
        f"<main><h1>{escape(title)}</h1>{body}</main></html>"
    )
