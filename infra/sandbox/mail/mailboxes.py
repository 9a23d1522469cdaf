"""The people's mailboxes, and the mail provider's view of what became of each mail.

A sent mail is relayed here by the local SES; a reply goes back the way SES receives: as MIME in
the bucket. Deliveries, bounces and complaints are sent as SES events in EventBridge's shape.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, parseaddr
from typing import Any

import httpx

from infra.sandbox.aws import Aws
from infra.sandbox.faults import Faults
from infra.sandbox.ledger import Ledger, Record
from infra.sandbox.mail.invitations import invitation_answer
from infra.sandbox.mail.text import links_in, parts_of, quoted
from infra.sandbox.people.people import MailFate, People, Person
from infra.sandbox.webhooks import Webhooks, trusted_certificates

TAGS_HEADER = "X-SES-MESSAGE-TAGS"
CONFIGURATION_HEADER = "X-SES-CONFIGURATION-SET"
EVENT_NAMES = {
    "Delivery": "Email Delivered",
    "Bounce": "Email Bounced",
    "Complaint": "Email Complaint Received",
}


class Mailboxes:
    """Every mail our side sent and every mail the people wrote."""

    def __init__(
        self, *, ledger: Ledger, people: People, webhooks: Webhooks, faults: Faults, aws: Aws
    ) -> None:
        self._ledger = ledger
        self._people = people
        self._webhooks = webhooks
        self._faults = faults
        self._aws = aws
        self._client = httpx.AsyncClient(verify=trusted_certificates(), trust_env=False, timeout=10)

    async def close(self) -> None:
        await self._client.aclose()

    @property
    def all(self) -> dict[str, Record]:
        return self._ledger.table("mails")

    def receive(self, raw: bytes, recipients: tuple[str, ...]) -> None:
        """A mail our side sent reaches the people it was sent to."""
        message = message_from_bytes(raw, policy=policy.default)
        identity = str(message.get("Message-ID", "")).strip("<> ") or f"{uuid.uuid4()}@sandbox"
        headers = [[name, str(value)] for name, value in message.items()]
        shown = [pair for pair in headers if not pair[0].upper().startswith("X-SES-")]
        record = {
            "id": identity,
            "direction": "outbound",
            "from": str(message.get("From", "")),
            "reply_to": str(message.get("Reply-To", "")),
            "to": [address.lower() for address in recipients],
            "subject": str(message.get("Subject", "")),
            "at": self._ledger.stamp(),
            "headers": shown,
            "tags": _tags(str(message.get(TAGS_HEADER, ""))),
            "configuration_set": str(message.get(CONFIGURATION_HEADER, "")),
            **parts_of(message),
        }
        self._ledger.save_record("mails", identity, record)
        for recipient in record["to"]:
            person = self._people.at(recipient)
            self._webhooks.later(self._become(record, recipient, person))

    async def sync(self) -> None:
        """Take over what the provider's own list has and the relay did not bring."""
        if not self._aws.url:
            return
        try:
            answer = await self._client.get(f"{self._aws.url}/_ministack/ses/messages")
        except httpx.HTTPError:
            return
        if not answer.is_success:
            return
        for rows in answer.json().get("messages", {}).values():
            for row in rows:
                if row["MessageId"] not in self.all:
                    self._take_over(row)

    def _take_over(self, row: dict[str, Any]) -> None:
        record = {
            "id": row["MessageId"],
            "direction": "outbound",
            "from": row["Source"],
            "reply_to": "",
            "to": [parseaddr(address)[1].lower() for address in row["To"]],
            "subject": row["Subject"],
            "at": self._ledger.stamp(),
            "headers": [],
            "tags": {},
            "configuration_set": "",
            "text": row["BodyText"] or "",
            "html": row["BodyHtml"] or "",
            "attachments": [],
        }
        record["links"] = links_in(record["text"], record["html"])
        self._ledger.save_record("mails", record["id"], record)
        for recipient in record["to"]:
            self._people.at(recipient)

    async def _become(self, mail: Record, recipient: str, person: Person) -> None:
        fate = MailFate.BOUNCES if recipient.startswith("bounce@") else person.mail
        if fate is MailFate.BOUNCES:
            await self.send_event(mail, "Bounce", recipient)
            return
        if mail["tags"] or mail["configuration_set"]:
            await self.send_event(mail, "Delivery", recipient)
        if fate is MailFate.COMPLAINS:
            await self.send_event(mail, "Complaint", recipient)
        if person.auto_reply:
            await self.reply(mail["id"], person.auto_reply, sender=recipient, automatic=True)

    async def send_event(self, mail: Record, kind: str, recipient: str) -> None:
        """One SES event about this mail, put on our queue as EventBridge would."""
        mail.setdefault("events", []).append({"kind": kind, "at": self._ledger.stamp()})
        self._ledger.touch()
        copies = 2 if self._faults.on_wire("mail").duplicate_webhooks else 1
        body = json.dumps(ses_event(mail, kind=kind, recipient=recipient, at=self._ledger.stamp()))
        for _ in range(copies):
            if problem := await asyncio.to_thread(self._aws.send_mail_event, body):
                self._ledger.alert(0, problem)

    async def reply(
        self, mail_id: str, text: str, *, sender: str = "", automatic: bool = False
    ) -> Record | str:
        """A person answers a mail. The ledger's record, or a sentence if impossible."""
        mail = self.all.get(mail_id)
        if mail is None or mail["direction"] != "outbound":
            return "There is no such mail to answer."
        writer = sender or mail["to"][0]
        person = self._people.at(writer)
        message = EmailMessage()
        message["From"] = f"{person.name} <{writer}>" if person.name else writer
        message["To"] = mail["reply_to"] or mail["from"]
        subject = mail["subject"]
        message["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
        references = [value for name, value in mail["headers"] if name.lower() == "references"]
        message["In-Reply-To"] = f"<{mail_id}>"
        message["References"] = " ".join([*references, f"<{mail_id}>"])
        if automatic:
            message["Auto-Submitted"] = "auto-replied"
            message["X-Auto-Response-Suppress"] = "All"
        body = text if automatic else f"{text}\n\n{quoted(mail)}"
        message.set_content(body)
        return await self._hand_in(message, text=text, writer=writer, answers=mail_id)

    async def answer_invitation(self, mail_id: str, answer: str, *, note: str) -> Record | str:
        """A person presses a button of their calendar. The ledger's record, or why not."""
        mail = self.all.get(mail_id)
        if mail is None or mail["direction"] != "outbound":
            return "There is no such mail to answer."
        writer = mail["to"][0]
        message = invitation_answer(mail, answer=answer, note=note, sender=writer)
        if isinstance(message, str):
            return message
        text = "\n".join(words for words in (f"({answer} the invitation)", note) if words)
        return await self._hand_in(message, text=text, writer=writer, answers=mail_id)

    async def write(self, *, sender: str, to: str, subject: str, text: str) -> Record | str:
        """A person writes a mail of their own."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message.set_content(text)
        return await self._hand_in(message, text=text, writer=sender, answers="")

    async def _hand_in(
        self, message: EmailMessage, *, text: str, writer: str, answers: str
    ) -> Record | str:
        """Put a mail where SES puts what it receives."""
        domain = writer.rpartition("@")[2]
        identity = f"{secrets.token_hex(12)}@{domain}"
        key = secrets.token_hex(20)
        message["Message-ID"] = f"<{identity}>"
        message["Date"] = format_datetime(self._ledger.now())
        target = parseaddr(str(message["To"]))[1]
        received = (
            f"Return-Path: <{writer}>\r\n"
            f"Received: from {domain} by inbound-smtp.us-east-1.amazonaws.com with SMTP id {key}"
            f" for {target}; {message['Date']}\r\n"
            "X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: PASS\r\n"
            f"Authentication-Results: amazonses.com; spf=pass; dkim=pass header.i=@{domain}\r\n"
        ).encode()
        raw = received + message.as_bytes(policy=policy.SMTP)
        record = {
            "id": identity,
            "direction": "inbound",
            "from": str(message["From"]),
            "to": [address for _, address in getaddresses([str(message["To"])])],
            "subject": str(message["Subject"]),
            "at": self._ledger.stamp(),
            "text": text,
            "html": "",
            "headers": [[name, str(value)] for name, value in message.items()],
            "attachments": [],
            "links": [],
            "person": writer,
            "answers": answers,
            "key": f"mail/{key}",
        }
        problem = await asyncio.to_thread(self._aws.put_mail, f"mail/{key}", raw)
        if problem:
            self._ledger.alert(0, problem)
            return problem
        return self._ledger.save_record("mails", identity, record)

    async def unsubscribe(self, mail_id: str) -> str | None:
        """The mailbox's own button: RFC 8058 one-click. A sentence if the mail offers none."""
        mail = self.all.get(mail_id, {"headers": []})
        headers = {name.lower(): value for name, value in mail["headers"]}
        one_click = headers.get("list-unsubscribe-post", "").strip()
        if one_click != "List-Unsubscribe=One-Click":
            return "This mail offers no one-click unsubscribe."
        targets = [part.strip(" <>") for part in headers.get("list-unsubscribe", "").split(",")]
        target = next((url for url in targets if url.startswith(("https://", "http://"))), "")
        if not target:
            return "List-Unsubscribe names no web address."
        answer = await self._webhooks.plain_form(target, {"List-Unsubscribe": "One-Click"})
        mail["unsubscribed"] = answer is not None and answer.ok
        self._ledger.touch()
        return None if mail["unsubscribed"] else "The unsubscribe address did not answer with 2xx."


def _tags(header: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in header.split(",") if "=" in pair)
    return {name.strip(): value.strip() for name, _, value in pairs}


def ses_event(mail: Record, *, kind: str, recipient: str, at: str) -> dict[str, Any]:
    """An SES event as EventBridge delivers it.

    Shape: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
    in EventBridge's envelope.
    """
    detail: dict[str, Any] = {
        "eventType": kind,
        "mail": {
            "timestamp": mail["at"],
            "source": parseaddr(mail["from"])[1],
            "sendingAccountId": "000000000000",
            "messageId": mail["id"],
            "destination": mail["to"],
            "headersTruncated": False,
            "headers": [{"name": name, "value": value} for name, value in mail["headers"]],
            "commonHeaders": {
                "from": [mail["from"]],
                "to": mail["to"],
                "messageId": mail["id"],
                "subject": mail["subject"],
            },
            "tags": {name: [value] for name, value in mail["tags"].items()},
        },
    }
    if kind == "Bounce":
        detail["bounce"] = {
            "feedbackId": str(uuid.uuid4()),
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [
                {
                    "emailAddress": recipient,
                    "action": "failed",
                    "status": "5.1.1",
                    "diagnosticCode": "smtp; 550 5.1.1 user unknown",
                }
            ],
            "timestamp": at,
        }
    elif kind == "Complaint":
        detail["complaint"] = {
            "feedbackId": str(uuid.uuid4()),
            "complainedRecipients": [{"emailAddress": recipient}],
            "complaintFeedbackType": "abuse",
            "timestamp": at,
        }
    else:
        detail["delivery"] = {
            "timestamp": at,
            "processingTimeMillis": 500,
            "recipients": [recipient],
            "smtpResponse": "250 OK",
        }
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": EVENT_NAMES[kind],
        "source": "aws.ses",
        "account": "000000000000",
        "time": at,
        "region": "us-east-1",
        "resources": [],
        "detail": detail,
    }
