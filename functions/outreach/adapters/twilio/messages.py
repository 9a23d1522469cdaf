"""SMS and WhatsApp through Twilio's Messages resource."""

from __future__ import annotations

import json
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
        """Match by recipient, time since the claim, and the exact text."""
        to, from_ = self._addresses(outgoing)
        for message in self._client.messages.list(
            to=to, from_=from_, date_sent_after=outgoing.claimed_at, limit=SEARCH_LIMIT
        ):
            if message.body == outgoing.text and message.sid:
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
