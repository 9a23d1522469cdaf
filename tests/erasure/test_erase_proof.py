"""A person with a canary in every field, message and file is erased; then everything is searched.

Tables, files in the open, queues, logs, Twilio's own ledger and the calendar that the founder
connected, on AWS in this process, the sandbox at the wire and a real CalDAV server.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest

from frontend_api.gateways.ids import RandomIds
from frontend_api.gateways.rights import StoredPersonRights
from frontend_api.gateways.settings import StoredSettings
from frontend_api.ports.rights import PersonWanted
from frontend_api.ports.settings import SavedFilter
from functions.customer_base import handlers as base
from functions.customer_base import wiring as base_wiring
from functions.customer_base.console_queries.answers import PersonInBase
from functions.customer_base.imports.records import ImportStatus, new_import, with_mapping
from functions.customer_base.wiring import WorkspaceRows
from functions.erasure.record import Erasure
from functions.outreach import wiring
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.handlers import schedules
from functions.outreach.handlers.queues import effects, replies
from functions.outreach.ports import InboundMessage
from functions.outreach.workflows.receive_inbound import receive
from functions.product.channels import Channel
from infra.sandbox.app import create_app
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import Settings
from tenancy.data.bucket import TenantBucket, upload_file
from tenancy.data.credentials import acting_for
from tenancy.tenant import TenantId
from tests.calendars.radicale_server import USER
from tests.cloud_account import dynamodb_client
from tests.customer_base.erasure.test_erasing_from_the_base import (
    CANARY,
    COLUMNS,
    NEEDLES,
    as_text,
    base_file,
)
from tests.infra.sandbox.conftest import Served, serve
from tests.outreach.approved import FOUNDER, NOW, TENANT, customer
from tests.outreach.handlers.calendars.connected_diaries import (
    CalDavDiary,
    as_another_function,
    caldav_diary,
    first_start,
    pick,
)
from tests.outreach.handlers.deployed import OURS, Deployed, deployed_stage
from tests.outreach.handlers.mail.test_mail_handler import OURS as OUR_MAILBOX
from tests.outreach.handlers.mail.test_mail_handler import arrives

pytestmark = pytest.mark.slow

WORDS = "canaryword in my own message"
MAIL_WORDS = "canarymail in my own mail"
SPOKEN = "canaryspoken said on the phone"
EVERY_NEEDLE = (*NEEDLES, "canaryword", "canarymail", "canaryspoken")
TURNS_AT_MOST = 10


@pytest.fixture
def twilio_there() -> Iterator[Served]:
    app = create_app(Settings(hooks_url="http://127.0.0.1:9", start=NOW, smtp_port=None))
    running = serve(app)
    yield Served(app.state.sandbox, f"http://127.0.0.1:{running.port}")
    running.stop()


@pytest.fixture
def stage(aws: None, twilio_there: Served) -> Iterator[Deployed]:
    """Outreach and the base on one account, with a Twilio that keeps a ledger."""
    sqs = boto3.client("sqs")
    boto3.client("s3").put_bucket_versioning(
        Bucket="warmline-test", VersioningConfiguration={"Status": "Enabled"}
    )
    with pytest.MonkeyPatch.context() as environment:
        for name in ("imports", "segments"):
            url = sqs.create_queue(QueueName=name)["QueueUrl"]
            environment.setenv(f"WARMLINE_{name.upper()}_QUEUE_URL", url)
        environment.setenv("WARMLINE_TWILIO_URL", f"{twilio_there.url}/twilio")
        for cached in (
            base_wiring._work,
            base_wiring.import_ports,
            base_wiring.segment_ports,
            base_wiring.query_ports,
        ):
            cached.cache_clear()
        with deployed_stage() as made:
            yield made


@pytest.fixture
def diary(stage: Deployed, monkeypatch: pytest.MonkeyPatch) -> Iterator[CalDavDiary]:
    with caldav_diary(stage, monkeypatch) as made:
        yield made


def as_batch(body: dict[str, Any]) -> dict[str, Any]:
    return {"Records": [{"messageId": "m1", "body": json.dumps(body), "attributes": {}}]}


def import_base() -> None:
    record = new_import(tenant=TENANT, import_id="i_1", file_names=("c.csv",), created_at=NOW)
    rows = WorkspaceRows()
    rows.create_import(TENANT, record)
    with acting_for(TENANT):
        TenantBucket().write(upload_file(TENANT, "i_1", 1), base_file())
    start = {"kind": "start", "tenant": TENANT, "import": "i_1"}
    base.import_customers(as_batch(start))
    same = {name: name for name in COLUMNS if name != "notes"}
    rows.edit_import(TENANT, "i_1", lambda one: _confirmed(one, same))
    base.import_customers(as_batch(start))
    done = rows.load_import(TENANT, "i_1")
    assert done is not None
    assert done.status is ImportStatus.DONE, done.problem
    asked = {"tenant": TENANT, "run": done.run, "snapshot": done.snapshot}
    base.segment_customers(as_batch(asked))


def _confirmed(record: Any, same: dict[str, str]) -> Any:
    if record.status is ImportStatus.DONE:
        return None
    return with_mapping(record, mapping={1: same}, answers={})


def canary_talk(stage: Deployed, there: SandboxClient) -> Conversation:
    """An open conversation with words in both directions, on two channels."""
    facts = customer(
        1,
        customer_id=CANARY["customer_id"],
        email=CANARY["email"],
        name=CANARY["name"],
        phone=CANARY["phone"],
        other_emails=(CANARY["other_emails"],),
    )
    talk = stage.open(facts=facts)
    there.text(CANARY["phone"], to=OURS, body=WORDS)
    (seen,) = there.messages(CANARY["phone"])
    message = InboundMessage(seen["sid"], Channel.SMS, WORDS, CANARY["phone"])
    receive(wiring.receive_ports(), our_address=OURS, message=message)
    deliver_replies(stage)
    arrives("mail/canary", to=OUR_MAILBOX, sender=CANARY["email"], text=MAIL_WORDS)
    deliver_replies(stage)
    spoken = InboundMessage("CAcanary", Channel.VOICE, SPOKEN, CANARY["phone"])
    receive(wiring.receive_ports(), our_address=OURS, message=spoken)
    deliver_replies(stage)
    send_effects(stage)
    there.settle()
    return talk


def booked_talk(diary: CalDavDiary, talk: Conversation) -> None:
    """A time taken on the customer's page, with its event in the founder's calendar, its handoff
    and its mails; and a filter that looks for whom it is with."""
    pick(talk, first_start(diary.stage, talk))
    booked = diary.stage.load(talk).conversation
    assert booked.booking is not None
    as_another_function()
    send_effects(diary.stage)
    assert diary.shows(booked.booking.calendar_event)
    settings = StoredSettings(mail_domain="mail.example.com")
    about = urlencode({"q": CANARY["name"]})
    kept = SavedFilter("filter_1", "conversations", CANARY["name"], about, FOUNDER, NOW)
    settings.save_filter(TENANT, kept)


def deliver_replies(stage: Deployed) -> None:
    for message in stage.queued("replies"):
        body = {name: message[name] for name in ("tenant", "conversation", "event")}
        assert replies.handle(as_batch(body)) == {"batchItemFailures": []}


def send_effects(stage: Deployed) -> None:
    for message in stage.queued("effects"):
        body = {k: v for k, v in message.items() if not k.startswith("Message")}
        assert effects.handle(as_batch(body)) == {"batchItemFailures": []}


def rights() -> StoredPersonRights:
    def ask(tenant: TenantId, wanted: PersonWanted) -> PersonInBase | None:
        query = {"tenant": tenant, "query": "person", "customer_id": wanted.customer_id}
        answer = base.query_customers({**query, "text": wanted.address})
        return None if "problem" in answer else PersonInBase.model_validate(answer)

    return StoredPersonRights(keys=wiring.secrets().suppression, ids=RandomIds(), ask_base=ask)


def let_the_jobs_run(stage: Deployed) -> Erasure:
    """The sweep, the effects queue and the imports queue, until the erasure is done."""
    sqs = boto3.client("sqs")
    for _ in range(TURNS_AT_MOST):
        schedules.wake_due({})
        send_effects(stage)
        url = sqs.get_queue_url(QueueName="imports")["QueueUrl"]
        for message in sqs.receive_message(QueueUrl=url).get("Messages", ()):
            base.import_customers(as_batch(json.loads(message["Body"])))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        (erasure,) = rights().erasures(TENANT)
        if erasure.is_done:
            return erasure
    raise AssertionError(f"not done after {TURNS_AT_MOST} turns: {erasure}")


def every_version() -> dict[str, bytes]:
    """Also what was overwritten or deleted."""
    s3 = boto3.client("s3")
    listed = s3.list_object_versions(Bucket="warmline-test").get("Versions", [])
    return {
        f"{one['VersionId']}/{one['Key']}": s3.get_object(
            Bucket="warmline-test", Key=one["Key"], VersionId=one["VersionId"]
        )["Body"].read()
        for one in listed
    }


def everywhere(folder: Path, there: SandboxClient, diary: CalDavDiary) -> dict[str, str]:
    """Every place that is searched → its content in the open."""
    texts = {key: as_text(key, body, folder) for key, body in every_version().items()}
    for table in ("control", "workspace"):
        for item in dynamodb_client().scan(TableName=f"warmline-test-{table}")["Items"]:
            texts[f"{item['pk']['S']} {item['sk']['S']}"] = str(item)
    status, calendar = diary.server.asks("GET", f"/{USER}/diary/")
    assert status == 200
    texts["founder's calendar"] = calendar.decode().replace("\r\n ", "")
    ledger = there.ledger("twilio")
    texts["twilio messages"] = str(ledger["messages"])
    texts["twilio calls"] = str(ledger["calls"])
    return texts


def holding(texts: dict[str, str]) -> dict[str, list[str]]:
    found = {
        place: [one for one in EVERY_NEEDLE if one.casefold() in text.casefold()]
        for place, text in texts.items()
    }
    return {place: needles for place, needles in found.items() if needles}


def test_nothing_of_an_erased_person_is_found_anywhere(
    diary: CalDavDiary, twilio_there: Served, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stage = diary.stage
    caplog.set_level(logging.DEBUG, logger="functions")
    import_base()
    with SandboxClient(twilio_there.url) as there:
        talk = canary_talk(stage, there)
        booked_talk(diary, talk)
        before = holding(everywhere(tmp_path, there, diary))
        assert {"twilio messages", "founder's calendar"} <= before.keys()
        assert {"bookings", "filters"} <= {
            place.partition("#")[2].split(" ")[0] for place in before
        }
        assert {needle for needles in before.values() for needle in needles} == set(EVERY_NEEDLE)

        given = rights().export_person(TENANT, PersonWanted("CANARYID"), now=NOW)
        assert given is not None
        exported = json.dumps(given.content, default=str).casefold()
        # What is in no column we read is not known to be this person's.
        missing = [one for one in EVERY_NEEDLE if one.casefold() not in exported]
        assert missing == ["canarynote"]

        late = InboundMessage("SMlate", Channel.SMS, WORDS, CANARY["phone"])
        receive(wiring.receive_ports(), our_address=OURS, message=late)
        asked = rights().erase_person(TENANT, PersonWanted("CANARYID"), by=FOUNDER, now=NOW)
        assert isinstance(asked, Erasure)
        texts_before = len(there.messages(CANARY["phone"]))
        deliver_replies(stage)
        send_effects(stage)
        assert len(there.messages(CANARY["phone"])) == texts_before, "nothing is said any more"

        done = let_the_jobs_run(stage)
        assert holding(everywhere(tmp_path, there, diary)) == {}
        assert stage.queued("replies") == []
        assert stage.queued("effects") == []
    told = " ".join(str(record.__dict__) for record in caplog.records if record.name != "requests")
    assert not [one for one in EVERY_NEEDLE if one.casefold() in told.casefold()]
    assert wiring.conversations().load(TENANT, talk.id) is None
    assert wiring.people().suppressed(TENANT, talk.facts)
    counts = done.removed()
    assert {"conversations", "mails", "provider_copies", "snapshots", "uploads"} <= counts.keys()
    assert (counts["bookings"], counts["saved_filters"], counts["calendar_events"]) == (1, 1, 1)
