"""A founder's own Stripe account, read with its restricted key: three lists, and single objects.

This is never the account that bills founders. Expected refusals are values; the key and what was
answered are never logged. Waiting and trying again are for the caller, who knows how long it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any, cast

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from stripe import HTTPClient, StripeClient
    from stripe._base_address import BaseAddresses

PAGE = 100
"""The most Stripe gives at once."""
_TIMEOUT_S = 20
_EXPANDED = ("data.customer", "data.discounts.source.coupon")


@dataclass(frozen=True, slots=True)
class ObjectPage:
    """One page of a list, newest first."""

    things: tuple[Mapping[str, Any], ...] = field(repr=False)
    more: bool


@dataclass(frozen=True, slots=True)
class KeyRefused:
    """Stripe does not know the key any more."""


@dataclass(frozen=True, slots=True)
class NotPermitted:
    """The key is good, but not for this list, or not for what should come with it."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Too many requests, or Stripe is away; `wait_s` is what Stripe asks for, if it does."""

    wait_s: float | None = None


@dataclass(frozen=True, slots=True)
class CursorGone:
    """The object to go on after was deleted meanwhile."""


@dataclass(frozen=True, slots=True)
class OneObject:
    """An object as it is now; None where Stripe does not have it any more."""

    thing: Mapping[str, Any] | None = field(repr=False)


ObjectAnswer = OneObject | KeyRefused | NotPermitted | Busy
ListAnswer = ObjectPage | KeyRefused | NotPermitted | Busy | CursorGone


@dataclass(frozen=True, slots=True)
class ListPosition:
    """From where a list goes on: after an object, and not newer than a moment (Unix seconds)."""

    after: str = ""
    created_until: int | None = None


class StripeAccount:
    """One account. `url` replaces the provider's base address where it is not empty."""

    def __init__(self, *, key: str, url: str = "", timeout_s: float = _TIMEOUT_S) -> None:
        self._key = key
        self._timeout_s = timeout_s
        self._url = url
        self._made: tuple[StripeClient, HTTPClient] | None = None
        self._without_coupons = False

    @property
    def _client(self) -> StripeClient:
        if self._made is None:
            import stripe

            http = stripe.RequestsClient(timeout=self._timeout_s)
            addresses: BaseAddresses = {"api": self._url} if self._url else {}
            client = stripe.StripeClient(
                self._key, base_addresses=addresses, http_client=http, max_network_retries=0
            )
            self._made = (client, http)
        return self._made[0]

    def close(self) -> None:
        """Let go of the connection that is kept open between pages."""
        if self._made is not None:
            self._made[1].close()  # type: ignore[no-untyped-call]

    def subscriptions(self, where: ListPosition, *, limit: int = PAGE) -> ListAnswer:
        """Subscriptions of every status, each with its customer.

        Their coupons come too where the key may read them; without, a discount stays undescribed.
        """
        if not self._without_coupons:
            found = self._list("subscriptions", where, limit, status="all", expand=list(_EXPANDED))
            if not isinstance(found, NotPermitted):
                return found
        without = self._list("subscriptions", where, limit, status="all", expand=["data.customer"])
        self._without_coupons = isinstance(without, ObjectPage)
        return without

    def customers(self, where: ListPosition, *, limit: int = PAGE) -> ListAnswer:
        return self._list("customers", where, limit)

    def products(self, where: ListPosition, *, limit: int = PAGE) -> ListAnswer:
        return self._list("products", where, limit)

    def check(self) -> KeyRefused | NotPermitted | Busy | None:
        """Whether the key reads what a sync needs: two requests for one object each."""
        for ask in (self.subscriptions, self.customers):
            found = ask(ListPosition(), limit=1)
            if isinstance(found, KeyRefused | NotPermitted | Busy):
                return found
        return None

    def subscription(self, key: str) -> ObjectAnswer:
        """As in the list, with its coupons where the key may read them."""
        if not self._without_coupons:
            found = self._one("subscriptions", key, {"expand": ["discounts.source.coupon"]})
            if not isinstance(found, NotPermitted):
                return found
        without = self._one("subscriptions", key, {})
        self._without_coupons = isinstance(without, OneObject)
        return without

    def customer(self, key: str) -> ObjectAnswer:
        found = self._one("customers", key, {})
        gone = isinstance(found, OneObject) and found.thing and found.thing.get("deleted")
        return OneObject(None) if gone else found

    def _one(self, kind: str, key: str, params: dict[str, Any]) -> ObjectAnswer:
        import stripe

        kinds = cast("Any", getattr(self._client.v1, kind))
        try:
            found = _answered(lambda: kinds.retrieve(key, params).to_dict())
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return OneObject(None)
            if "expand" in str(error):
                return NotPermitted()
            raise
        return found if isinstance(found, KeyRefused | NotPermitted | Busy) else OneObject(found)

    def _list(self, kind: str, where: ListPosition, limit: int, **more: Any) -> ListAnswer:
        """Raises stripe's InvalidRequestError for a request of ours that makes no sense."""
        import stripe

        params: dict[str, Any] = {"limit": limit, **more}
        if where.after:
            params["starting_after"] = where.after
        if where.created_until is not None:
            params["created"] = {"lte": where.created_until}
        lists = cast("Any", getattr(self._client.v1, kind))
        try:
            page = _answered(lambda: lists.list(params))
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing" and error.param == "starting_after":
                return CursorGone()
            if "expand" in str(error):
                return NotPermitted()
            raise
        if isinstance(page, KeyRefused | NotPermitted | Busy):
            return page
        return ObjectPage(tuple(thing.to_dict() for thing in page.data), bool(page.has_more))


def _answered[T](ask: Callable[[], T]) -> T | KeyRefused | NotPermitted | Busy:
    """What Stripe answers, with the refusals every request may meet as values."""
    import stripe

    try:
        return ask()
    except stripe.AuthenticationError:
        return KeyRefused()
    except stripe.PermissionError:
        return NotPermitted()
    except stripe.RateLimitError as error:
        return Busy(_retry_after(error.headers))
    except stripe.InvalidRequestError:
        raise
    except stripe.APIConnectionError:
        return Busy()
    except stripe.APIError as error:
        return Busy(_retry_after(error.headers))


def _retry_after(headers: Mapping[str, str] | None) -> float | None:
    """The seconds Stripe asks for; a date or nonsense is no number."""
    for name, value in (headers or {}).items():
        if name.lower() == "retry-after" and value.isdigit():
            return float(value)
    return None
