"""A person with a canary in every field, message and file is erased; then everything is searched.

Tables, every version of every file in the open, queues, logs, the providers' own ledgers and a
calendar of each kind that a founder may connect, on AWS in this process, the sandbox at the wire
and a real CalDAV server. That no store is forgotten is held by `test_every_store_is_named.py` and
by what is asserted before the erasure: each place that may name a person does.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import boto3
import pytest

from frontend_api import wiring as console_wiring
from frontend_api.gateways.ids import RandomIds
from frontend_api.gateways.rights import StoredPersonRights
from frontend_api.ports.rights import PersonWanted
from functions.customer_base import handlers as base
from functions.customer_base import wiring as base_wiring
from functions.customer_base.console_queries.answers import PersonInBase
from functions.erasure.record import Erasure, FounderCopy
from functions.outreach import wiring
from functions.outreach.handlers import schedules
from functions.outreach.ports import InboundMessage
from functions.outreach.workflows.receive_inbound import receive
from functions.product.channels import Channel
from infra.sandbox.app import create_app
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import Settings
from tenancy.identity import accounts
from tenancy.tenant import Founder, FounderId, TenantId
from tests.erasure import stores
from tests.erasure.canary import NOTES, SAID
from tests.erasure.planted import (
    EVERY_NEEDLE,
    IN_WORDINGS,
    WORDS,
    Planted,
    as_batch,
    deliver_mails,
    deliver_replies,
    send_effects,
)
from tests.erasure.searched import (
    Diaries,
    Place,
    files,
    holding,
    ledgers,
    left_in_queues,
    partitions_holding,
    rows,
    stores_holding,
)
from tests.erasure.stores import personal
from tests.infra.sandbox.conftest import Served, serve
from tests.outreach.approved import FOUNDER, NOW, TENANT
from tests.outreach.handlers.calendars.connected_diaries import (
    calcom_diary,
    caldav_diary,
    google_diary,
)
from tests.outreach.handlers.deployed import OURS, Deployed, deployed_stage

pytestmark = pytest.mark.slow
TURNS_AT_MOST = 10
NOT_EXPORTED = (
    *("CANARYUSER", "CANARYACCOUNT", "CANARYSUBSCRIPTION", "Canariafirst", "Canarylast"),
    *(NOTES, "canarysound"),
)
"""What raw uploads, rejected rows and samples of cells alone hold; of a recording the address is
given, not the sound."""


@pytest.fixture
def twilio_there() -> Iterator[Served]:
    app = create_app(Settings(hooks_url="http://127.0.0.1:9", start=NOW, smtp_port=None))
    running = serve(app)
    yield Served(app.state.sandbox, f"http://127.0.0.1:{running.port}")
    running.stop()


@pytest.fixture
def stage(aws: None, twilio_there: Served) -> Iterator[Deployed]:
    """Outreach, the base and the console on one account, with a Twilio that keeps a ledger."""
    sqs = boto3.client("sqs")
    boto3.client("s3").put_bucket_versioning(
        Bucket="warmline-test", VersioningConfiguration={"Status": "Enabled"}
    )
    with pytest.MonkeyPatch.context() as environment:
        for name in ("imports", "segments", "mail"):
            url = sqs.create_queue(QueueName=name)["QueueUrl"]
            environment.setenv(f"WARMLINE_{name.upper()}_QUEUE_URL", url)
        environment.setenv("WARMLINE_TWILIO_URL", f"{twilio_there.url}/twilio")
        environment.setenv("WARMLINE_SEND_CODE_FUNCTION", "warmline-test-send-code")
        for cached in (
            base_wiring._work,
            base_wiring.import_ports,
            base_wiring.segment_ports,
            base_wiring.query_ports,
            console_wiring._client,
        ):
            cached.cache_clear()
        with deployed_stage() as made:
            yield made


@pytest.fixture
def diaries(stage: Deployed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Diaries]:
    """Three founders, each with a calendar of another kind."""
    others = [FounderId(f"f_withanother{kind}") for kind in ("1", "2")]
    for one in others:
        accounts.founder_row(Founder(one, TENANT, "Another Founder", f"{one}@example.com")).save()
    with (
        caldav_diary(stage, monkeypatch) as caldav,
        calcom_diary(stage, monkeypatch, founder=others[0]) as calcom,
        google_diary(stage, monkeypatch, founder=others[1]) as google,
    ):
        yield Diaries(caldav, google, calcom)


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


def assert_left_in_calendars(diaries: Diaries, done: Erasure) -> None:
    """Nothing, but at Cal.com, which deletes no booking: what a booking says there is the founder's
    to delete, and was never more than a name and where they talk."""
    left = holding(diaries.places())
    assert left == {"calcom": (SAID["name"], SAID["phone"])}
    (booking,) = diaries.calcom.calcom.kept("bookings")
    assert booking["status"] == "cancelled"
    start = datetime.fromisoformat(booking["start"])
    listed = FounderCopy(diaries.calcom.founder, "calcom", start, "still_there")
    assert listed in done.with_founders


def found_by_search() -> int:
    asked = {"tenant": TENANT, "query": "customers", "limit": 100, "text": "canar"}
    return len(base.query_customers(asked)["rows"])


def test_nothing_of_an_erased_person_is_found_anywhere(
    diaries: Diaries, twilio_there: Served, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stage = diaries.caldav.stage
    for part in ("functions", "frontend_api", "tenancy", "warmline"):
        caplog.set_level(logging.DEBUG, logger=part)
    with SandboxClient(twilio_there.url) as there:
        planted = Planted(stage, there, diaries.caldav, diaries.others)
        talk = planted.everything()
        before_rows, before_files = rows(), files(tmp_path)
        heard = ledgers(there)
        assert heard["twilio"].needles
        in_calendars = diaries.places()
        assert all(place.needles for place in in_calendars.values()), in_calendars.keys()
        assert found_by_search() == 1

        given = rights().export_person(TENANT, PersonWanted("CANARYID"), now=NOW)
        assert given is not None
        exported = json.dumps(given.content, default=str).casefold()
        missing = [one for one in EVERY_NEEDLE if one.casefold() not in exported]
        assert missing == list(NOT_EXPORTED)

        planted.late_mails(talk)
        assert Place("mail", left_in_queues()["mail"]).needles
        late = InboundMessage("SMlate", Channel.SMS, WORDS, SAID["phone"])
        receive(wiring.receive_ports(), our_address=OURS, message=late)
        asked = rights().erase_person(TENANT, PersonWanted("CANARYID"), by=FOUNDER, now=NOW)
        assert isinstance(asked, Erasure)
        asked_rows = rows()
        in_rows = [*before_rows.values(), *asked_rows.values()]
        held = {one for place in (*in_rows, *before_files.values()) for one in place.needles}
        assert held == set(EVERY_NEEDLE)
        without_kind = {
            f"{place.partition} {name.rpartition(' ')[2]}"
            for name, place in (*before_rows.items(), *asked_rows.items())
            if place.needles and not place.store
        }
        assert without_kind == stores.WITHOUT_KIND.keys()
        assert stores_holding(in_rows) - {""} == personal(stores.KINDS)
        assert partitions_holding(in_rows) == personal(stores.PARTITIONS)
        assert stores_holding(before_files.values()) == personal(stores.FOLDERS)

        texts_before = len(there.messages(SAID["phone"]))
        assert "canaryword" in deliver_replies(stage)
        send_effects(stage)
        assert len(there.messages(SAID["phone"])) == texts_before, "nothing is said any more"

        done = let_the_jobs_run(stage)
        assert SAID["email"] in deliver_mails()
        left_mails = boto3.client("s3").list_objects_v2(Bucket="warmline-test", Prefix="mail/")
        assert left_mails["KeyCount"] == 0
        deliver_replies(stage)
        send_effects(stage)
        assert holding({**rows(), **files(tmp_path)}) == {}
        left = {wire for wire, place in ledgers(there).items() if place.needles}
        assert left <= stores.LEDGERS.keys() - personal(stores.LEDGERS)
        assert_left_in_calendars(diaries, done)
        assert found_by_search() == 0
        in_queues = left_in_queues()
    assert in_queues.keys() == stores.QUEUES.keys()
    assert not [name for name, text in in_queues.items() if Place(name, text).needles]
    told = " ".join(str(record.__dict__) for record in caplog.records if record.name != "requests")
    assert Place("logs", told).needles == ()
    assert wiring.conversations().load(TENANT, talk.id) is None
    assert wiring.people().suppressed(TENANT, talk.facts)
    counts = done.removed()
    assert {"conversations", "mails", "provider_copies", "snapshots", "uploads"} <= counts.keys()
    assert (counts["bookings"], counts["saved_filters"], counts["calendar_events"]) == (3, 1, 2)
    assert (counts["recordings"], counts["wordings"]) == (1, len(IN_WORDINGS))
