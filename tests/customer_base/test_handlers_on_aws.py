"""The packaged entry points against DynamoDB, S3 and SQS: events in, records and files out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from functions.customer_base import handlers, wiring
from functions.customer_base.consents.ledger_files import ledger_folder, ledger_key
from functions.customer_base.imports.records import ImportRecord, ImportStatus, new_import
from functions.customer_base.segmentation.records import RunRecord
from functions.customer_base.store.bucket_files import BucketFiles
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from functions.customer_base.wiring import WorkspaceRows
from functions.product.catalogue_document import encode_catalogue
from functions.stripe_source.link import StoredLinks, StripeLink
from infra.local.samples.sample_base import write_sample
from tenancy.data.boundary import OutsideTenant
from tenancy.data.bucket import ObjectKey, TenantBucket, upload_file
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.identity.accounts import listed_row, save_tenant
from tenancy.runtime.privacy import address_hash
from tenancy.tenant import Tenant
from tests.customer_base.fakes_base import CATALOGUE, NOW, OTHER, TENANT
from tests.deployment_secrets import PREFIX, SUPPRESSION_KEY, put_secrets
from tests.rights_in_use import forget_what_is_kept

pytestmark = pytest.mark.costly(first=1)


@pytest.fixture
def deployed(aws: None, tmp_path: Path) -> Iterator[str]:
    """The stage as the functions see it; yields the segments queue's URL."""
    sqs = boto3.client("sqs")
    queue = sqs.create_queue(QueueName="segments")["QueueUrl"]
    put_secrets()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WARMLINE_SEGMENTS_QUEUE_URL", queue)
        imports = sqs.create_queue(QueueName="imports")["QueueUrl"]
        environment.setenv("WARMLINE_IMPORTS_QUEUE_URL", imports)
        environment.setenv("WARMLINE_SECRETS_PREFIX", PREFIX)
        save_tenant(Tenant(TENANT, "Sample Ltd", "Europe/Vilnius", "en", ("en",), "US", "EUR"))
        listed_row(TENANT).save()
        # A folder of its own too, or copies of another test's runs would be taken for these.
        for cached in (
            wiring._work,
            wiring.import_ports,
            wiring.segment_ports,
            wiring.query_ports,
        ):
            cached.cache_clear()
        yield queue


def sqs(body: dict[str, Any]) -> dict[str, Any]:
    return {"Records": [{"messageId": "m1", "body": json.dumps(body), "attributes": {}}]}


def arrived(key: str) -> dict[str, Any]:
    return sqs({"Records": [{"s3": {"object": {"key": key}}}]})


def begin(import_id: str, content: bytes) -> str:
    record = new_import(
        tenant=TENANT, import_id=import_id, file_names=("sample.csv",), created_at=NOW
    )
    with acting_for(TENANT):
        WorkspaceItem(
            TenantKeys.imports(TENANT),
            import_id,
            kind="import",
            document=record.model_dump_json(),
        ).save()
        key = upload_file(TENANT, import_id, 1)
        TenantBucket().write(key, content)
    assert key == record.files[0].key
    return key


def sample(tmp_path: Path, rows: int) -> bytes:
    path = tmp_path / "sample.csv"
    write_sample(path, rows=rows, seed=2, today=NOW.date())
    return path.read_bytes()


def next_message(queue: str) -> dict[str, Any]:
    received = boto3.client("sqs").receive_message(QueueUrl=queue)["Messages"][0]
    body: dict[str, Any] = json.loads(received["Body"])
    return body


@pytest.mark.slow
def test_an_upload_becomes_segments_and_answers(deployed: str, tmp_path: Path) -> None:
    with acting_for(TENANT):
        WorkspaceItem(
            TenantKeys.settings(TENANT),
            "catalogue",
            kind="catalogue",
            document=encode_catalogue(CATALOGUE),
        ).save()
        hashed = address_hash(SUPPRESSION_KEY, kind="email", address="sample000001@example.com")
        WorkspaceItem(TenantKeys.suppression(TENANT), f"email#{hashed}").save()
    key = begin("i_1", sample(tmp_path, 300))
    assert handlers.import_customers(sqs({"Event": "s3:TestEvent"})) == {"batchItemFailures": []}
    forget_what_is_kept()
    assert handlers.import_customers(arrived(key)) == {"batchItemFailures": []}
    rows = WorkspaceRows()
    record = rows.load_import(TENANT, "i_1")
    assert isinstance(record, ImportRecord)
    assert record.status is ImportStatus.DONE, record.problem
    message = next_message(deployed)
    assert message == {"tenant": TENANT, "run": record.run, "snapshot": record.snapshot}
    forget_what_is_kept()
    assert handlers.segment_customers(sqs(message)) == {"batchItemFailures": []}
    run = rows.load_run(TENANT, record.run)
    assert isinstance(run, RunRecord)
    assert run.counts["upsell"] > 0
    assert run.reasons["not_suppressed"] == 1
    with acting_for(TENANT):
        kept = TenantBucket().get(upload_file(TENANT, "i_1", 1))
        assert kept
    forget_what_is_kept()
    shown = handlers.query_customers({"tenant": TENANT, "query": "thresholds_preview"})
    assert shown["run"]["counts"] == run.counts
    why = handlers.query_customers({"tenant": TENANT, "query": "why", "customer_id": "nobody"})
    assert why
    nothing = handlers.query_customers({"tenant": "t_stranger00000000", "query": "customers"})
    assert "no customers yet" in nothing["problem"]
    forget_what_is_kept()
    assert handlers.nightly_segments({}) == {"asked": 1, "syncs": 0, "erasures": 0}


@pytest.mark.slow
def test_the_consent_record_lies_in_the_bucket_and_is_read_by_the_next_import(
    deployed: str, tmp_path: Path
) -> None:
    content = sample(tmp_path, 200)
    handlers.import_customers(arrived(begin("i_1", content)))
    files = BucketFiles()
    record = (ledger_key(TENANT, "i_1"),)
    assert files.list(TENANT, ledger_folder(TENANT)) == record
    with acting_for(TENANT):
        first = TenantBucket().get(ObjectKey(record[0]))
    handlers.import_customers(arrived(begin("i_2", content)))
    assert files.list(TENANT, ledger_folder(TENANT)) == record, "the same file adds nothing"
    with acting_for(TENANT):
        assert TenantBucket().get(ObjectKey(record[0])) == first
    with pytest.raises(OutsideTenant):
        files.list(OTHER, ledger_folder(TENANT))


@pytest.mark.slow
def test_a_poison_file_does_not_stop_the_next_one(deployed: str, tmp_path: Path) -> None:
    poison = begin("i_bad", b"\x89PNG not a csv")
    good = begin("i_good", sample(tmp_path, 20))
    both = {
        "Records": [
            {**arrived(poison)["Records"][0], "messageId": "m1"},
            {"messageId": "m2", "body": "not json", "attributes": {}},
            {**arrived(good)["Records"][0], "messageId": "m3"},
        ]
    }
    assert handlers.import_customers(both) == {"batchItemFailures": [{"itemIdentifier": "m2"}]}
    rows = WorkspaceRows()
    bad, fine = rows.load_import(TENANT, "i_bad"), rows.load_import(TENANT, "i_good")
    assert bad is not None
    assert fine is not None
    assert (bad.status, fine.status) == (ImportStatus.FAILED, ImportStatus.DONE)
    assert "picture" in bad.problem


def test_a_base_stops_counting_as_synced_unless_a_newer_one_took_its_place(deployed: str) -> None:
    rows = WorkspaceRows()
    old = SnapshotPointer(
        snapshot="s_1", import_id="im_1", as_of=NOW.date(), rows=3, synced=True, columns=("email",)
    )
    rows.save_snapshot(TENANT, old)
    rows.no_longer_synced(TENANT, old)
    assert rows.snapshot(TENANT) == old.model_copy(update={"synced": False})
    newer = old.model_copy(update={"snapshot": "s_2"})
    rows.save_snapshot(TENANT, newer)
    rows.no_longer_synced(TENANT, old)
    assert rows.snapshot(TENANT) == newer


def test_a_synced_imports_record_is_made_once_and_goes_by_itself(deployed: str) -> None:
    rows = WorkspaceRows()
    record = new_import(
        tenant=TENANT, import_id="im_s1", file_names=("a",), created_at=NOW, synced=True
    )
    rows.create_import(TENANT, record)
    rows.edit_import(TENANT, "im_s1", lambda one: one.model_copy(update={"percent": 50}))
    rows.create_import(TENANT, record)
    found = rows.load_import(TENANT, "im_s1")
    assert found is not None
    assert (found.percent, found.synced) == (50, True)
    with acting_for(TENANT):
        item = WorkspaceItem.get(TenantKeys.imports(TENANT), "im_s1")
    assert item.expires_at == NOW + timedelta(days=30)


def test_two_workers_editing_one_import_lose_nothing(deployed: str) -> None:
    begin("i_1", b"customer_id\nc1\n")
    rows = WorkspaceRows()
    interrupted = False

    def change(record: ImportRecord) -> ImportRecord:
        nonlocal interrupted
        if not interrupted:
            interrupted = True
            rows.edit_import(TENANT, "i_1", lambda one: one.model_copy(update={"percent": 7}))
        return record.model_copy(update={"stage": "second"})

    rows.edit_import(TENANT, "i_1", change)
    found = rows.load_import(TENANT, "i_1")
    assert found is not None
    assert (found.stage, found.percent) == ("second", 7)


def connect_stripe(**more: object) -> None:
    link = StripeLink.model_validate(
        {
            "connected_at": NOW,
            "connected_by": "f_sample",
            "key_ending": "wxyz",
            "live": False,
            "default_country": "US",
            **more,
        }
    )
    StoredLinks().connect(TENANT, lambda _: link)


def test_every_night_a_connected_account_is_read_again(deployed: str) -> None:
    connect_stripe()
    assert handlers.nightly_segments({}) == {"asked": 0, "syncs": 1, "erasures": 0}
    body = next_message(deployed.replace("segments", "imports"))
    assert body["kind"] == "sync"


def test_changes_that_wait_for_a_sync_look_again(deployed: str) -> None:
    now = datetime.now(UTC)
    under_way = {"id": "sync_1", "phase": "customers", "started_at": now, "touched_at": now}
    connect_stripe(sync=under_way, changes_due_at=NOW)
    forget_what_is_kept()
    body = {"kind": "sync_changes", "tenant": TENANT}
    assert handlers.import_customers(sqs(body)) == {"batchItemFailures": []}
    link = StoredLinks().load(TENANT)
    assert link is not None
    assert link.changes_due_at is not None
    assert now <= link.changes_due_at <= datetime.now(UTC) + timedelta(minutes=5)


def test_a_sync_without_its_key_ends_and_says_so(
    deployed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARMLINE_STAGE", "test")
    connect_stripe()
    body = {"kind": "sync", "tenant": TENANT, "sync": "sync_1"}
    assert handlers.import_customers(sqs(body)) == {"batchItemFailures": []}
    link = StoredLinks().load(TENANT)
    assert link is not None
    assert link.problem.startswith("Stripe no longer"), link.problem
    assert link.problem.endswith("as they were."), link.problem


@pytest.mark.slow
def test_an_open_conversation_is_told_what_a_new_run_knows(
    deployed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fifo = {"FifoQueue": "true"}
    replies = boto3.client("sqs").create_queue(QueueName="replies.fifo", Attributes=fifo)
    monkeypatch.setenv("WARMLINE_REPLIES_QUEUE_URL", replies["QueueUrl"])
    wiring.segment_ports.cache_clear()
    head = {
        "id": "c_sample",
        "facts": {"customer_id": "cus_gone", "name": "Ada", "plan": "Pro"},
        "terms": {"motion": "upsell"},
    }
    with acting_for(TENANT):
        WorkspaceItem(
            TenantKeys.conversation(TENANT, "c_sample"),
            "head",
            status="opened",
            document=json.dumps(head),
            listing_pk=TenantKeys.conversations_listing(TENANT),
            listing_sk=NOW.isoformat(),
        ).save()
    handlers.import_customers(arrived(begin("i_1", sample(tmp_path, 30))))
    run = next_message(deployed)
    assert handlers.segment_customers(sqs(run)) == {"batchItemFailures": []}
    told = next_message(replies["QueueUrl"])
    assert (told["conversation"], told["event"]["type"]) == ("c_sample", "FactsChanged")
