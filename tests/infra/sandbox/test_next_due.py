"""The sandbox asks the stage when something becomes due, by the index that the sweep reads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from infra.sandbox import aws as local_cloud
from infra.sandbox.aws import DUE_SHARDS, Aws
from tenancy.data.credentials import acting_for
from tenancy.data.due_index import SHARDS, due_shard, due_time
from tenancy.data.table import TenantKeys, WorkspaceItem
from tests.outreach.approved import NOW, TENANT

MOTO = "https://dynamodb.eu-west-1.amazonaws.com"


@pytest.fixture(autouse=True)
def _region(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_cloud, "REGION", "eu-west-1")


def test_the_sandbox_knows_every_shard() -> None:
    """It plays what is outside, and imports nothing of what it is asked by."""
    assert DUE_SHARDS == SHARDS


def test_the_first_of_all_shards_that_is_not_due_yet_is_named() -> None:
    stage = Aws(url=MOTO, stage="test", bucket="")
    assert stage.next_due(NOW) is None
    with acting_for(TENANT):
        for number, hours in enumerate((-1, 0, 30, 5, 9)):
            name = f"c_{number}"
            key = TenantKeys.conversation(TENANT, name)
            at = due_time(NOW + timedelta(hours=hours))
            WorkspaceItem(key, "head", due_shard=due_shard(name), due_at=at).save()
    assert stage.next_due(NOW) == NOW + timedelta(hours=5)
    assert stage.next_due(NOW + timedelta(hours=9)) == NOW + timedelta(hours=30)


def test_without_a_stage_or_where_it_does_not_answer_nothing_is_known() -> None:
    assert Aws(url="", stage="test", bucket="").next_due(NOW) is None
    assert Aws(url=MOTO, stage="elsewhere", bucket="").next_due(NOW) is None
