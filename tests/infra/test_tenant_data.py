"""A tenant is exported whole, and deleted with proof, and its neighbour keeps everything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from functions.erasure.person import PersonIdentity
from functions.erasure.ports import DeletedCopies
from functions.erasure.record import Erasure
from functions.outreach import wiring
from functions.outreach.ports import EffectStatus
from functions.outreach.store.erasure.tombstone import request_erasure
from infra.plain_error import PlainError
from infra.tenant_data import TenantData, main
from tenancy.data.bucket import TenantBucket, tenant_file
from tenancy.data.credentials import acting_for
from tenancy.data.table import ControlItem, TenantKeys, WorkspaceItem
from tenancy.identity import accounts, audit
from tenancy.identity.address_proofs import AddressClaim, issue_code
from tenancy.identity.audit import Action, AuditRow
from tenancy.tenant import TenantId, tenant_id
from tests.cloud_account import dynamodb_client
from tests.outreach.approved import FOUNDER, NOW, TENANT
from tests.outreach.handlers.deployed import Deployed, deployed_stage
from tests.outreach.handlers.mail.test_mail_handler import OURS as OUR_MAILBOX
from tests.outreach.handlers.mail.test_mail_handler import arrives

pytestmark = pytest.mark.costly(first=1)

NEIGHBOUR = tenant_id("t_neighbour0001")


class Provider:
    """Deletes what it is asked to, but for one message that is under way."""

    def __init__(self, busy: str = "") -> None:
        self.busy = busy
        self.deleted: list[str] = []

    def delete(
        self, tenant: TenantId, *, ids: Iterable[str], numbers: Iterable[str]
    ) -> DeletedCopies:
        assert tenant == TENANT
        assert not tuple(numbers)
        gone = [one for one in ids if one != self.busy]
        self.deleted += gone
        return DeletedCopies(len(gone), (self.busy,) if self.busy else ())


def nobody(email: str) -> None:
    """Where no founder's sign-in is looked at."""
    assert "@" in email


@pytest.fixture
def stage(aws: None) -> Iterator[Deployed]:
    with deployed_stage() as made:
        yield made


@pytest.fixture
def whole(stage: Deployed) -> TenantData:
    """A tenant with something in every kind of place, beside a neighbour."""
    accounts.listed_row(TENANT).save()
    ControlItem("session#abc", "head", kind="session", tenant=TENANT, founder=FOUNDER).save()
    audit.record(TENANT, AuditRow(NOW, FOUNDER, Action.LAUNCHED, "c_1"), id="a_1")
    claim = AddressClaim("sms", "+37060000009")
    issue_code(TENANT, claim, code="123456", key=b"k" * 32, now=NOW)
    talk, second = stage.opened(1), stage.opened(2)
    record = stage.load(talk).effects[0]
    wiring.conversations().record(
        TENANT, talk.id, record.effect.id, status=EffectStatus.DONE, provider_id="SM1"
    )
    arrives("mail/one", to=OUR_MAILBOX, sender=talk.facts.email, text="Hello")
    person = PersonIdentity(customer_ids=(second.facts.customer_id,))
    keys = wiring.secrets().suppression
    asked = request_erasure(TENANT, person, erasure_id="er_1", by=FOUNDER, keys=keys, now=NOW)
    assert isinstance(asked, Erasure)
    for tenant in (TENANT, NEIGHBOUR):
        with acting_for(tenant):
            TenantBucket().write(tenant_file(tenant, "snapshots", "s_1", "a.parquet"), b"rows")
            WorkspaceItem(TenantKeys.usage(tenant), "u_1", kind="usage", document="{}").save()
    return TenantData(
        TENANT,
        control="warmline-test-control",
        workspace="warmline-test-workspace",
        bucket="warmline-test",
        stage="test",
    )


def everything() -> list[dict[str, Any]]:
    tables = ("warmline-test-control", "warmline-test-workspace")
    return [one for name in tables for one in dynamodb_client().scan(TableName=name)["Items"]]


def keys() -> list[str]:
    listed = boto3.client("s3").list_objects_v2(Bucket="warmline-test")
    return [one["Key"] for one in listed.get("Contents", [])]


@pytest.mark.slow
def test_a_deleted_tenant_is_counted_before_and_after_and_what_stays_says_why(
    whole: TenantData,
) -> None:
    provider = Provider()
    proof = whole.delete(provider, nobody)
    assert provider.deleted == ["SM1"]
    for store, counted in proof.items():
        assert bool(counted.after) == bool(counted.why), store
    left = {store for store, counted in proof.items() if counted.after}
    assert left == {"audit", "erasures", "usage"}
    assert proof["conversation"].before > 4
    assert proof["provider_copies"].before == 1
    mine = [one for one in everything() if TENANT in str(one)]
    assert {one["pk"]["S"].replace(f"{TENANT}#", "") for one in mine} == {
        f"audit#{TENANT}",
        "erasures",
        "usage",
    }
    assert "@example.com" not in str(mine), "an erasure under way keeps no name either"
    assert keys() == [f"tenants/{NEIGHBOUR}/snapshots/s_1/a.parquet"]


@pytest.mark.slow
def test_the_neighbour_keeps_everything(whole: TenantData) -> None:
    before = [one for one in everything() if NEIGHBOUR in str(one)]
    whole.delete(Provider(), nobody)
    assert [one for one in everything() if NEIGHBOUR in str(one)] == before
    assert before


@pytest.mark.slow
def test_deleting_again_finds_nothing_more_and_a_copy_under_way_is_named(
    whole: TenantData,
) -> None:
    first = whole.delete(Provider(busy="SM1"), nobody)
    assert (first["provider_copies"].after, first["provider_copies"].why) == (
        1,
        "still under way",
    )
    again = whole.delete(Provider(), nobody)
    assert all(one.before == one.after for one in again.values())


@pytest.mark.slow
def test_an_export_holds_every_row_and_file_and_opens_no_door(
    whole: TenantData, tmp_path: Path
) -> None:
    counts = whole.export(tmp_path / "there")
    written = (tmp_path / "there" / "rows.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in written.splitlines()]
    exported = {line["store"] for line in lines}
    assert exported == {store for store in counts if store not in {"files", "secrets", "session"}}
    assert "session#abc" not in str(lines)
    file = tmp_path / "there" / "files" / "tenants" / TENANT / "snapshots" / "s_1" / "a.parquet"
    assert file.read_bytes() == b"rows"
    assert not [line for line in lines if NEIGHBOUR in str(line)]


@pytest.mark.slow
def test_its_founders_can_sign_in_no_more(whole: TenantData) -> None:
    founders = {founder.email for founder in accounts.founders(TENANT)}
    gone: list[str] = []
    whole.delete(Provider(), gone.append)
    assert set(gone) == founders
    assert founders


def test_nothing_is_deleted_before_the_id_was_given_twice() -> None:
    with pytest.raises(PlainError, match="give the tenant's id once more"):
        main(["delete", "--stage", "test", "--tenant", TENANT, "--sure", "t_another00000"])
