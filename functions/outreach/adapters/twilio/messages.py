"""SMS and WhatsApp through Twilio's Messages resource."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from functions.outreach.adapters.twilio.connection import deliver
from functions.outreach.adapters.twilio.links import effect_query, hook_url
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.ports import Delivery, Outgoing, Sent
from functions.product.channels import Channel

if TYPE_CHECKING:
    from twilio.rest import Client

SEARCH_LIMIT = 50
"""At most this many of a recipient's messages are looked at when an attempt is in doubt."""
CLOCKS_DIFFER = timedelta(minutes=1)
"""Twilio's clock may be behind ours, and its times have no fractions."""
_BEGINNING = datetime.min.replace(tzinfo=UTC)
NEVER_SENT = frozenset({"canceled"})


class TwilioMessages:
    """A `ChannelSender` of SMS and WhatsApp."""

    def __init__(self, *, client: Client, hooks_url: str) -> None:
        self._client = client
        self._hooks_url = hooks_url

    def send(self, outgoing: Outgoing) -> Delivery:
        to, from_ = self._addresses(outgoing)
        callback = hook_url(self._hooks_url, "/hooks/twilio/status", effect_query(outgoing))
        sid, variables = _template(outgoing)
        if sid:
            return deliver(
                lambda: self._client.messages.create(
                    to=to,
                    from_=from_,
                    content_sid=sid,
                    content_variables=json.dumps(variables, ensure_ascii=False),
                    status_callback=callback,
                )
            )
        return deliver(
            lambda: self._client.messages.create(
                to=to, from_=from_, body=outgoing.text, status_callback=callback
            )
        )

    def find(self, outgoing: Outgoing) -> Sent | None:
        """Match by recipient, time since the claim, and the exact text.

        A queued message has no `date_sent`, so no filter by it may be asked for: it would hide the
        very message that is looked for. One that was canceled never goes out.
        """
        to, from_ = self._addresses(outgoing)
        claimed = outgoing.claimed_at
        since = claimed - CLOCKS_DIFFER if claimed else _BEGINNING
        for message in self._client.messages.list(to=to, from_=from_, limit=SEARCH_LIMIT):
            made = message.date_created is None or message.date_created >= since
            known = message.status not in NEVER_SENT and message.body == outgoing.text
            if made and known and message.sid:
                return Sent(provider_id=message.sid)
        return None

    @staticmethod
    def _addresses(outgoing: Outgoing) -> tuple[str, str]:
        prefix = "whatsapp:" if outgoing.effect.channel is Channel.WHATSAPP else ""
        return f"{prefix}{outgoing.effect.to}", f"{prefix}{outgoing.from_address}"


def _template(outgoing: Outgoing) -> tuple[str, dict[str, str]]:
    """The approved WhatsApp template an opening must use, and its numbered variables.

    Outside the 24-hour window WhatsApp takes nothing but an approved template (Twilio 63016). The
    template is the opening's pieces joined; its variables are their slots in the order they stand.
    """
    effect = outgoing.effect
    if effect.channel is not Channel.WHATSAPP or effect.purpose is Purpose.REPLY:
        return "", {}
    sid = next((piece.content_sid for piece in effect.pieces if piece.content_sid), "")
    values = [value for piece in effect.pieces for _, value in piece.slots]
    return sid, {str(number): value for number, value in enumerate(values, start=1)}
