"""URLs that Twilio calls back, and the check that a request to one really came from Twilio.

A signature covers the exact public URL, so the same function writes and rebuilds it: never from the
Host header, always from configuration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from functions.outreach.ports import Outgoing


def hook_url(hooks_url: str, path: str, query: Mapping[str, str]) -> str:
    """The public URL of one hook; parameters in one fixed order."""
    return f"{hooks_url}{path}" + (f"?{urlencode(sorted(query.items()))}" if query else "")


def effect_query(outgoing: Outgoing) -> dict[str, str]:
    """What a callback needs to find the effect it is about."""
    return {
        "tenant": outgoing.tenant,
        "conversation": outgoing.conversation,
        "effect": outgoing.effect.id,
    }


def form_is_signed(
    *, auth_tokens: Sequence[str], url: str, form: Mapping[str, str], signature: str
) -> bool:
    """Whether Twilio signed this form for this URL (base64 HMAC-SHA1, twilio.com/docs/usage).

    Anybody could sign with an empty token, so it verifies nothing.
    """
    from twilio.request_validator import RequestValidator

    return bool(signature) and any(
        RequestValidator(token).validate(url, dict(form), signature)
        for token in auth_tokens
        if token
    )
