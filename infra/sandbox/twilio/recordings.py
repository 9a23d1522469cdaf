"""Twilio's Recordings resource: begun on a call that goes on, paused, stopped, fetched and deleted.

A recording ends with its call; its file is there a moment later, at the status callback.
What can be heard on it is kept beside it, so that a test can say who was recorded.
"""

from __future__ import annotations

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from twilio.rest.api.v2010.account.call.recording import RecordingContext, RecordingList

from infra.sandbox.clock import parse_instant
from infra.sandbox.faults import Faults
from infra.sandbox.ledger import Ledger, Record, new_sid
from infra.sandbox.settings import Settings
from infra.sandbox.twilio.relay import spoken_seconds
from infra.sandbox.twilio.wire import (
    API_VERSION,
    TwilioRefused,
    authorised,
    listing,
    not_found,
    parameters_of,
    rfc2822,
    unknown_parameter,
)
from infra.sandbox.webhooks import Webhooks

PARAMETERS = parameters_of(RecordingList.create)
CHANGES = parameters_of(RecordingContext.update)
CURRENT = "Twilio.CURRENT"
"""Stands for the recording that is under way."""
UNDER_WAY = {"in-progress", "paused"}
EVENTS = {"in-progress", "completed", "absent"}
FRAME = bytes([0xFF, 0xF3, 0x40, 0xC0]) + bytes(100)
"""One frame of silence: MPEG-2 layer III, 32 kbit/s, 22.05 kHz, mono, 576 samples."""
FRAMES_A_SECOND = 22_050 / 576


class Recordings:
    """Every recording of the account's calls."""

    def __init__(
        self, *, settings: Settings, ledger: Ledger, webhooks: Webhooks, faults: Faults
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._webhooks = webhooks
        self._faults = faults

    @property
    def all(self) -> dict[str, Record]:
        return self._ledger.table("recordings")

    def routes(self) -> list[Route]:
        account = f"/twilio/{API_VERSION}/Accounts/{{account}}"
        call = f"{account}/Calls/{{call}}/Recordings"
        return [
            Route(f"{call}.json", self._create, methods=["POST"]),
            Route(f"{call}.json", self._list, methods=["GET"]),
            Route(f"{call}/{{sid}}.json", self._fetch, methods=["GET"]),
            Route(f"{call}/{{sid}}.json", self._update, methods=["POST"]),
            Route(f"{account}/Recordings/{{sid}}.mp3", self._media, methods=["GET"]),
            Route(f"{account}/Recordings/{{sid}}.json", self._delete, methods=["DELETE"]),
        ]

    def is_recording(self, call: str) -> bool:
        """Whether something of the call is recorded at this moment."""
        return any(one["status"] == "in-progress" for one in self._of(call))

    def call_is_over(self, call: str) -> None:
        """The end of a call ends its recordings."""
        for one in self._of(call):
            if one["status"] in UNDER_WAY:
                self._end(one)

    def joined(self, call: str, who: str) -> None:
        """Somebody else can be heard in the call from now on."""
        for one in self._of(call):
            if one["status"] == "in-progress":
                one["heard"].append(who)
                self._ledger.touch()

    def _of(self, call: str) -> list[Record]:
        return [one for one in self.all.values() if one["call"] == call]

    async def _create(self, request: Request) -> Response:
        if refused := authorised(request, self._settings):
            return refused.response()
        call = self._ledger.table("calls").get(request.path_params["call"])
        if call is None:
            return not_found(request.url.path).response()
        form = await request.form()
        if refused := unknown_parameter(form, PARAMETERS) or _refusal(form, call):
            return refused.response()
        sid = new_sid("RE")
        record: Record = {
            "sid": sid,
            "call": call["sid"],
            "status": "in-progress",
            "channels": 2 if form.get("RecordingChannels") == "dual" else 1,
            "track": str(form.get("RecordingTrack", "both")),
            "began_at": self._ledger.stamp(),
            "ended_at": None,
            "duration": None,
            "from_entry": len(call["transcript"]),
            "to_entry": None,
            "heard": ["customer", "agent"],
            "callback": str(form.get("RecordingStatusCallback", "")),
            "events": [str(one) for one in form.getlist("RecordingStatusCallbackEvent")],
            "fetched": 0,
        }
        self._ledger.save_record("recordings", sid, record)
        self._tell(record)
        return JSONResponse(self._shown(record), status_code=201)

    async def _list(self, request: Request) -> Response:
        if refused := authorised(request, self._settings):
            return refused.response()
        records = self._of(request.path_params["call"])
        return listing(request, key="recordings", records=records, show=self._shown)

    async def _fetch(self, request: Request) -> Response:
        found = self._found(request)
        if isinstance(found, TwilioRefused):
            return found.response()
        return JSONResponse(self._shown(found))

    async def _update(self, request: Request) -> Response:
        found = self._found(request)
        if isinstance(found, TwilioRefused):
            return found.response()
        form = await request.form()
        if refused := unknown_parameter(form, CHANGES):
            return refused.response()
        status = str(form.get("Status", ""))
        if status not in {"paused", "stopped", "in-progress"}:
            return TwilioRefused(400, 20001, f"Invalid Status: {status}").response()
        if found["status"] not in UNDER_WAY:
            over = TwilioRefused(400, 21220, "The recording is not in progress.")
            return over.response()
        if status == "stopped":
            self._end(found)
            return JSONResponse({**self._shown(found), "status": "stopped"})
        found["status"] = status
        self._ledger.touch()
        return JSONResponse(self._shown(found))

    async def _media(self, request: Request) -> Response:
        if refused := authorised(request, self._settings):
            return refused.response()
        found = self.all.get(request.path_params["sid"])
        if found is None or found["status"] != "completed":
            return not_found(request.url.path).response()
        found["fetched"] += 1
        self._ledger.touch()
        frames = round(int(found["duration"]) * FRAMES_A_SECOND)
        return Response(FRAME * frames, media_type="audio/mpeg")

    async def _delete(self, request: Request) -> Response:
        if refused := authorised(request, self._settings):
            return refused.response()
        found = self.all.get(request.path_params["sid"])
        if found is None:
            return not_found(request.url.path).response()
        if found["status"] in UNDER_WAY:
            return TwilioRefused(409, 20009, "Cannot delete a recording in progress").response()
        del self.all[found["sid"]]
        self._ledger.save_record("deleted_recordings", found["sid"], found)
        return Response(status_code=204)

    def _found(self, request: Request) -> Record | TwilioRefused:
        if refused := authorised(request, self._settings):
            return refused
        call, sid = request.path_params["call"], request.path_params["sid"]
        for one in reversed(self._of(call)):
            if one["sid"] == sid or (sid == CURRENT and one["status"] in UNDER_WAY):
                return one
        return not_found(request.url.path)

    def _end(self, record: Record) -> None:
        transcript = self._ledger.table("calls")[record["call"]]["transcript"]
        heard = transcript[record["from_entry"] :]
        began, ended = parse_instant(record["began_at"]), self._ledger.now()
        passed = round((ended - began).total_seconds()) if began else 0
        record |= {
            "status": "completed",
            "ended_at": self._ledger.stamp(),
            "to_entry": len(transcript),
            "duration": str(max(passed, spoken_seconds(heard))),
        }
        self._ledger.touch()
        self._tell(record)

    def _tell(self, record: Record) -> None:
        """The status callback, if it was asked for this event."""
        wanted = record["events"] or ["completed"]
        if not record["callback"] or record["status"] not in wanted:
            return
        if self._faults.on_wire("twilio").drop_status_callbacks:
            return
        account = self._settings.account_sid
        params = {
            "AccountSid": account,
            "CallSid": record["call"],
            "RecordingSid": record["sid"],
            "RecordingUrl": f"https://api.twilio.com/{API_VERSION}/Accounts/{account}"
            f"/Recordings/{record['sid']}",
            "RecordingStatus": record["status"],
            "RecordingDuration": record["duration"] or "-1",
            "RecordingChannels": str(record["channels"]),
            "RecordingStartTime": rfc2822(record["began_at"]) or "",
            "RecordingSource": "StartCallRecordingAPI",
            "RecordingTrack": record["track"],
        }
        self._webhooks.later(self._webhooks.twilio(record["callback"], params))

    def _shown(self, record: Record) -> dict[str, Any]:
        account, sid, call = self._settings.account_sid, record["sid"], record["call"]
        return {
            "account_sid": account,
            "api_version": API_VERSION,
            "call_sid": call,
            "conference_sid": None,
            "channels": record["channels"],
            "date_created": rfc2822(record["began_at"]),
            "date_updated": rfc2822(record["ended_at"] or record["began_at"]),
            "start_time": rfc2822(record["began_at"]),
            "price": None,
            "price_unit": None,
            "duration": record["duration"],
            "sid": sid,
            "source": "StartCallRecordingAPI",
            "status": record["status"],
            "error_code": None,
            "encryption_details": None,
            "track": record["track"],
            "uri": f"/{API_VERSION}/Accounts/{account}/Calls/{call}/Recordings/{sid}.json",
        }


def _refusal(form: FormData, call: Record) -> TwilioRefused | None:
    """The first rule of the API this request breaks."""
    if call["status"] != "in-progress":
        words = "Requested resource is not eligible for recording"
        return TwilioRefused(400, 21220, words)
    for name, allowed in (
        ("RecordingChannels", {"mono", "dual"}),
        ("RecordingTrack", {"inbound", "outbound", "both"}),
        ("Trim", {"trim-silence", "do-not-trim"}),
        ("RecordingStatusCallbackMethod", {"GET", "POST"}),
    ):
        if name in form and form[name] not in allowed:
            return TwilioRefused(400, 20001, f"Invalid {name}: {form[name]}")
    unknown = sorted({str(one) for one in form.getlist("RecordingStatusCallbackEvent")} - EVENTS)
    if unknown:
        return TwilioRefused(400, 20001, f"Invalid RecordingStatusCallbackEvent: {unknown[0]}")
    return None
