"""One Twilio client per process, its refusals as values.

Never retries: Twilio has no idempotency key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from functions.outreach.ports import Delivery, InDoubt, NotSent, ProviderBusy, Sent

if TYPE_CHECKING:
    from twilio.rest import Client

TIMEOUT_SECONDS = 10.0
BUSY = {20429, 63018}
"""Rate limits: certainly not taken (twilio.com/docs/api/errors)."""


def connect(
    *, account_sid: str, auth_token: str, base_url: str, timeout_s: float = TIMEOUT_SECONDS
) -> Client:
    """Build a client; `base_url` other than empty replaces scheme, host and path prefix."""
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    class _Rebased(TwilioHttpClient):
        def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
            if base_url:
                base, asked = urlsplit(base_url), urlsplit(url)
                path = base.path.rstrip("/") + asked.path
                url = urlunsplit((base.scheme, base.netloc, path, asked.query, ""))
            return super().request(method, url, *args, **kwargs)

    return Client(account_sid, auth_token, http_client=_Rebased(timeout=timeout_s, max_retries=0))


def deliver(create: Callable[[], Any]) -> Delivery:
    """Run one create call and say what is known of it afterwards."""
    import requests
    from twilio.base.exceptions import TwilioRestException

    try:
        created = create()
    except TwilioRestException as refused:
        if refused.code in BUSY or refused.status == 429:
            return ProviderBusy(error=str(refused.code or refused.status))
        if refused.status >= 500:
            return InDoubt(error=str(refused.status))
        return NotSent(error=str(refused.code or refused.status), detail=refused.msg)
    except requests.ConnectTimeout:
        return ProviderBusy(error="connect_timeout")
    except requests.ConnectionError as broken:
        return InDoubt(error=type(broken).__name__)
    except requests.Timeout:
        return InDoubt(error="timeout")
    return Sent(provider_id=created.sid)
