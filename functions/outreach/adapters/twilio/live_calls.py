"""A call that is under way, changed over REST: a message is left, or it ends.

A call that is over already is no error: nobody is on the line.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from functions.outreach.adapters.twilio.connection import deliver
from functions.outreach.adapters.twilio.recordings import end_recordings
from functions.outreach.domain.speaking.voices import voice_of
from functions.outreach.ports import Delivery, InDoubt, NotSent, Outgoing, ProviderBusy, Sent

if TYPE_CHECKING:
    from twilio.rest import Client

log = logging.getLogger(__name__)

OVER = "21220"
"""Twilio: the call is not in progress."""
LIMITS_AT_MOST = 3
"""Limits of one call that are set in a row: with the agent, with the founder, and after it."""


class TwilioWatchedCalls:
    """A `ChannelSender` for calls that customers placed: sets how long one may last.

    One that is over needs no limit, and doing it twice changes nothing. `allowed` says how long the
    call may last by now, in seconds, 0 for one that is over: a caller may be put through to the
    founder while the limit of a call with the agent is on its way.
    """

    def __init__(self, client: Client, *, allowed: Callable[[Outgoing], int]) -> None:
        self._client = client
        self._allowed = allowed

    def send(self, outgoing: Outgoing) -> Delivery:
        call, seconds, limit = outgoing.effect.notice, outgoing.call_seconds, 0
        for _ in range(LIMITS_AT_MOST):
            if seconds in (0, limit):
                break
            limit = seconds
            done = self._limit(call, limit)
            if isinstance(done, ProviderBusy | InDoubt):
                return ProviderBusy(error=done.error)
            if isinstance(done, NotSent):
                log.warning("call_not_limited", extra={"error": done.error})
                break
            seconds = self._allowed(outgoing)
        return Sent(provider_id=call)

    def _limit(self, call: str, seconds: int) -> Delivery:
        return deliver(lambda: self._client.calls(call).update(time_limit=seconds))

    def find(self, outgoing: Outgoing) -> Sent | None:
        del outgoing
        return None


class TwilioLiveCalls:
    """A `LiveCalls` port."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def leave_message(self, *, call: str, text: str, language: str) -> bool:
        """In place of whatever is being spoken; the call ends with it."""
        from twilio.twiml.voice_response import VoiceResponse

        voice, answer = voice_of(language), VoiceResponse()
        answer.say(text, language=voice.code, voice=voice.spoken_name or None)
        answer.hangup()
        return self._changed(lambda: self._client.calls(call).update(twiml=str(answer)))

    def allow(self, *, call: str, seconds: int) -> bool:
        """Let the call last this long from its answer on."""
        return self._changed(lambda: self._client.calls(call).update(time_limit=seconds))

    def end_recording(self, *, call: str) -> bool:
        """Whether nothing of the call is recorded any more."""
        return end_recordings(self._client, call)

    def end(self, *, call: str) -> bool:
        return self._changed(lambda: self._client.calls(call).update(status="completed"))

    def _changed(self, update: Callable[[], Any]) -> bool:
        done = deliver(update)
        if not isinstance(done, Sent) and done.error != OVER:
            log.warning("call_not_changed", extra={"error": done.error})
        return isinstance(done, Sent)
