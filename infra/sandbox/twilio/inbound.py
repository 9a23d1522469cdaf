"""Messages the simulated people write, and Twilio's own keyword handling before we see them."""

from __future__ import annotations

from infra.sandbox.ledger import Ledger, Record
from infra.sandbox.people.people import People, bare, is_e164
from infra.sandbox.settings import Settings
from infra.sandbox.twilio.message_text import KEYWORD_REPLIES, keyword
from infra.sandbox.twilio.messages import Messages
from infra.sandbox.twilio.twiml import TwimlRefused, message_replies
from infra.sandbox.twilio.wire import API_VERSION
from infra.sandbox.webhooks import Webhooks


class InboundMessages:
    """Puts a person's message on the wire to our side."""

    def __init__(
        self,
        *,
        settings: Settings,
        ledger: Ledger,
        people: People,
        messages: Messages,
        webhooks: Webhooks,
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._people = people
        self._messages = messages
        self._webhooks = webhooks

    def write(self, *, person: str, to: str, body: str, channel: str) -> Record | str:
        """A message from a person to one of our numbers; delivered in the background.

        Answers the ledger's record, or a sentence if a message like this cannot exist.
        """
        if channel not in {"sms", "whatsapp"}:
            return "The channel is sms or whatsapp."
        if not is_e164(bare(person)) or not is_e164(bare(to)):
            return "Both sides of a message are phone numbers like +12025550143."
        prefix = "whatsapp:" if channel == "whatsapp" else ""
        shown = (self._people.at(person).whatsapp_as if prefix else "") or bare(person)
        record = self._messages.record(
            direction="inbound",
            to=prefix + bare(to),
            sender=prefix + shown,
            body=body,
            status="received",
        )
        found = keyword(body) if channel == "sms" else None
        if found:
            record["opt_out_type"] = found
            self._keep_keyword(found, person=bare(person), sender=bare(to))
        self._webhooks.later(self._tell(record))
        return record

    def _keep_keyword(self, found: str, *, person: str, sender: str) -> None:
        opt_outs, key = self._ledger.table("opt_outs"), f"{person} {sender}"
        if found == "STOP":
            opt_outs[key] = {"person": person, "sender": sender, "at": self._ledger.stamp()}
        elif found == "START":
            opt_outs.pop(key, None)
        self._messages.record(
            direction="outbound-reply",
            to=person,
            sender=sender,
            body=KEYWORD_REPLIES[found],
            status="delivered",
            automatic=True,
        )

    async def _tell(self, record: Record) -> None:
        url = f"{self._settings.hooks_url}/hooks/twilio/messages"
        answer = await self._webhooks.twilio(url, self._params(record))
        if answer is None or not answer.ok or not answer.body.strip():
            return
        replies = message_replies(answer.body)
        if isinstance(replies, TwimlRefused):
            self._ledger.alert(replies.code, replies.message, url=url)
            return
        for text in replies:
            self._messages.record(
                direction="outbound-reply",
                to=record["from"],
                sender=record["to"],
                body=text,
                status="delivered",
            )

    def _params(self, record: Record) -> dict[str, str]:
        sid = record["sid"]
        params = {
            "AccountSid": self._settings.account_sid,
            "ApiVersion": API_VERSION,
            "Body": record["body"],
            "From": record["from"],
            "MessageSid": sid,
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "SmsStatus": "received",
            "To": record["to"],
        }
        if record["channel"] == "whatsapp":
            shown = bare(record["from"])
            person = self._people.at(shown)
            params |= {"ProfileName": person.name or "Customer", "MessageType": "text"}
            if shown.startswith("+"):
                params["WaId"] = shown.removeprefix("+")
            if person.whatsapp_id:
                params["ExternalUserIdentifier"] = person.whatsapp_id
        if found := record.get("opt_out_type"):
            params["OptOutType"] = found
        return params
