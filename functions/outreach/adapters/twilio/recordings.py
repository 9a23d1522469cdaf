"""Recordings of calls through Twilio: begun and ended on a live call, fetched once, deleted.

Nothing is begun that the conversation does not allow at that moment. Must never take an address to
fetch from out of a request.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from functions.outreach.adapters.twilio.connection import TIMEOUT_SECONDS, deliver
from functions.outreach.adapters.twilio.links import effect_query, hook_url
from functions.outreach.call_ports import FoundRecording
from functions.outreach.ports import Delivery, InDoubt, NotSent, Outgoing, ProviderBusy, Sent

if TYPE_CHECKING:
    from twilio.rest import Client
    from twilio.rest.api.v2010.account.call.recording import RecordingInstance

log = logging.getLogger(__name__)

API = "https://api.twilio.com"
RECORDINGS_AT_MOST = 20
"""Of one call, looked at in one request; one is begun."""
BYTES_AT_MOST = 32 * 1024 * 1024
"""The longest call with the agent takes about 2.5 MB as MP3 at 32 kbit/s."""
CHUNK_BYTES = 256 * 1024
ENDINGS_AT_MOST = 2
"""Tries to end a recording in one go: who asked for it has heard already that it is over."""
_UNDER_WAY = frozenset({"in-progress", "paused"})
_NOT_MADE = frozenset({*_UNDER_WAY, "stopped", "processing"})
_GONE = 404


class TwilioRecordedCalls:
    """A `ChannelSender` that begins to record a call.

    `may_record` is asked before and after: the customer may end it while the request is on its way.
    """

    def __init__(
        self, client: Client, *, hooks_url: str, may_record: Callable[[Outgoing], bool]
    ) -> None:
        self._client = client
        self._hooks_url = hooks_url
        self._may_record = may_record

    def send(self, outgoing: Outgoing) -> Delivery:
        if not self._may_record(outgoing):
            return NotSent("not_agreed")
        callback = hook_url(self._hooks_url, "/hooks/twilio/recording", effect_query(outgoing))
        begun = deliver(
            lambda: self._client.calls(outgoing.effect.notice).recordings.create(
                recording_channels="mono",
                recording_track="both",
                trim="do-not-trim",
                recording_status_callback=callback,
                recording_status_callback_event=["completed"],
                recording_status_callback_method="POST",
            )
        )
        return self._unless_ended(outgoing, begun) if isinstance(begun, Sent) else begun

    def find(self, outgoing: Outgoing) -> Sent | InDoubt | None:
        recordings = self._client.calls(outgoing.effect.notice).recordings
        found = next((one.sid for one in recordings.list(limit=RECORDINGS_AT_MOST)), None)
        if not found:
            return None
        return self._unless_ended(outgoing, Sent(provider_id=found))

    def _unless_ended(self, outgoing: Outgoing, begun: Sent) -> Sent | InDoubt:
        if self._may_record(outgoing) or end_recordings(self._client, outgoing.effect.notice):
            return begun
        # It goes on without a yes: looked at again until it is known to be over.
        return InDoubt("recording_not_ended")


class TwilioEndedRecordings:
    """A `ChannelSender` that ends whatever of a call is recorded. Twice changes nothing."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def send(self, outgoing: Outgoing) -> Delivery:
        call = outgoing.effect.notice
        tries = range(ENDINGS_AT_MOST)
        ended = any(end_recordings(self._client, call) for _ in tries)
        return Sent(provider_id=call) if ended else ProviderBusy("recording_not_ended")

    def find(self, outgoing: Outgoing) -> Sent | None:
        del outgoing
        return None


def end_recordings(client: Client, call: str) -> bool:
    """Whether nothing of the call is recorded any more."""
    from twilio.base.exceptions import TwilioRestException

    found = _recordings_of(client, call)
    if found is None:
        return False
    try:
        for one in found:
            if one.status in _UNDER_WAY:
                one.update(status="stopped")
    except (TwilioRestException, OSError) as refused:
        # What requests raises is an OSError.
        log.warning("recording_not_ended", extra={"error": type(refused).__name__})
        return False
    return True


def _recordings_of(client: Client, call: str) -> list[RecordingInstance] | None:
    """None if the provider could not say; nothing is known of a call that was deleted."""
    from twilio.base.exceptions import TwilioException

    try:
        return list(client.calls(call).recordings.list(limit=RECORDINGS_AT_MOST))
    except (TwilioException, OSError) as refused:
        # Of a list the SDK tells a refusal by its response alone.
        answers = [one for one in refused.args if hasattr(one, "status_code")]
        if answers and answers[0].status_code == _GONE:
            return []
        log.warning("recordings_not_listed", extra={"error": type(refused).__name__})
        return None


class TwilioCallRecordings:
    """A `RecordedFiles` port."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_of(self, call: str) -> tuple[FoundRecording, ...] | ProviderBusy:
        found = _recordings_of(self._client, call)
        if found is None:
            return ProviderBusy("recordings_not_listed")
        return tuple(
            FoundRecording(
                str(one.sid),
                seconds=max(0, int(one.duration or 0)),
                under_way=str(one.status) in _NOT_MADE,
            )
            for one in found
        )


class TwilioRecordingFiles:
    """A `RecordingFiles` port. `base_url` other than empty stands for Twilio's own address."""

    def __init__(self, client: Client, *, base_url: str) -> None:
        self._client = client
        self._base_url = (base_url or API).rstrip("/")

    def fetch(self, file: str) -> bytes | NotSent | ProviderBusy:
        import requests

        account = self._client.account_sid
        url = f"{self._base_url}/2010-04-01/Accounts/{account}/Recordings/{file}.mp3"
        try:
            with requests.get(
                url, auth=self._client.auth, timeout=TIMEOUT_SECONDS, stream=True
            ) as answer:
                if answer.status_code == _GONE:
                    return NotSent("recording_gone")
                if answer.status_code != 200:
                    return ProviderBusy(str(answer.status_code))
                audio = bytearray()
                for chunk in answer.iter_content(CHUNK_BYTES):
                    audio += chunk
                    if len(audio) > BYTES_AT_MOST:
                        return NotSent("recording_too_large")
        except requests.RequestException as broken:
            return ProviderBusy(type(broken).__name__)
        return bytes(audio)

    def delete(self, file: str) -> bool:
        """Whether it is gone now, also because it was before."""
        return delete_recording(self._client, file)


def delete_recording(client: Client, file: str) -> bool:
    """Whether it is gone now, also because it was before."""
    from twilio.base.exceptions import TwilioRestException

    try:
        client.recordings(file).delete()
    except TwilioRestException as refused:
        return bool(refused.status == _GONE)
    except OSError as broken:
        log.warning("recording_not_deleted", extra={"error": type(broken).__name__})
        return False
    return True


def delete_recordings(client: Client, call: str) -> bool:
    """Whether nothing is left that was recorded of a call."""
    found = _recordings_of(client, call)
    kept = [one for one in found or () if not delete_recording(client, str(one.sid))]
    return found is not None and not kept
