"""Founders' own Stripe accounts: what a restricted key reads, and the webhooks they asked for.

Never the account that bills founders: a restricted key opens the account it was made in, only for
reading, and only the lists it was permitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from stripe.params import (
    CustomerListParams,
    CustomerRetrieveParams,
    ProductListParams,
    ProductRetrieveParams,
    SubscriptionListParams,
    SubscriptionRetrieveParams,
)

from infra.sandbox.ledger import Ledger, Record, new_stripe_id
from infra.sandbox.stripe.billing import STATUSES, asked_for
from infra.sandbox.stripe.events import Endpoint, StripeEvents
from infra.sandbox.stripe.shapes import (
    whole_customer,
    whole_invoice,
    whole_product,
    whole_subscription,
)
from infra.sandbox.stripe.wire import (
    Params,
    StripeRefused,
    check_params,
    missing,
    page_of,
    read_params,
)
from infra.sandbox.webhooks import Webhooks

EXPAND_LEVELS_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """One list a restricted key may read: its parameters, and what may be expanded in it.

    One object of it is read with the same permissions.
    """

    spec: type[Any]
    one: type[Any]
    permission: str
    expandable: tuple[tuple[str, str], ...] = ()
    """(property, permission it needs)."""


LISTS = {
    "customers": Listed(CustomerListParams, CustomerRetrieveParams, "customers"),
    "subscriptions": Listed(
        SubscriptionListParams,
        SubscriptionRetrieveParams,
        "subscriptions",
        (
            ("data.customer", "customers"),
            ("data.discounts", "subscriptions"),
            ("data.discounts.source.coupon", "coupons"),
        ),
    ),
    "products": Listed(ProductListParams, ProductRetrieveParams, "products"),
}


@dataclass(frozen=True, slots=True)
class _Read:
    """A request to read, under a key that is known."""

    kind: str
    one: str
    """The id of the only object that is wanted; empty for a list."""
    listed: Listed
    key: str
    known: Record


class FounderAccounts:
    """Every founder's account the sandbox plays."""

    def __init__(self, *, ledger: Ledger, webhooks: Webhooks) -> None:
        self._ledger = ledger
        self._webhooks = webhooks

    def routes(self) -> list[Route]:
        """The switches: what a founder does in Stripe's dashboard, and what their customers do."""
        at = "/stripe/accounts/{account}"
        return [
            Route(at, self._set_up, methods=["POST"]),
            Route(f"{at}/objects", self._put, methods=["POST"]),
            Route(f"{at}/delete", self._delete, methods=["POST"]),
            Route(f"{at}/payment_failed", self._fail_payment, methods=["POST"]),
            Route(f"{at}/resend", self._resend, methods=["POST"]),
        ]

    # What a restricted key reads.

    def answer(self, request: Request, key: str) -> Response:
        """A request under a restricted key."""
        known = self._ledger.table("stripe_account_keys").get(key)
        if known is None:
            shown = f"{key[:8]}{'*' * 8}{key[-4:]}"
            return StripeRefused(f"Invalid API Key provided: {shown}", status=401).response()
        kind, _, one = request.url.path.removeprefix("/stripe/v1/").partition("/")
        listed = LISTS.get(kind)
        if request.method != "GET" or listed is None:
            return _forbidden(key, known["account"], "write").response()
        read = _Read(kind, one, listed, key, known)
        found = self._read(request, read)
        if isinstance(found, StripeRefused):
            return found.response()
        self._ledger.save_record(
            "stripe_account_reads", new_stripe_id("req"), {"url": str(request.url)}
        )
        return JSONResponse(found)

    def _read(self, request: Request, read: _Read) -> Record | StripeRefused:
        params = read_params(request.url.query)
        allowed = set(read.known["permissions"])
        account = read.known["account"]
        if read.listed.permission not in allowed:
            return _forbidden(read.key, account, read.listed.permission)
        if refused := check_params(params, read.listed.one if read.one else read.listed.spec):
            return refused
        within = "data." if read.one else ""
        expand = {f"{within}{path}" for path in params.get("expand") or []}
        for path in sorted(expand):
            if refused := _expand_refusal(path, read.listed, allowed, read.key, account):
                return refused
        if read.one:
            return self._object(account, read.kind, read.one, expand)
        rows = self._rows(account, read.kind, params)
        if isinstance(rows, StripeRefused):
            return rows
        found = page_of(request, rows, params)
        if isinstance(found, StripeRefused):
            return found
        return {
            **found,
            "data": [self._seen(account, read.kind, row, expand) for row in found["data"]],
        }

    def _object(
        self, account: str, kind: str, key: str, expand: set[str]
    ) -> Record | StripeRefused:
        """One object; of a deleted customer Stripe keeps that there was one."""
        row = self._table(account, kind).get(key)
        if row is not None:
            return self._seen(account, kind, row, expand)
        if kind == "customers" and key in self._table(account, "deleted_customers"):
            return {"id": key, "object": "customer", "deleted": True}
        return missing(kind.removesuffix("s"), key)

    def _rows(self, account: str, kind: str, params: Params) -> list[Record] | StripeRefused:
        """Oldest first; what `status`, `created` and `email` leave of them."""
        status = params.get("status")
        if kind == "subscriptions" and status not in STATUSES | {None, "all", "ended"}:
            return StripeRefused(f"Invalid status: {status}", param="status")
        rows = sorted(self._table(account, kind).values(), key=lambda row: row["created"])
        if kind == "subscriptions":
            rows = [row for row in rows if asked_for(row, status)]
        if email := params.get("email"):
            rows = [row for row in rows if row["email"] == email]
        created = params.get("created") or {}
        if not isinstance(created, dict) or set(created) - {"gt", "gte", "lt", "lte"}:
            return StripeRefused("Invalid created", param="created")
        for bound, text in created.items():
            rows = [row for row in rows if _within(row["created"], bound, int(text))]
        return rows

    def _seen(self, account: str, kind: str, row: Record, expand: set[str]) -> Record:
        """A row as it is sent: what was not asked for is an id."""
        if kind != "subscriptions":
            return row
        seen = dict(row)
        if "data.customer" in expand:
            gone = {"id": row["customer"], "object": "customer", "deleted": True}
            seen["customer"] = self._table(account, "customers").get(row["customer"], gone)
        if not {"data.discounts", "data.discounts.source.coupon"} & expand:
            seen["discounts"] = [discount["id"] for discount in row["discounts"]]
        elif "data.discounts.source.coupon" not in expand:
            seen["discounts"] = [_with_coupon_id(discount) for discount in row["discounts"]]
        return seen

    def _table(self, account: str, kind: str) -> dict[str, Record]:
        return self._ledger.table(f"stripe_account_{kind}:{account}")

    # What happens in the account.

    async def _set_up(self, request: Request) -> Response:
        """{"keys": {key: [permission, …]}, "endpoint": {"url", "secret"}}; each replaces."""
        account, body = request.path_params["account"], await request.json()
        self.set_up(account, **body)
        return JSONResponse({"account": account})

    def set_up(
        self,
        account: str,
        *,
        keys: dict[str, list[str]] | None = None,
        endpoint: dict[str, str] | None = None,
    ) -> None:
        table = self._ledger.table("stripe_account_keys")
        if keys is not None:
            for key in [key for key, known in table.items() if known["account"] == account]:
                del table[key]
            for key, permissions in keys.items():
                table[key] = {"account": account, "permissions": permissions}
        if endpoint is not None:
            self._ledger.table("stripe_account_endpoints")[account] = endpoint
        self._ledger.touch()

    async def _put(self, request: Request) -> Response:
        """{"customers": […], "subscriptions": […], "products": […]}; the endpoint is notified."""
        body = await request.json()
        account = request.path_params["account"]
        happened: list[tuple[str, Record]] = []
        for kind in LISTS:
            for given in body.get(kind, []):
                known = given.get("id") in self._table(account, kind)
                row = self.save_object(account, kind, given)
                happened.append((f"{_event_noun(kind)}.{'updated' if known else 'created'}", row))
        return self._send_events(account, happened)

    def save_object(self, account: str, kind: str, given: Record) -> Record:
        key = given.get("id") or new_stripe_id({"customers": "cus"}.get(kind, kind[:4]))
        before = self._table(account, kind).get(key, {})
        created = int(self._ledger.now().timestamp())
        row = _WHOLE[kind]({"created": created, **before, **given, "id": key})
        return self._ledger.save_record(f"stripe_account_{kind}:{account}", key, row)

    async def _delete(self, request: Request) -> Response:
        """{"customer": id}: its subscriptions end and stay, the customer is gone."""
        body = await request.json()
        account = request.path_params["account"]
        gone = self._table(account, "customers").pop(body["customer"], None)
        if gone is None:
            return JSONResponse({"error": "There is no such customer."}, 404)
        self._ledger.save_record(f"stripe_account_deleted_customers:{account}", gone["id"], gone)
        happened: list[tuple[str, Record]] = []
        moment = int(self._ledger.now().timestamp())
        for row in self._table(account, "subscriptions").values():
            if row["customer"] == gone["id"] and row["status"] != "canceled":
                row |= {"status": "canceled", "canceled_at": moment, "ended_at": moment}
                happened.append(("customer.subscription.deleted", row))
        return self._send_events(account, [*happened, ("customer.deleted", gone)])

    async def _fail_payment(self, request: Request) -> Response:
        """{"subscription": id}: an invoice of it is not paid, and its customer is delinquent."""
        body = await request.json()
        account = request.path_params["account"]
        row = self._table(account, "subscriptions").get(body["subscription"])
        if row is None:
            return JSONResponse({"error": "There is no such subscription."}, 404)
        row |= {"status": "past_due"}
        happened = [
            ("invoice.payment_failed", _failed_invoice(row)),
            ("customer.subscription.updated", row),
        ]
        if payer := self._table(account, "customers").get(row["customer"]):
            payer |= {"delinquent": True}
            happened.append(("customer.updated", payer))
        return self._send_events(account, happened)

    async def _resend(self, request: Request) -> Response:
        """Deliver every event again, the newest first."""
        account = request.path_params["account"]
        events = self._events(account)
        if events is None:
            return JSONResponse({"error": "This account has no webhook endpoint."}, 404)
        return JSONResponse({"events": events.resend_newest_first()})

    def _send_events(self, account: str, happened: list[tuple[str, Record]]) -> Response:
        events = self._events(account)
        shown = [(kind, self._seen(account, _kind_of(kind), row, set())) for kind, row in happened]
        if events is not None and shown:
            events.send(*shown)
        return JSONResponse({"happened": [kind for kind, _ in happened]})

    def list_events(self) -> list[Record]:
        """Every event of every founder's account, and whether our side took it."""
        accounts = self._ledger.table("stripe_account_endpoints")
        return [
            event
            for account in accounts
            for event in self._ledger.table(f"stripe_account_events:{account}").values()
        ]

    def _events(self, account: str) -> StripeEvents | None:
        endpoint = self._ledger.table("stripe_account_endpoints").get(account)
        if endpoint is None:
            return None
        return StripeEvents(
            endpoint=Endpoint(endpoint["url"], endpoint["secret"]),
            ledger=self._ledger,
            webhooks=self._webhooks,
            table=f"stripe_account_events:{account}",
        )


def _event_noun(kind: str) -> str:
    return {"subscriptions": "customer.subscription"}.get(kind, kind.removesuffix("s"))


def _failed_invoice(subscription: Record) -> Record:
    details = {"subscription": subscription["id"], "metadata": {}}
    parent = {"type": "subscription_details", "subscription_details": details}
    return whole_invoice(
        {
            "id": new_stripe_id("in"),
            "object": "invoice",
            "customer": subscription["customer"],
            "parent": {**parent, "quote_details": None},
            "status": "open",
            "attempt_count": 1,
            "created": subscription.get("created", 0),
            "metadata": {},
        }
    )


def _kind_of(event: str) -> str:
    if event.startswith("invoice"):
        return "invoices"
    return "subscriptions" if "subscription" in event else "customers"


_WHOLE = {
    "customers": whole_customer,
    "subscriptions": whole_subscription,
    "products": whole_product,
}


def _with_coupon_id(discount: Record) -> Record:
    source = discount["source"]
    return {**discount, "source": {**source, "coupon": source["coupon"]["id"]}}


def _expand_refusal(
    path: str, listed: Listed, allowed: set[str], key: str, account: str
) -> StripeRefused | None:
    if len(path.split(".")) > EXPAND_LEVELS_AT_MOST:
        return StripeRefused(
            f"You cannot expand more than 4 levels of a property. Property: {path}"
        )
    needed = dict(listed.expandable).get(path)
    if needed is None:
        return StripeRefused(f"This property cannot be expanded ({path}).")
    return None if needed in allowed else _forbidden(key, account, needed)


def _forbidden(key: str, account: str, permission: str) -> StripeRefused:
    return StripeRefused(
        f"The provided key '{key[:8]}*********{key[-4:]}' does not have the required permissions "
        f"for this endpoint on account '{account}'. Having the 'rak_{permission}_read' permission "
        "would allow this request to continue.",
        status=403,
    )


def _within(created: int, bound: str, limit: int) -> bool:
    match bound:
        case "gt":
            return created > limit
        case "gte":
            return created >= limit
        case "lt":
            return created < limit
    return created <= limit
