"""A person with a canary in every field is erased from the base's files and records on AWS."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import boto3
import duckdb
import pytest

from functions.customer_base import handlers
from functions.customer_base.imports.records import ImportRecord, ImportStatus, with_mapping
from functions.customer_base.wiring import WorkspaceRows, erase_ports
from functions.erasure.person import PersonIdentity, keyed_names
from functions.erasure.record import Erasure, ErasurePartStatus
from functions.erasure.stored_erasures import StoredErasures, erasure_item, suppress_erased
from tenancy.data.credentials import acting_for
from tests.cloud_account import dynamodb_client
from tests.customer_base.fakes_base import NOW, TENANT
from tests.customer_base.test_handlers_on_aws import arrived, begin, deployed, next_message, sqs
from tests.deployment_secrets import SUPPRESSION_KEY

pytestmark = [pytest.mark.costly(first=1), pytest.mark.costly(first=1)]

__all__ = ["deployed"]

COLUMNS = (
    *("customer_id", "email", "name", "phone", "plan", "status", "paid_since", "country"),
    *("other_emails", "consent_email", "consent_email_source", "consent_email_wording", "notes"),
)
CANARY = dict(
    zip(
        COLUMNS,
        (
            *("CANARYID", "canary@gmail.com", "Canaria Canary", "+12125550987", "Growth"),
            *("active", "2025-01-01", "US", "canary.second@example.com", "2025-02-01"),
            *("canaryform", "Canary agrees to mail", "canarynote"),
        ),
        strict=True,
    )
)
NEEDLES = tuple(
    CANARY[name]
    for name in (
        *("customer_id", "email", "name", "phone", "other_emails", "consent_email_source"),
        *("consent_email_wording", "notes"),
    )
)


def base_file() -> bytes:
    rows = [",".join(COLUMNS), ",".join(CANARY.values())]
    for number in range(1, 40):
        other = CANARY | {
            "customer_id": f"c{number}",
            "email": f"sample{number}@example.com",
            "name": f"Sample {number}",
            "phone": f"+1212555{number:04d}",
            "other_emails": "canary@gmail.com" if number == 3 else "",
            "consent_email_source": "form",
            "consent_email_wording": "I agree",
            "notes": "",
        }
        rows.append(",".join(other.values()))
    rows.append(",,Canaria Canary without a key,,Growth,active,,,,,,,canarynote")
    return "\n".join(rows).encode()


@pytest.fixture
def imported(deployed: str) -> str:
    """The base with everybody in it, judged."""
    key = begin("i_1", base_file())
    handlers.import_customers(arrived(key))
    rows = WorkspaceRows()
    record = rows.load_import(TENANT, "i_1")
    assert record is not None
    if record.status is ImportStatus.NEEDS_MAPPING:
        same = {name: name for name in COLUMNS if name != "notes"}
        rows.edit_import(
            TENANT, "i_1", lambda one: with_mapping(one, mapping={1: same}, answers={})
        )
        handlers.import_customers(sqs({"kind": "start", "tenant": TENANT, "import": "i_1"}))
        record = rows.load_import(TENANT, "i_1")
    assert record is not None
    assert record.status is ImportStatus.DONE, record
    assert record.accounting is not None
    assert record.accounting.rejected == 1
    handlers.segment_customers(sqs(next_message(deployed)))
    return deployed


def objects() -> dict[str, bytes]:
    s3 = boto3.client("s3")
    listed = s3.list_objects_v2(Bucket="warmline-test").get("Contents", [])
    return {
        one["Key"]: s3.get_object(Bucket="warmline-test", Key=one["Key"])["Body"].read()
        for one in listed
    }


def as_text(key: str, body: bytes, folder: Path) -> str:
    """A file's content in the open, however it is packed, and its bytes."""
    if key.endswith(".parquet"):
        path = folder / "one.parquet"
        path.write_bytes(body)
        rows = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()
        footer = duckdb.sql(f"SELECT * FROM parquet_metadata('{path}')").fetchall()
        return f"{rows}{footer}{body!r}"
    if key.endswith(".gz"):
        return gzip.GzipFile(fileobj=io.BytesIO(body)).read().decode()
    return body.decode(errors="replace")


def found_anywhere(folder: Path) -> dict[str, list[str]]:
    """Where a canary is: object key or table → needles."""
    texts = {key: as_text(key, body, folder) for key, body in objects().items()}
    items = dynamodb_client().scan(TableName="warmline-test-workspace")["Items"]
    texts |= {f"{one['pk']['S']} {one['sk']['S']}": str(one) for one in items}
    found = {
        where: [needle for needle in NEEDLES if needle.casefold() in text.casefold()]
        for where, text in texts.items()
    }
    return {where: needles for where, needles in found.items() if needles}


def ask(person: PersonIdentity | None, erasure_id: str = "er_1") -> None:
    named = PersonIdentity(("CANARYID",), ("canary@gmail.com",), ("+12125550987",))
    erasure = Erasure(erasure_id, NOW, "f_1", keyed_names(named, SUPPRESSION_KEY), person=person)
    with acting_for(TENANT):
        erasure_item(TENANT, erasure, due_at=NOW).save()
    body = {"kind": "erase", "tenant": TENANT, "erasure": erasure_id}
    assert handlers.import_customers(sqs(body)) == {"batchItemFailures": []}


def progress(erasure_id: str = "er_1") -> Erasure:
    found = StoredErasures().load(TENANT, erasure_id)
    assert found is not None
    return found


@pytest.mark.parametrize("in_the_open", [True, False])
def test_nothing_of_the_person_is_left_in_files_and_records(
    imported: str, tmp_path: Path, in_the_open: bool
) -> None:
    """By name, and by keyed hashes alone as after a restored backup."""
    before = found_anywhere(tmp_path)
    assert {key.split("/")[0] for key in before} >= {"uploads", "tenants"}
    person = PersonIdentity(("CANARYID",), ("canary@gmail.com",), ("+12125550987",))
    ask(person if in_the_open else None)
    done = progress()
    assert done.base.status is ErasurePartStatus.DONE
    left = found_anywhere(tmp_path)
    left.pop(f"{TENANT}#erasures er_1", None)
    assert left == {}
    counts = dict(done.base.removed)
    assert counts["snapshots"] == 2, "the person's row, and the mailbox in another's"
    assert {"uploads", "consents", "rejected_rows"} <= counts.keys()


def test_everybody_else_keeps_their_row_and_their_verdict(imported: str) -> None:
    before = handlers.query_customers({"tenant": TENANT, "query": "customers", "limit": 100})
    ask(PersonIdentity(("CANARYID",), ("canary@gmail.com",)))
    after = handlers.query_customers({"tenant": TENANT, "query": "customers", "limit": 100})

    def others(answer: dict[str, object]) -> list[object]:
        rows = answer["rows"]
        assert isinstance(rows, list)
        return [one for one in rows if str(one["id"]).startswith("c")]

    assert others(after) == others(before)
    assert len(others(after)) == 39
    assert "canary" not in str(after).casefold()


def test_it_is_not_done_while_an_import_may_still_write(imported: str) -> None:
    rows = WorkspaceRows()
    later = NOW.replace(year=2027)

    def running(record: ImportRecord) -> ImportRecord:
        update = {"status": ImportStatus.RUNNING, "running_until": later}
        return record.model_copy(update=update)

    rows.edit_import(TENANT, "i_1", running)
    ask(PersonIdentity(("CANARYID",)))
    assert progress().base.status is ErasurePartStatus.PENDING


def test_an_import_again_brings_the_row_back_and_nobody_to_contact(
    imported: str, tmp_path: Path
) -> None:
    ask(PersonIdentity(("CANARYID",), ("canary@gmail.com",)))
    with acting_for(TENANT):
        for name in progress().names:
            suppress_erased(TENANT, name, at=NOW)
    changed = base_file().replace(b"CANARYID", b"NEWID").replace(b"canary@gmail", b"c.anary@gmail")
    handlers.import_customers(arrived(begin("i_2", changed)))
    record = WorkspaceRows().load_import(TENANT, "i_2")
    assert record is not None
    assert record.status is ImportStatus.DONE, record
    handlers.segment_customers(sqs(next_message(imported)))
    why = handlers.query_customers({"tenant": TENANT, "query": "why", "customer_id": "NEWID"})
    assert why["motion"] is None
    assert why["reason"] == "not_suppressed"
    assert erase_ports().is_among(frozenset(progress().names), "email", "canary@googlemail.com")
