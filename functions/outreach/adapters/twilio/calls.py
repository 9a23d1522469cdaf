"""Outbound calls through Twilio: placed, and looked up when nobody reported their end.

The call asks our voice hook what to do once it is answered.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from functions.outreach.adapters.twilio.call_ends import read_call_end
from functions.outreach.adapters.twilio.connection import deliver
from functions.outreach.adapters.twilio.links import effect_query, hook_url
from functions.outreach.call_ports import (
    CallState,
    CallUnderWay,
    CallUnknown,
)
from functions.outreach.domain.conversation.state import EffectId
from functions.outreach.domain.steps.calls.call_limits import LONGEST_CALL_SECONDS
from functions.outreach.ports import Delivery, Outgoing, ProviderBusy, Sent

if TYPE_CHECKING:
    from twilio.rest import Client

RING_SECONDS = 25
SEARCH_LIMIT = 20
_GONE = 404


class TwilioCalls:
    """A `ChannelSender` of placed calls, and a `PlacedCalls` port."""

    def __init__(self, *, client: Client, hooks_url: str) -> None:
        self._client = client
        self._hooks_url = hooks_url

    def send(self, outgoing: Outgoing) -> Delivery:
        """Machine detection goes on beside the call, so that no person waits for the first word."""
        query = effect_query(outgoing)
        waits = outgoing.effect.leaves_voicemail
        return deliver(
            lambda: self._client.calls.create(
                to=outgoing.effect.to,
                from_=outgoing.from_address,
                url=hook_url(self._hooks_url, "/hooks/twilio/voice", query),
                method="POST",
                machine_detection="DetectMessageEnd" if waits else "Enable",
                async_amd="true",
                async_amd_status_callback=hook_url(self._hooks_url, "/hooks/twilio/machine", query),
                async_amd_status_callback_method="POST",
                timeout=RING_SECONDS,
                time_limit=LONGEST_CALL_SECONDS,
                status_callback=hook_url(self._hooks_url, "/hooks/twilio/call-status", query),
                status_callback_event=["initiated", "ringing", "answered", "completed"],
                status_callback_method="POST",
                record=False,
            )
        )

    def find(self, outgoing: Outgoing) -> Sent | None:
        """A call that still waits has no start, so what is looked at is when it was made."""
        claimed = outgoing.claimed_at
        since = claimed.replace(microsecond=0) if claimed else datetime.min.replace(tzinfo=UTC)
        for call in self._client.calls.list(
            to=outgoing.effect.to, from_=outgoing.from_address, limit=SEARCH_LIMIT
        ):
            if call.sid and (call.date_created is None or call.date_created >= since):
                return Sent(provider_id=call.sid)
        return None

    def look_up(self, call: str, *, effect: EffectId) -> CallState:
        """Twilio's own record of the call."""
        import requests
        from twilio.base.exceptions import TwilioRestException

        try:
            found = self._client.calls(call).fetch()
        except TwilioRestException as refused:
            if refused.status == _GONE:
                return CallUnknown()
            return ProviderBusy(error=str(refused.code or refused.status))
        except requests.RequestException as broken:
            return ProviderBusy(error=type(broken).__name__)
        if found.status == "completed" and not found.duration:
            # Its length comes a moment after its end, and 0 seconds would say something else.
            return CallUnderWay()
        ended = read_call_end(
            call,
            status=str(found.status or ""),
            answered_by=found.answered_by or "",
            seconds=found.duration or "",
            effect=effect,
        )
        return ended or CallUnderWay()
