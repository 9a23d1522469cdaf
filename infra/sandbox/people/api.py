"""What a page or a script lets the simulated people do: write, ring, answer, speak, click."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.sandbox.ledger import Ledger, Record
from infra.sandbox.mail.mailboxes import Mailboxes
from infra.sandbox.people.people import AnswersAs, People, Person, is_address
from infra.sandbox.people.phone_page import person_json
from infra.sandbox.twilio.call_flow import CallFlow
from infra.sandbox.twilio.inbound import InboundMessages
from infra.sandbox.twilio.live_call import LiveCall
from infra.sandbox.twilio.messages import Messages


def _refused(sentence: str, status: int = 409) -> Response:
    return JSONResponse({"error": sentence}, status_code=status)


async def _field(request: Request, name: str) -> str:
    return str((await request.json()).get(name, ""))


def _done(result: Record | str | None) -> Response:
    if isinstance(result, str):
        return _refused(result)
    return JSONResponse(result or {"ok": True})


class PeopleApi:
    """The people's hands."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        people: People,
        messages: Messages,
        inbound: InboundMessages,
        flow: CallFlow,
        mail: Mailboxes,
    ) -> None:
        self._ledger = ledger
        self._people = people
        self._messages = messages
        self._inbound = inbound
        self._flow = flow
        self._mail = mail

    def routes(self) -> list[Route]:
        acts = {
            "text": self._text,
            "call": self._call,
            "answer": self._answer,
            "say": self._say,
            "press": self._press,
            "interrupt": self._interrupt,
            "hang_up": self._hang_up,
            "mail": self._write_mail,
            "report": self._report,
        }
        at = "/people/{address}"
        return [
            Route("/people", self._list, methods=["GET"]),
            Route("/calls/ringing", self._ringing, methods=["GET"]),
            *(Route(f"{at}/{name}", act, methods=["POST"]) for name, act in acts.items()),
            Route(at, self._show, methods=["GET"]),
            Route(at, self._change, methods=["PUT"]),
            Route("/mails/{id:path}/reply", self._reply, methods=["POST"]),
            Route("/mails/{id:path}/invitation", self._answer_invitation, methods=["POST"]),
            Route("/mails/{id:path}/unsubscribe", self._unsubscribe, methods=["POST"]),
            Route("/mails/{id:path}/event", self._mail_event, methods=["POST"]),
        ]

    def _person(self, request: Request) -> Person | None:
        address = request.path_params["address"]
        return self._people.at(address) if is_address(address) else None

    def _phone(self, request: Request) -> str:
        person = self._person(request)
        return (person.phone if person else None) or request.path_params["address"]

    async def _list(self, request: Request) -> Response:
        asked = request.query_params.get("q", "").lower()
        everyone = [person_json(person) for person in self._people.everyone()]
        return JSONResponse([row for row in everyone if asked in str(row).lower()])

    async def _show(self, request: Request) -> Response:
        person = self._person(request)
        if person is None:
            return _refused(
                "An address is a phone number like +12025550143 or a mail address.", 400
            )
        return JSONResponse(person_json(person))

    async def _change(self, request: Request) -> Response:
        if self._person(request) is None:
            return _refused(
                "An address is a phone number like +12025550143 or a mail address.", 400
            )
        changed = self._people.change(request.path_params["address"], await request.json())
        return _refused(changed, 400) if isinstance(changed, str) else _done(person_json(changed))

    async def _text(self, request: Request) -> Response:
        body = await request.json()
        return _done(
            self._inbound.write(
                person=self._phone(request),
                to=str(body.get("to", "")),
                body=str(body.get("body", "")),
                channel=str(body.get("channel", "sms")),
            )
        )

    async def _call(self, request: Request) -> Response:
        body = await request.json()
        return _done(self._flow.dial(person=self._phone(request), to=str(body.get("to", ""))))

    async def _ringing(self, _request: Request) -> Response:
        return JSONResponse(self._flow.ringing())

    async def _answer(self, request: Request) -> Response:
        wanted = str((await request.json()).get("as", "human"))
        if wanted not in set(AnswersAs) - {AnswersAs.ASK}:
            return _refused(f"Nobody answers as {wanted}.", 400)
        return _done(self._flow.pick_up(self._phone(request), AnswersAs(wanted)))

    async def _talking(self, request: Request) -> LiveCall | str:
        live = self._flow.call_of(self._phone(request))
        if live is None or live.relay is None:
            return "This person is not talking to anybody."
        await live.relay.ready.wait()
        return live

    async def _speak(self, request: Request, act: str, value: str) -> Response:
        if not value:
            return _refused("Nothing was said.", 400)
        live = await self._talking(request)
        if isinstance(live, str) or live.relay is None:
            return _refused(live if isinstance(live, str) else "Nobody is on the line.")
        acts: dict[str, Any] = {
            "say": live.relay.say,
            "press": live.relay.press,
        }
        return _done(await acts[act](value))

    async def _say(self, request: Request) -> Response:
        return await self._speak(request, "say", await _field(request, "text"))

    async def _press(self, request: Request) -> Response:
        return await self._speak(request, "press", await _field(request, "digit"))

    async def _interrupt(self, request: Request) -> Response:
        body = await request.json()
        live = await self._talking(request)
        if isinstance(live, str) or live.relay is None:
            return _refused(live if isinstance(live, str) else "Nobody is on the line.")
        heard, words = str(body.get("heard", "")).strip(), str(body.get("words", ""))
        if not heard:
            return _refused("Nothing was heard.", 400)
        return _done(await live.relay.interrupt(heard, words))

    async def _hang_up(self, request: Request) -> Response:
        return _done(await self._flow.hang_up(self._phone(request)))

    async def _write_mail(self, request: Request) -> Response:
        body = await request.json()
        person = self._person(request)
        if person is None or person.email is None:
            return _refused("This person has no mail address.")
        return _done(
            await self._mail.write(
                sender=person.email,
                to=str(body.get("to", "")),
                subject=str(body.get("subject", "")),
                text=str(body.get("text", "")),
            )
        )

    async def _report(self, request: Request) -> Response:
        """A later report of the last text: {"status": "delivered" | "undelivered"}."""
        status = await _field(request, "status")
        return _done(self._messages.report_again(self._phone(request), status))

    async def _reply(self, request: Request) -> Response:
        body = await request.json()
        automatic = bool(body.get("automatic", False))
        return _done(
            await self._mail.reply(
                request.path_params["id"], str(body.get("text", "")), automatic=automatic
            )
        )

    async def _answer_invitation(self, request: Request) -> Response:
        """A calendar's button: {"answer": "accepted" | "tentative" | "declined", "note": ""}."""
        body = await request.json()
        return _done(
            await self._mail.answer_invitation(
                request.path_params["id"],
                str(body.get("answer", "")),
                note=str(body.get("note", "")),
            )
        )

    async def _unsubscribe(self, request: Request) -> Response:
        return _done(await self._mail.unsubscribe(request.path_params["id"]))

    async def _mail_event(self, request: Request) -> Response:
        """A later bounce or complaint: {"kind": "Bounce" | "Complaint" | "Delivery"}."""
        mail = self._mail.all.get(request.path_params["id"])
        kind = str((await request.json()).get("kind"))
        if mail is None or kind not in {"Bounce", "Complaint", "Delivery"}:
            return _refused("There is no such mail or event.", 404)
        await self._mail.send_event(mail, kind, mail["to"][0])
        return _done(None)
