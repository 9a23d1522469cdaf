"""The customer's phone: pages on which a person reads, writes, answers, speaks and clicks.

It shows what reached the person and nothing of our side's own data. For tests in a browser
(roles and names are part of the contract): the people are links inside navigation "People",
filtered by searchbox "Search people", added by textbox "New person's number or mail" and button
"Add person"; the tabs are "SMS", "WhatsApp", "Calls", "Mail". Texts: log "Messages", textbox
"Message", textbox "To number", button "Send". Calls: button "Answer" (exact), "Let voicemail
answer", "Busy", "Do not answer" (exact); then textbox "Say", button "Speak", buttons "Key 0" to
"Key 9", "Key *", "Key #", textbox "Heard until then" with button "Interrupt", button "Hang up",
log "Transcript"; articles "Call <status>"; button "Call this number" with textbox "Number to
call". Mail: articles named by subject with list "Links in this mail", textbox "Reply", button
"Send reply", button "Unsubscribe" (then "Unsubscribed"). A refusal is the alert. Clock: buttons
"+1 minute", "+1 hour", "Next business morning", "+1 day", "+1 month", "Run what is due"; status
"Clock".
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from infra.sandbox.ledger import Ledger, Record
from infra.sandbox.people.people import People, Person, bare, is_address

TEMPLATES = Path(__file__).parent / "templates"
KINDS = {
    "phone.css": "text/css",
    "phone.js": "text/javascript",
    "phone_parts.js": "text/javascript",
}
BEAT_S = 15.0


def person_json(person: Person) -> dict[str, Any]:
    return {
        **asdict(person),
        "id": person.id,
        "phone": person.phone,
        "email": person.email,
        "time_zone": person.time_zone,
    }


class PhonePage:
    """One page for everybody, one view per person."""

    def __init__(self, *, ledger: Ledger, people: People) -> None:
        self._ledger = ledger
        self._people = people
        self.closing = False

    def routes(self) -> list[Route]:
        return [
            Route("/phone", self._page, methods=["GET"]),
            Route("/phone/{name:str}", self._file, methods=["GET"]),
            Route("/phone/api/people", self._everyone, methods=["GET"]),
            Route("/phone/api/person/{address}", self._person, methods=["GET"]),
            Route("/phone/api/changes", self._changes, methods=["GET"]),
        ]

    async def _page(self, _request: Request) -> Response:
        return FileResponse(TEMPLATES / "phone.html", media_type="text/html")

    async def _file(self, request: Request) -> Response:
        kind = KINDS.get(request.path_params["name"])
        if kind is None:
            return JSONResponse({"error": "There is no such file."}, status_code=404)
        return FileResponse(TEMPLATES / request.path_params["name"], media_type=kind)

    async def _everyone(self, _request: Request) -> Response:
        last = self._last_heard()
        ringing = {
            call["person"]
            for call in self._ledger.table("calls").values()
            if call["status"] == "ringing" and call["direction"] != "inbound"
        }
        rows = [
            {
                **person_json(person),
                "last": max(last.get(a, "") for a in person.addresses),
                "ringing": bool(ringing & set(person.addresses)),
            }
            for person in self._people.everyone()
        ]
        rows.sort(key=lambda row: str(row["last"]), reverse=True)
        now = {"now": self._ledger.stamp(), "people": rows, "version": self._ledger.version}
        return JSONResponse(now)

    def _last_heard(self) -> dict[str, str]:
        last: dict[str, str] = {}
        for message in self._ledger.table("messages").values():
            other = "from" if message["direction"] == "inbound" else "to"
            last[bare(message[other])] = message["date_created"]
        for call in self._ledger.table("calls").values():
            last[call["person"]] = max(last.get(call["person"], ""), call["date_created"])
        for mail in self._ledger.table("mails").values():
            for address in _mail_people(mail):
                last[address] = max(last.get(address, ""), mail["at"])
        return last

    async def _person(self, request: Request) -> Response:
        if not is_address(request.path_params["address"]):
            return JSONResponse({"error": "That is no address."}, status_code=404)
        person = self._people.at(request.path_params["address"])
        mine = set(person.addresses)
        messages = [
            message
            for message in self._ledger.table("messages").values()
            if bare(message["from" if message["direction"] == "inbound" else "to"]) in mine
        ]
        calls = [call for call in self._ledger.table("calls").values() if call["person"] in mine]
        mails = [m for m in self._ledger.table("mails").values() if mine & set(_mail_people(m))]
        return JSONResponse(
            {
                "person": person_json(person),
                "messages": messages,
                "calls": calls,
                "mails": mails,
                "now": self._ledger.stamp(),
                "version": self._ledger.version,
            }
        )

    async def _changes(self, _request: Request) -> Response:
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        """The ledger's version whenever it changes, and now and then the time."""
        version = -1
        while not self.closing:
            if version == self._ledger.version:
                await self._ledger.changed_since(version, timeout_s=BEAT_S)
            version = self._ledger.version
            yield f"data: {json.dumps({'version': version, 'now': self._ledger.stamp()})}\n\n"


def _mail_people(mail: Record) -> list[str]:
    return [mail["person"]] if mail["direction"] == "inbound" else list(mail["to"])
