"""Twilio's Calls resource: what a call may be created with, fetched, listed and ended."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from twilio.rest.api.v2010.account.call import CallContext, CallList

from infra.sandbox.ledger import Ledger, Record
from infra.sandbox.people.people import is_e164
from infra.sandbox.settings import Settings
from infra.sandbox.twilio.call_flow import LONGEST_CALL_S, CallFlow
from infra.sandbox.twilio.wire import (
    API_VERSION,
    Filters,
    TwilioRefused,
    authorised,
    own_listing,
    own_record,
    parameters_of,
    rfc2822,
    unknown_parameter,
)

LONGEST_TWIML = 4000
PARAMETERS = parameters_of(CallList.create)
CHANGES = parameters_of(CallContext.update)
DETECTION = {"", "Enable", "DetectMessageEnd"}
EVENTS = {"initiated", "ringing", "answered", "completed"}


def _dialled_at(call: Record) -> str | None:
    """The start of a call that was dialled, answered or not; one that still waits has none."""
    waits = call["status"] == "queued"
    return call["start_time"] or (None if waits else call["date_created"])


FILTERS = Filters(("To", "From", "Status"), "StartTime", _dialled_at)
SHOWN_AS = {"initiated": "ringing"}
"""What a callback reports of a call that was just dialled; the resource has no such status."""
OVER = {"completed", "busy", "failed", "no-answer", "canceled"}


class Calls:
    """The REST resource over every call of the account."""

    def __init__(self, *, settings: Settings, ledger: Ledger, flow: CallFlow) -> None:
        self._settings = settings
        self._ledger = ledger
        self._flow = flow

    @property
    def all(self) -> dict[str, Record]:
        return self._ledger.table("calls")

    def routes(self) -> list[Route]:
        base = f"/twilio/{API_VERSION}/Accounts/{{account}}"
        return [
            Route(f"{base}/Calls.json", self._create, methods=["POST"]),
            Route(f"{base}/Calls.json", self._list, methods=["GET"]),
            Route(f"{base}/Calls/{{sid}}.json", self._fetch, methods=["GET"]),
            Route(f"{base}/Calls/{{sid}}.json", self._update, methods=["POST"]),
            Route(f"{base}/Calls/{{sid}}.json", self._delete, methods=["DELETE"]),
        ]

    async def _create(self, request: Request) -> Response:
        if refused := authorised(request, self._settings):
            return refused.response()
        form = await request.form()
        if refused := unknown_parameter(form, PARAMETERS) or _refusal(form):
            return refused.response()
        call = self._flow.place(
            to=str(form["To"]),
            sender=str(form["From"]),
            twiml=str(form.get("Twiml", "")),
            url=str(form.get("Url", "")),
            method=str(form.get("Method", "POST")).upper(),
            detection=str(form.get("MachineDetection", "")),
            detects_beside=str(form.get("AsyncAmd", "false")).lower() == "true",
            detection_callback=str(form.get("AsyncAmdStatusCallback", "")),
            time_limit_s=int(str(form.get("TimeLimit", LONGEST_CALL_S))),
            callback=str(form.get("StatusCallback", "")),
            events=[str(event) for event in form.getlist("StatusCallbackEvent")],
            timeout_s=int(str(form.get("Timeout", self._settings.call_timeout_s))),
        )
        return JSONResponse(self._shown(call), status_code=201)

    async def _list(self, request: Request) -> Response:
        return own_listing(
            request,
            self._settings,
            key="calls",
            records=self.all.values(),
            filters=FILTERS,
            show=self._shown,
        )

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
        status, twiml = str(form.get("Status", "")), str(form.get("Twiml", ""))
        url = str(form.get("Url", ""))
        if (limit := str(form.get("TimeLimit", ""))) and not (status or twiml or url):
            if refused := _limit_refusal(limit):
                return refused.response()
            found["how"]["time_limit_s"] = int(limit)
            return JSONResponse(self._shown(found))
        if len([given for given in (status, twiml, url) if given]) != 1:
            wrong = TwilioRefused(400, 20001, "One of Status, Twiml and Url is required here")
            return wrong.response()
        if status and status not in {"completed", "canceled"}:
            return TwilioRefused(400, 20001, "Only Status=completed or canceled here").response()
        if len(twiml) > LONGEST_TWIML:
            return TwilioRefused(400, 20001, "Twiml is longer than 4000 characters").response()
        redirects = bool(twiml or url)
        if found["status"] in OVER or (redirects and found["status"] != "in-progress"):
            over = TwilioRefused(400, 21220, "Call is not in-progress. Cannot redirect.")
            return over.response()
        if redirects:
            method = str(form.get("Method", "POST")).upper()
            await self._flow.redirect(found["sid"], twiml=twiml, url=url, method=method)
        else:
            await self._flow.end_by_us(found["sid"])
        return JSONResponse(self._shown(found))

    async def _delete(self, request: Request) -> Response:
        found = self._found(request)
        if isinstance(found, TwilioRefused):
            return found.response()
        if found["status"] not in OVER:
            return TwilioRefused(409, 20009, "Cannot delete a call in progress").response()
        del self.all[found["sid"]]
        self._ledger.touch()
        return Response(status_code=204)

    def _found(self, request: Request) -> Record | TwilioRefused:
        return own_record(request, self._settings, self.all)

    def _shown(self, call: Record) -> dict[str, Any]:
        sid, account = call["sid"], self._settings.account_sid
        uri = f"/{API_VERSION}/Accounts/{account}/Calls/{sid}"
        return {
            "sid": sid,
            "account_sid": account,
            "answered_by": call["answered_by"],
            "api_version": API_VERSION,
            "stir_verstat": None,
            "caller_name": None,
            "date_created": rfc2822(call["date_created"]),
            "date_updated": rfc2822(call["end_time"] or call["date_created"]),
            "direction": call["direction"],
            "duration": call["duration"],
            "end_time": rfc2822(call["end_time"]),
            "forwarded_from": None,
            "from": call["from"],
            "from_formatted": call["from"],
            "group_sid": None,
            "parent_call_sid": None,
            "phone_number_sid": None,
            "price": None,
            "price_unit": "USD",
            "queue_time": "0",
            "start_time": rfc2822(call["start_time"]),
            "status": SHOWN_AS.get(call["status"], call["status"]),
            "subresource_uris": {},
            "to": call["to"],
            "to_formatted": call["to"],
            "trunk_sid": None,
            "uri": f"{uri}.json",
        }


def _refusal(form: FormData) -> TwilioRefused | None:
    """The first rule of the API this request breaks."""
    to, sender = str(form.get("To", "")), str(form.get("From", ""))
    twiml, url = str(form.get("Twiml", "")), str(form.get("Url", ""))
    if not to:
        return TwilioRefused(400, 21201, "No 'To' number is specified")
    if not sender:
        return TwilioRefused(400, 21213, "Caller phone number is required")
    if not is_e164(to):
        return TwilioRefused(400, 21211, f"Invalid 'To' Phone Number: {to}")
    if not is_e164(sender):
        return TwilioRefused(400, 21212, f"Invalid From Number (caller ID): {sender}")
    if bool(twiml) == bool(url):
        return TwilioRefused(400, 21205, "Exactly one of Url and Twiml is required")
    if url and not url.startswith(("http://", "https://")):
        return TwilioRefused(400, 21205, "Url is not a valid URL")
    if len(twiml) > LONGEST_TWIML:
        return TwilioRefused(400, 20001, "Twiml is longer than 4000 characters")
    if str(form.get("MachineDetection", "")) not in DETECTION:
        return TwilioRefused(400, 20001, "Invalid MachineDetection")
    if refused := _detection_refusal(form):
        return refused
    if refused := _limit_refusal(str(form.get("TimeLimit", LONGEST_CALL_S))):
        return refused
    if unknown := {str(event) for event in form.getlist("StatusCallbackEvent")} - EVENTS:
        names = ", ".join(sorted(unknown))
        return TwilioRefused(400, 21626, f"Invalid StatusCallbackEvents: {names}")
    timeout = str(form.get("Timeout", "60"))
    if not timeout.isdigit() or not 5 <= int(timeout) <= 600:
        return TwilioRefused(400, 20001, "Timeout is 5 to 600 seconds")
    return None


def _limit_refusal(limit: str) -> TwilioRefused | None:
    if not limit.isdigit() or not 1 <= int(limit) <= LONGEST_CALL_S:
        return TwilioRefused(400, 20001, "TimeLimit is 1 to 14400 seconds")
    return None


def _detection_refusal(form: FormData) -> TwilioRefused | None:
    """What is wrong with machine detection that is to go on beside the call."""
    beside = str(form.get("AsyncAmd", "false")).lower()
    callback = str(form.get("AsyncAmdStatusCallback", ""))
    if beside not in {"true", "false"}:
        return TwilioRefused(400, 20001, "AsyncAmd is true or false")
    if beside == "true" and not str(form.get("MachineDetection", "")):
        return TwilioRefused(400, 20001, "AsyncAmd needs MachineDetection")
    if str(form.get("AsyncAmdStatusCallbackMethod", "POST")).upper() not in {"GET", "POST"}:
        return TwilioRefused(400, 20001, "AsyncAmdStatusCallbackMethod is GET or POST")
    if callback and not callback.startswith(("http://", "https://")):
        return TwilioRefused(400, 20001, "AsyncAmdStatusCallback is not a valid URL")
    return None
