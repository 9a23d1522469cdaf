"""Twilio's Messages resource: what is accepted, refused, delivered and reported for SMS and
WhatsApp. It decides by the provider's published rules only, never by ours.

What Twilio learns later (not on WhatsApp, outside the window, unreachable) is accepted first and
fails afterwards by status callback, as on the real wire.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from twilio.rest.api.v2010.account.message import MessageList

from infra.sandbox.clock import parse_instant
from infra.sandbox.faults import Faults
from infra.sandbox.ledger import Ledger, Record, new_sid
from infra.sandbox.people.people import People, Person, bare, is_e164
from infra.sandbox.settings import Settings
from infra.sandbox.twilio.message_text import TEMPLATE_SID, read_variables, render, segments
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
from infra.sandbox.webhooks import Webhooks

LONGEST_BODY = 1600
WINDOW = timedelta(hours=24)
"""WhatsApp's customer service window since the person's own last message."""
FILTERS = Filters(("To", "From"), "DateSent", lambda message: message["date_sent"])
PARAMETERS = parameters_of(MessageList.create)
CONFIRMED_BY_WHATSAPP = {"delivered", "read"}
"""Statuses that come from WhatsApp itself, and so with the person's id."""
REPORTED_AGAIN: dict[str, int | None] = {"delivered": None, "undelivered": 30005}
"""What a carrier reports late, with the error it gives."""
UNDER_WAY = {"accepted", "queued", "sending"}
"""A message that cannot be deleted yet."""
REFUSED_AT_ONCE = {21614: "'To' number is not a valid mobile number"}
LATER_ERRORS = {
    30003: "Unreachable destination handset",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    63016: "Failed to send freeform message because you are outside the allowed window",
    63018: "Rate limit exceeded for channel",
    63024: "Invalid message recipient",
    63032: "We cannot send this message to this user because of a limitation",
    63049: "Meta chose not to deliver this WhatsApp marketing message",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One status a message moves to."""

    status: str
    error: int | None = None


class Messages:
    """Every message of the account, both directions."""

    def __init__(
        self,
        *,
        settings: Settings,
        ledger: Ledger,
        people: People,
        webhooks: Webhooks,
        faults: Faults,
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._people = people
        self._webhooks = webhooks
        self._faults = faults

    @property
    def all(self) -> dict[str, Record]:
        return self._ledger.table("messages")

    def routes(self) -> list[Route]:
        base = f"/twilio/{API_VERSION}/Accounts/{{account}}"
        return [
            Route(f"{base}/Messages.json", self._create, methods=["POST"]),
            Route(f"{base}/Messages.json", self._list, methods=["GET"]),
            Route(f"{base}/Messages/{{sid}}.json", self._fetch, methods=["GET"]),
            Route(f"{base}/Messages/{{sid}}.json", self._redact, methods=["POST"]),
            Route(f"{base}/Messages/{{sid}}.json", self._delete, methods=["DELETE"]),
            Route("/twilio/templates", self._register_template, methods=["POST"]),
            Route("/twilio/services", self._register_service, methods=["POST"]),
        ]

    async def _create(self, request: Request) -> Response:
        if refused := authorised(request, self._settings):
            return refused.response()
        form = {key: str(value) for key, value in (await request.form()).items()}
        if refused := unknown_parameter(form, PARAMETERS):
            return refused.response()
        sender = self._sender(form)
        if isinstance(sender, TwilioRefused):
            return sender.response()
        if refused := self._refusal(form, sender):
            return refused.response()
        message = self._accept(form, sender)
        self._webhooks.later(self._deliver(message))
        return JSONResponse(self._shown(message), status_code=201)

    def _sender(self, form: dict[str, str]) -> str | TwilioRefused:
        if form.get("From"):
            return form["From"]
        service = form.get("MessagingServiceSid", "")
        if not service:
            return TwilioRefused(400, 21603, "A 'From' phone number is required.")
        known = self._ledger.table("services").get(service)
        if known is None:
            return TwilioRefused(400, 21703, "The Messaging Service contains no phone numbers.")
        number = str(known["number"])
        return f"whatsapp:{number}" if form.get("To", "").startswith("whatsapp:") else number

    def _refusal(self, form: dict[str, str], sender: str) -> TwilioRefused | None:
        """The first rule of the API this request breaks, in the order Twilio checks."""
        to, body, content = form.get("To", ""), form.get("Body", ""), form.get("ContentSid", "")
        if not to:
            return TwilioRefused(400, 21604, "A 'To' phone number is required.")
        if not body and not content and "MediaUrl" not in form:
            return TwilioRefused(400, 21602, "Message body is required.")
        if to.startswith("whatsapp:") != sender.startswith("whatsapp:"):
            return TwilioRefused(
                400, 21910, "Invalid From and To pair. From and To should be of the same channel"
            )
        if not is_e164(bare(to)):
            return TwilioRefused(400, 21211, f"Invalid 'To' Phone Number: {to}")
        if not is_e164(bare(sender)):
            return TwilioRefused(400, 21212, f"Invalid From Number (caller ID): {sender}")
        if bare(to) == bare(sender):
            return TwilioRefused(400, 21266, "'To' and 'From' number cannot be the same")
        if len(body) > LONGEST_BODY:
            return TwilioRefused(
                400, 21617, "The concatenated message body exceeds the 1600 character limit"
            )
        if refused := _template_refusal(form):
            return refused
        if self.opted_out(person=bare(to), sender=bare(sender)) and to == bare(to):
            return TwilioRefused(400, 21610, "Attempt to send to unsubscribed recipient")
        error = self._people.at(to).sms_error
        if error in REFUSED_AT_ONCE and to == bare(to):
            return TwilioRefused(400, error, REFUSED_AT_ONCE[error])
        return None

    def _accept(self, form: dict[str, str], sender: str) -> Record:
        template = self._ledger.table("templates").get(form.get("ContentSid", ""), {})
        variables = read_variables(form.get("ContentVariables", "")) or {}
        body = form.get("Body", "")
        if form.get("ContentSid"):
            body = render(template.get("body", ""), variables)
        to = form["To"]
        return self.record(
            direction="outbound-api",
            to=to,
            sender=sender,
            body=body,
            status="queued" if form.get("From") else "accepted",
            messaging_service_sid=form.get("MessagingServiceSid"),
            content_sid=form.get("ContentSid"),
            content_variables=variables,
            status_callback=form.get("StatusCallback", ""),
        )

    def record(
        self, *, direction: str, to: str, sender: str, body: str, status: str, **more: Any
    ) -> Record:
        """Write one message to the ledger."""
        whatsapp = to.startswith("whatsapp:") or sender.startswith("whatsapp:")
        sid = new_sid("SM")
        self._people.at(sender if direction == "inbound" else to)
        record: Record = {
            "sid": sid,
            "direction": direction,
            "channel": "whatsapp" if whatsapp else "sms",
            "to": to,
            "from": sender,
            "body": body,
            "status": status,
            "error_code": None,
            "date_created": self._ledger.stamp(),
            "date_sent": self._ledger.stamp() if direction == "inbound" else None,
            "history": [status],
            **more,
        }
        return self._ledger.save_record("messages", sid, record)

    async def _deliver(self, message: Record) -> None:
        """Carry a message to its end, telling the status callback every later status."""
        steps = self.fate(message)
        if message["status"] == "accepted":
            steps = [Step("queued"), *steps]
        for step in steps:
            message["status"], message["error_code"] = step.status, step.error
            message["history"].append(step.status)
            message["date_sent"] = message["date_sent"] or self._ledger.stamp()
        self._ledger.touch()
        if not message["status_callback"]:
            return
        if self._faults.on_wire("twilio").reorder_status_callbacks:
            steps = list(reversed(steps))
        for step in steps:
            await self._webhooks.twilio(message["status_callback"], self._callback(message, step))

    def report_again(self, person: str, status: str) -> Record | str:
        """What the carrier reports of the last text to this person after all, in any order; a
        sentence if it reports no such thing."""
        if status not in REPORTED_AGAIN:
            return f"A carrier reports {' or '.join(REPORTED_AGAIN)}, not {status!r}."
        texts = (m for m in self.all.values() if m["channel"] == "sms" and m["to"] == person)
        message = next(reversed([m for m in texts if m["direction"] != "inbound"]), None)
        if message is None:
            return "This person was sent no text."
        step = Step(status, REPORTED_AGAIN[status])
        message["status"], message["error_code"] = step.status, step.error
        message["history"].append(step.status)
        self._ledger.touch()
        if message["status_callback"]:
            callback = self._callback(message, step)
            self._webhooks.later(self._webhooks.twilio(message["status_callback"], callback))
        return message

    def fate(self, message: Record) -> list[Step]:
        """Every status this message will go through after it was queued."""
        person = self._people.at(message["to"])
        if message["channel"] == "sms":
            if person.sms_error is not None:
                return [Step("sent"), Step("undelivered", person.sms_error)]
            return [Step("sent"), Step("delivered")]
        if (error := self._whatsapp_error(message, person)) is not None:
            return [Step("failed", error)]
        read = [Step("read")] if person.reads_whatsapp else []
        return [Step("sent"), Step("delivered"), *read]

    def _whatsapp_error(self, message: Record, person: Person) -> int | None:
        if not person.whatsapp:
            return 63024
        template = message["content_sid"]
        if self.window_open(person=bare(message["to"]), sender=bare(message["from"])):
            return None
        if not template:
            return 63016
        known = self._ledger.table("templates").get(template, {})
        marketing = known.get("category", "marketing") == "marketing"
        return 63049 if marketing and bare(message["to"]).startswith("+1") else None

    def window_open(self, *, person: str, sender: str) -> bool:
        """Whether the person wrote to this WhatsApp sender within the last 24 hours."""
        since = self._ledger.now() - WINDOW
        wrote = self._people.at(person).id
        return any(
            message["direction"] == "inbound"
            and message["channel"] == "whatsapp"
            and self._people.at(message["from"]).id == wrote
            and bare(message["to"]) == sender
            and (parse_instant(message["date_created"]) or since) > since
            for message in self.all.values()
        )

    def opted_out(self, *, person: str, sender: str) -> bool:
        return f"{person} {sender}" in self._ledger.table("opt_outs")

    def _callback(self, message: Record, step: Step) -> dict[str, str]:
        params = {
            "AccountSid": self._settings.account_sid,
            "ApiVersion": API_VERSION,
            "From": message["from"],
            "MessageSid": message["sid"],
            "MessageStatus": step.status,
            "SmsSid": message["sid"],
            "SmsStatus": step.status,
            "To": message["to"],
        }
        if message["messaging_service_sid"]:
            params["MessagingServiceSid"] = message["messaging_service_sid"]
        if message["channel"] == "whatsapp":
            params |= {"ChannelPrefix": "whatsapp", "EventType": step.status.upper()}
            user_id = self._people.at(message["to"]).whatsapp_id
            if user_id and step.status in CONFIRMED_BY_WHATSAPP:
                params["ExternalUserIdentifier"] = user_id
        if step.error is not None:
            params |= {
                "ErrorCode": str(step.error),
                "ErrorMessage": LATER_ERRORS.get(step.error, ""),
            }
        return params

    async def _list(self, request: Request) -> Response:
        return own_listing(
            request,
            self._settings,
            key="messages",
            records=self.all.values(),
            filters=FILTERS,
            show=self._shown,
        )

    async def _fetch(self, request: Request) -> Response:
        found = self._found(request)
        return (
            found.response()
            if isinstance(found, TwilioRefused)
            else JSONResponse(self._shown(found))
        )

    async def _redact(self, request: Request) -> Response:
        found = self._found(request)
        if isinstance(found, TwilioRefused):
            return found.response()
        form = await request.form()
        if form.get("Body") == "":
            found["body"] = ""
            self._ledger.touch()
        return JSONResponse(self._shown(found))

    async def _delete(self, request: Request) -> Response:
        found = self._found(request)
        if isinstance(found, TwilioRefused):
            return found.response()
        if found["status"] in UNDER_WAY:
            return TwilioRefused(
                409, 20009, "Cannot delete message because delivery has not been completed"
            ).response()
        del self.all[found["sid"]]
        self._ledger.touch()
        return Response(status_code=204)

    def _found(self, request: Request) -> Record | TwilioRefused:
        return own_record(request, self._settings, self.all)

    def _shown(self, message: Record) -> dict[str, Any]:
        sid, account = message["sid"], self._settings.account_sid
        uri = f"/{API_VERSION}/Accounts/{account}/Messages/{sid}"
        error = message["error_code"]
        return {
            "sid": sid,
            "account_sid": account,
            "api_version": API_VERSION,
            "body": message["body"],
            "date_created": rfc2822(message["date_created"]),
            "date_updated": rfc2822(message["date_sent"] or message["date_created"]),
            "date_sent": rfc2822(message["date_sent"]),
            "direction": message["direction"],
            "error_code": error,
            "error_message": LATER_ERRORS.get(error) if error else None,
            "from": message["from"],
            "messaging_service_sid": message.get("messaging_service_sid"),
            "num_media": "0",
            "num_segments": str(segments(message["body"])),
            "price": None,
            "price_unit": "USD",
            "status": message["status"],
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": message["to"],
            "uri": f"{uri}.json",
        }

    async def _register_template(self, request: Request) -> Response:
        """A sandbox switch: {sid, body, category} of an approved WhatsApp template."""
        template = await request.json()
        if not TEMPLATE_SID.match(str(template.get("sid", ""))):
            return JSONResponse({"error": "sid is HX and 32 hex digits"}, status_code=400)
        return JSONResponse(self._ledger.save_record("templates", template["sid"], template))

    async def _register_service(self, request: Request) -> Response:
        """A sandbox switch: {sid, number} of a Messaging Service and its sender."""
        service = await request.json()
        return JSONResponse(self._ledger.save_record("services", service["sid"], service))


def _template_refusal(form: dict[str, str]) -> TwilioRefused | None:
    content, variables = form.get("ContentSid", ""), form.get("ContentVariables", "")
    if variables and not content:
        return TwilioRefused(400, 21654, "ContentSid Required")
    if content and not TEMPLATE_SID.match(content):
        return TwilioRefused(400, 21655, "The ContentSid is Invalid")
    if variables and read_variables(variables) is None:
        return TwilioRefused(400, 21656, "The ContentVariables Parameter is invalid")
    return None
