"""The canary person in every store: imported, spoken with, booked, noted, reported and recorded."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
import duckdb

from frontend_api import wiring as console_wiring
from frontend_api.ports.programs.api_access import MadeKey
from functions.customer_base import handlers as base
from functions.customer_base.imports.records import ImportStatus, new_import
from functions.customer_base.wiring import WorkspaceRows
from functions.outreach import wiring
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.events import BecameDue
from functions.outreach.domain.conversation.state import Conversation, Outcome, State, Who
from functions.outreach.domain.playbooks.playbook import Answer
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.handlers.queues import effects, mail, replies
from functions.outreach.ports import Committed, InboundMessage
from functions.outreach.store import inbox
from functions.outreach.store import settings as kept
from functions.outreach.store.conversations.recordings import StoredRecordings
from functions.outreach.store.conversations.whatsapp_users import StoredWhatsAppUsers
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.outreach.workflows.advance_conversation import Advanced, advance
from functions.outreach.workflows.receive_inbound import receive
from functions.product.channels import Channel
from functions.stripe_source.change import Change
from functions.stripe_source.link import StoredLinks
from functions.webhooks.endpoints import WebhookEndpoint, create_endpoint
from infra.sandbox.client import SandboxClient
from tenancy.api_access.scopes import Scope
from tenancy.data.bucket import TenantBucket, tenant_file, upload_file
from tenancy.data.credentials import acting_for
from tenancy.tenant import Founder, FounderId
from tests.console.api.program import Program, read
from tests.console.gateways.deployed_console import OpenPool
from tests.erasure.canary import NEEDLES, SAID, canary_file
from tests.outreach.approved import FOUNDER, NOW, TENANT, customer
from tests.outreach.handlers.calendars.connected_diaries import (
    Diary,
    as_another_function,
    first_start,
    pick,
)
from tests.outreach.handlers.deployed import OURS, Deployed
from tests.outreach.handlers.mail.test_mail_handler import OURS as OUR_MAILBOX
from tests.outreach.handlers.mail.test_mail_handler import arrives
from tests.outreach.handlers.mail.test_received_mail import ADDRESS_IN_CORPUS, CORPUS

WORDS = "canaryword in my own message"
MAIL_WORDS = "canarymail in my own mail"
SPOKEN = "canaryspoken said on the phone"
QUESTION = "Does canaryquestion work?"
WRITTEN = ("canaryword", "canarymail", "canaryspoken", "canaryquestion", "canarystranger")
IN_WORDINGS = ("canarynamed", "canarymailed", "canarycalled", "canaryathome")
LITHUANIAN = "+37061234567"
"""One more number of the person's; who lives there writes it with an 8."""
BESIDE = ("canaryfounder", "canaryevidence", "canarysound", "canarybsuid", "canaryrefusal")
EVERY_NEEDLE = (*NEEDLES, *WRITTEN, *IN_WORDINGS, *BESIDE)
FOUNDERS = Founder(FounderId(FOUNDER), TENANT, "Sample Founder", "founder@example.com")
LATE_MAILS = ("mail/late", "mail/returned")
RETURNED = CORPUS / "bounce_failed.eml"


def as_batch(body: dict[str, Any]) -> dict[str, Any]:
    return {"Records": [{"messageId": "m1", "body": json.dumps(body), "attributes": {}}]}


def deliver_replies(stage: Deployed) -> str:
    """What waited, after each of it was answered."""
    waited = stage.queued("replies")
    for message in waited:
        body = {name: message[name] for name in ("tenant", "conversation", "event")}
        assert replies.handle(as_batch(body)) == {"batchItemFailures": []}
    return str(waited)


def send_effects(stage: Deployed) -> None:
    for message in stage.queued("effects"):
        body = {k: v for k, v in message.items() if not k.startswith("Message")}
        assert effects.handle(as_batch(body)) == {"batchItemFailures": []}


def deliver_mails() -> str:
    """What waited at the queue `mail`, after each of it was handled."""
    sqs, waited = boto3.client("sqs"), []
    url = sqs.get_queue_url(QueueName="mail")["QueueUrl"]
    for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", ()):
        waited.append(message["Body"])
        assert mail.handle(as_batch(json.loads(message["Body"]))) == {"batchItemFailures": []}
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return str(waited)


@dataclass
class Planted:
    """`diary` is the calendar of the founder whose conversation is open; `others` are those of
    founders whose conversations with the person are over."""

    stage: Deployed
    there: SandboxClient
    diary: Diary
    others: tuple[Diary, ...] = ()

    def everything(self) -> Conversation:
        hook = WebhookEndpoint("hook_1", "https://hooks.example.com/x", (), FOUNDER, NOW)
        create_endpoint(TENANT, hook)
        self._base()
        talk = self._talk()
        self._booking(talk, self.diary)
        self._by_a_program(talk)
        self._inbox(talk)
        self._files(talk)
        self._others(talk)
        return talk

    def _base(self) -> None:
        """One import that is done and judged, and one that waits for an answer."""
        rows = WorkspaceRows()
        # Whether the day or the month comes first, only a founder can say.
        doubtful = canary_file().replace(b"2025-01-01", b"03/04/2025")
        for name, content in (("i_1", canary_file()), ("i_2", doubtful)):
            record = new_import(
                tenant=TENANT, import_id=name, file_names=("c.csv",), created_at=NOW
            )
            rows.create_import(TENANT, record)
            with acting_for(TENANT):
                TenantBucket().write(upload_file(TENANT, name, 1), content)
            base.import_customers(as_batch({"kind": "start", "tenant": TENANT, "import": name}))
        done, waits = rows.load_import(TENANT, "i_1"), rows.load_import(TENANT, "i_2")
        assert done is not None
        assert done.status is ImportStatus.DONE, done
        assert waits is not None
        assert waits.status is ImportStatus.NEEDS_MAPPING, waits
        asked = {"tenant": TENANT, "run": done.run, "snapshot": done.snapshot}
        base.segment_customers(as_batch(asked))

    def _talk(self) -> Conversation:
        """An open conversation with words in both directions, on three channels."""
        facts = customer(
            1,
            **{name: SAID[name] for name in ("customer_id", "email", "name", "phone", "product")},
            other_emails=(SAID["other_emails"],),
            other_phones=(SAID["other_phones"], LITHUANIAN),
            support_asks=(SAID["support_asks"],),
            feature_uses={"canaryfeature": 4},
        )
        # One that was opened and ended leaves its touches behind at the addresses.
        first = self.stage.open(2, facts=facts)
        opened = advance(
            wiring.advance_ports(), tenant=TENANT, conversation=first.id, event=BecameDue()
        )
        assert isinstance(opened, Advanced)
        send_effects(self.stage)
        self._ends(first)
        for number, diary in enumerate(self.others, start=3):
            terms = replace(first.terms, founder=diary.founder)
            prior = wiring.people().history(TENANT, facts)
            talk = self.stage.open(number, facts=facts, terms=terms, prior=prior)
            self._booking(talk, diary)
            self._ends(talk)
        talk = self.stage.open(facts=facts, prior=wiring.people().history(TENANT, facts))
        self.there.text(SAID["phone"], to=OURS, body=WORDS)
        seen = self.there.messages(SAID["phone"])[-1]
        self._hears(InboundMessage(seen["sid"], Channel.SMS, WORDS, SAID["phone"]))
        arrives("mail/canary", to=OUR_MAILBOX, sender=SAID["email"], text=MAIL_WORDS)
        deliver_replies(self.stage)
        self._hears(InboundMessage("CAcanary", Channel.VOICE, SPOKEN, SAID["phone"]))
        self._hears(InboundMessage("SMask", Channel.SMS, QUESTION, SAID["phone"]))
        send_effects(self.stage)
        self.there.settle()
        return talk

    def _ends(self, talk: Conversation) -> None:
        before = self.stage.load(talk).conversation
        over = replace(
            before, version=before.version + 1, state=State.CLOSED, outcome=Outcome.EXPIRED
        )
        done = wiring.conversations().commit(before, Step(over, unlock=True), event_id="", now=NOW)
        assert done == Committed()

    def _hears(self, message: InboundMessage) -> None:
        receive(wiring.receive_ports(), our_address=OURS, message=message)
        deliver_replies(self.stage)

    def _booking(self, talk: Conversation, diary: Diary) -> None:
        """A time taken on the customer's page: its event, its handoff and its mails."""
        pick(talk, first_start(self.stage, talk))
        booked = self.stage.load(talk).conversation
        assert booked.booking is not None
        as_another_function()
        send_effects(self.stage)
        assert diary.shows(booked.booking.calendar_event)

    def late_mails(self, talk: Conversation) -> None:
        """What the queue still holds: a mail of the person's, one of ours that came back, and SES's
        word on another."""
        raw = f"From: {SAID['email']}\nTo: {OUR_MAILBOX}\nMessage-ID: <late@x>\n\n{MAIL_WORDS}"
        returned = RETURNED.read_text().replace("peter@example.com", SAID["email"])
        returned = returned.replace(ADDRESS_IN_CORPUS.decode(), OUR_MAILBOX)
        for key, text in zip(LATE_MAILS, (raw, returned), strict=True):
            boto3.client("s3").put_object(Bucket="warmline-test", Key=key, Body=text.encode())
        (effect, *_) = self.stage.load(talk).effects
        tags = {"tenant": [TENANT], "conversation": [talk.id], "effect": [effect.effect.id]}
        headers = {"to": [SAID["email"]], "subject": f"For {SAID['name']}"}
        told: tuple[dict[str, Any], ...] = (
            *({"Records": [{"s3": {"object": {"key": key}}}]} for key in LATE_MAILS),
            {
                "eventType": "Bounce",
                "mail": {"destination": [SAID["email"]], "tags": tags, "commonHeaders": headers},
                "bounce": {
                    "bounceType": "Permanent",
                    "bouncedRecipients": [{"emailAddress": SAID["email"]}],
                },
            },
        )
        sqs = boto3.client("sqs")
        url = sqs.get_queue_url(QueueName="mail")["QueueUrl"]
        for one in told:
            sqs.send_message(QueueUrl=url, MessageBody=json.dumps(one))

    def _by_a_program(self, talk: Conversation) -> None:
        """Notes, corrections and filters over the API, each under an idempotency key."""
        ports = console_wiring.AwsPorts(OpenPool())
        made = ports.api_access.make_key(FOUNDERS, name="CRM", scope=Scope.MANAGE, now=NOW)
        assert isinstance(made, MadeKey)
        program = Program(ports, made.text)
        (first, *_) = [
            turn.number
            for turn in self.stage.load(talk).conversation.turns
            if turn.who is Who.CUSTOMER
        ]
        sent: dict[str, dict[str, Any]] = {
            f"/conversations/{talk.id}/notes": {"text": "canaryfounder wrote this down"},
            f"/conversations/{talk.id}/turns/{first}": {"meaning": "interested"},
            "/filters": {
                "list": "conversations",
                "name": SAID["name"],
                "fields": {"q": SAID["name"]},
            },
        }
        for number, (path, body) in enumerate(sent.items()):
            read(program.post(path, body, idempotency_key=f"once-{number}"))

    def _inbox(self, talk: Conversation) -> None:
        said = {
            InboxKind.STRANGER: "canarystranger wrote",
            InboxKind.OPT_OUT: "canaryrefusal",
            InboxKind.UNKNOWN_QUESTION: QUESTION,
        }
        for kind, text in said.items():
            known = talk.id if kind is InboxKind.UNKNOWN_QUESTION else None
            item = InboxItem(f"{kind}#x", kind, NOW, text, "en", known, "sms", SAID["other_phones"])
            inbox.save_item(TENANT, item)
        # Founders made what the customer asked one more wording of an answer.
        wordings = (
            "How does it work?",
            f"{SAID['name']} asks how canarynamed works",
            f"Will you write canarymailed to {SAID['email']}?",
            "Can I be called at (212) 555-0987, canarycalled?",
            "Ar skambinsite 8 612 34567, canaryathome?",
        )
        kept.add_answer(TENANT, Answer(AnswerId("answer_1"), "en", wordings, "It does."))

    def _files(self, talk: Conversation) -> None:
        StoredRecordings().save(
            TENANT, talk.id, file="REcanary", began_at=NOW, audio=b"\xff\xf3 canarysound"
        )
        facts = duckdb.sql(
            f"SELECT '{SAID['customer_id']}' AS customer_id, '{SAID['email']}' AS email, "
            f"'{SAID['phone']}' AS phone, DATE '2026-11-01' AS as_of, 'c.csv' AS file_name"
        )
        with acting_for(TENANT):
            key = tenant_file(TENANT, "uploaded-facts", "headers.parquet")
            TenantBucket().write(key, _parquet(facts))

    def _others(self, talk: Conversation) -> None:
        """What only some customers leave behind."""
        reported = {"customer_id": SAID["customer_id"], "email": SAID["email"]}
        StoredLinks().keep_change(
            TENANT,
            Change(
                event="evt_1",
                kind="customer",
                object_id="cus_1",
                created=1,
                received_at=NOW,
                row=reported,
            ),
        )
        wiring.people().suppress(
            TENANT,
            channel=Channel.SMS,
            address=SAID["other_phones"],
            evidence="canaryevidence",
            at=NOW.isoformat(),
        )
        users = StoredWhatsAppUsers(hash_keys=wiring.secrets().suppression)
        users.remember(TENANT, user_id="canarybsuid", number=SAID["phone"])


def _parquet(facts: duckdb.DuckDBPyRelation) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.parquet"
        facts.write_parquet(str(path))
        return path.read_bytes()
