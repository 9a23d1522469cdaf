"""What the base's SQL writes into a dial-pool page is what outreach reads, field by field."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from functions.customer_base.console_queries.dispatch import answer
from functions.customer_base.console_queries.opened import QueryPorts
from functions.customer_base.imports.records import new_import, upload_key
from functions.customer_base.imports.workflow import file_arrived, parse_upload_key
from functions.customer_base.segmentation.dial_pool import _packed
from functions.customer_base.segmentation.records import RunRecord
from functions.customer_base.segmentation.workflow import segment
from functions.customer_base.store.snapshot import LocalCopies
from functions.outreach.adapters.base.queries import BaseQueries
from functions.outreach.codec import from_json, to_json
from functions.outreach.store.dial_pool import BucketDialPool
from functions.product.channels import Channel
from functions.product.consent import Consent, SoftOptIn
from functions.product.customer_facts import CustomerFacts, CustomerId, Trigger
from functions.product.dial_pool_line import (
    COLUMNS,
    LINE_FIELDS,
    OF_THE_SNAPSHOT,
    decode_line,
    encode_line,
    page_name,
)
from functions.product.motions import Motion
from tenancy.data.bucket import TenantBucket, tenant_file
from tenancy.data.credentials import acting_for
from tests.cloud_account import cloud_account
from tests.customer_base.fakes_base import NOW, TENANT, Base

pytestmark = pytest.mark.costly(first=2)

ROW = {
    "customer_id": "c1",
    "name": "Ada Sample",
    "email": "ada@example.com; ada@example.net",
    "phone": "+12025550101 / +12025550111",
    "country": "US",
    "region": "NY",
    "time_zone": "America/New_York",
    "language": "en",
    "product": "Sampleboard",
    "plan": "Starter",
    "plan_since": "2026-01-05",
    "billing_interval": "year",
    "status": "active",
    "paid_since": "2026-01-04",
    "renews_on": "2027-06-05",
    "churned_on": "",
    "seats": "3",
    "team_size": "4",
    "mrr_cents": "5000",
    "currency": "USD",
    "usage_30d": "120",
    "usage_prev_30d": "110",
    "limit_used": "0.5",
    "feature_uses:Reports": "9",
    "support_asks": "Reports",
    "whatsapp": "yes",
    "payment_count": "10",
    "open_escalations": "0",
    "do_not_contact": "",
    "consent_sms": "2026-01-05 10:00:00",
    "consent_sms_source": "form",
    "consent_sms_wording": "Texts about my plan",
    "consent_sms_written": "yes",
    "consent_voice_revoked_at": "2026-02-05 10:00:00",
}
LEFT = {
    **ROW,
    "customer_id": "c2",
    "email": "ben@example.com",
    "phone": "+12025550102",
    "status": "canceled",
    "churned_on": "2026-09-01",
}
REFUSING = {
    **ROW,
    "customer_id": "c3",
    "email": "eve@example.com",
    "phone": "+12025550103",
    "do_not_contact": "yes",
}
ADA = CustomerFacts(
    customer_id=CustomerId("c1"),
    as_of=NOW.date(),
    name="Ada Sample",
    email="ada@example.com",
    phone="+12025550101",
    other_emails=("ada@example.net",),
    other_phones=("+12025550111",),
    country="US",
    region="NY",
    time_zone="America/New_York",
    language="en",
    product="Sampleboard",
    plan="Starter",
    plan_since=date(2026, 1, 5),
    billing_interval="year",
    status="active",
    paid_since=date(2026, 1, 4),
    renews_on=date(2027, 6, 5),
    seats=3,
    team_size=4,
    mrr_cents=5000,
    currency="USD",
    usage_30d=120,
    usage_prev_30d=110,
    limit_used=0.5,
    feature_uses={"Reports": 9},
    support_asks=("Reports",),
    whatsapp=True,
    paid=True,
    consents=(
        Consent(
            Channel.SMS,
            granted_at=datetime(2026, 1, 5, 10, tzinfo=UTC),
            source="form",
            wording="Texts about my plan",
            written=True,
        ),
        Consent(
            Channel.VOICE,
            granted_at=datetime(2026, 2, 5, 10, tzinfo=UTC),
            source="customer file",
            wording="",
            revoked_at=datetime(2026, 2, 5, 10, tzinfo=UTC),
        ),
    ),
    soft_opt_in=SoftOptIn("f_o'brien", NOW, "i_1"),
    motion=Motion.UPSELL,
    reason="usage_shows_demand",
    trigger=Trigger("reports", "support_ask", "Reports", 1.0, 0.95),
    value_cents=24_000,
    synced=True,
)
BEN = replace(
    ADA,
    customer_id=CustomerId("c2"),
    email="ben@example.com",
    phone="+12025550102",
    other_emails=(),
    other_phones=(),
    status="canceled",
    churned_on=date(2026, 9, 1),
    motion=Motion.WIN_BACK,
    reason="has_left",
    trigger=Trigger("return", "return", "return", 83.0, 0.649007),
    value_cents=30_000,
)
EVE = replace(
    ADA,
    customer_id=CustomerId("c3"),
    email="eve@example.com",
    phone="+12025550103",
    other_emails=(),
    other_phones=(),
    do_not_contact=True,
    motion=None,
    reason="may_be_contacted",
    trigger=Trigger("", "none", "", 0.0, 0.0),
    value_cents=0,
)


@pytest.fixture
def run(base: Base) -> RunRecord:
    """Three customers about whom everything is known, kept current from Stripe, and judged."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ROW))
    writer.writeheader()
    writer.writerows([ROW, LEFT, REFUSING])
    base.rows.imports[TENANT, "i_1"] = new_import(
        tenant=TENANT,
        import_id="i_1",
        file_names=("customers.csv",),
        created_at=NOW,
        attestation=SoftOptIn("f_o'brien", NOW),
    )
    key = upload_key(TENANT, "i_1", 1)
    base.files.put(TENANT, key, text.getvalue().encode())
    uploaded = parse_upload_key(key)
    assert uploaded is not None
    file_arrived(uploaded, base.imports, now=NOW)
    pointer = base.rows.pointers[TENANT]
    base.rows.pointers[TENANT] = pointer.model_copy(update={"synced": True})
    (sent,) = base.queue.sent
    segment(TENANT, run=sent["run"], snapshot=sent["snapshot"], ports=base.segments, now=NOW)
    return base.rows.runs[TENANT, sent["run"]]


class Invoked:
    """The query function, called in this process; it says what Lambda would."""

    def __init__(self, base: Base) -> None:
        self._ports = QueryPorts(base.segments, LocalCopies(base.files, base.work / "copies"))

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        answered = answer(json.loads(Payload), self._ports, now=NOW)
        return {"Payload": io.BytesIO(json.dumps(answered).encode())}


def same_fields(read: CustomerFacts, expected: CustomerFacts) -> None:
    for name in LINE_FIELDS:
        assert getattr(read, name) == getattr(expected, name), name


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("expected", [ADA, BEN], ids=["upsell", "win_back"])
def test_outreach_reads_a_page_of_the_base_field_by_field(
    base: Base, run: RunRecord, expected: CustomerFacts
) -> None:
    motion = expected.motion
    assert motion is not None
    name = page_name(motion, 0)
    written = (base.files.folder / f"tenants/{TENANT}/runs/{run.id}" / name).read_bytes()
    with cloud_account():
        with acting_for(TENANT):
            file = tenant_file(TENANT, "runs", run.id, name)
            TenantBucket().write(file, written, content_type="application/gzip")
        (read,) = BucketDialPool().page(TENANT, run=run.id, motion=motion, page=0)
    same_fields(read, expected)


@pytest.mark.slow
@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("expected", [ADA, BEN, EVE], ids=["upsell", "win_back", "none"])
def test_outreach_reads_an_answer_of_the_base_field_by_field(
    base: Base, expected: CustomerFacts
) -> None:
    queries = BaseQueries(client=Invoked(base), function="query")  # type: ignore[arg-type]
    read = queries.load(TENANT, expected.customer_id)
    assert read is not None
    same_fields(read, expected)


@pytest.mark.parametrize("kind", [CustomerFacts, Consent, SoftOptIn, Trigger])
def test_nothing_of_a_line_is_left_at_its_default_in_these_tests(kind: type) -> None:
    people = (ADA, BEN, EVE)
    values: dict[type, tuple[object, ...]] = {
        CustomerFacts: people,
        Consent: tuple(consent for one in people for consent in one.consents),
        SoftOptIn: tuple(one.soft_opt_in for one in people),
        Trigger: tuple(one.trigger for one in people),
    }
    for field in fields(kind):
        if (kind, field.name) == (SoftOptIn, "channels"):
            continue  # An upload attests email only, which is the default.
        default = field.default_factory() if callable(field.default_factory) else field.default
        assert default is MISSING or any(
            getattr(value, field.name) != default for value in values[kind]
        ), field.name


def test_a_line_is_read_as_it_was_written_and_as_a_conversation_keeps_it() -> None:
    for facts in (ADA, BEN, EVE, CustomerFacts(CustomerId("c4"), NOW.date())):
        assert decode_line(encode_line(facts)) == facts
        assert from_json(CustomerFacts, encode_line(facts)) == facts
        assert encode_line(facts) == to_json(facts)


def test_the_columns_of_the_base_are_the_fields_of_the_type() -> None:
    assert {*COLUMNS, *OF_THE_SNAPSHOT, "trigger"} == {f.name for f in fields(CustomerFacts)}


def test_a_field_that_the_sql_leaves_out_is_refused() -> None:
    with pytest.raises(ValueError, match="Trigger"):
        _packed(Trigger, offer_id="''", kind="''", fact="''", value="0.0")
