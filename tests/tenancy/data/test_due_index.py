"""The sweep's one reader sees every tenant's due keys, in time, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy.data.credentials import acting_for
from tenancy.data.due_index import SHARDS, due_keys, due_shard, due_time
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import tenant_id

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TENANTS = [tenant_id("t_aaaaaaaaaaaa"), tenant_id("t_bbbbbbbbbbbb")]


def test_what_is_due_is_found_for_all_tenants_and_the_future_is_not(aws: None) -> None:
    for tenant in TENANTS:
        with acting_for(tenant):
            for name, at in {"past": NOW - timedelta(days=1), "now": NOW}.items():
                _file(TenantKeys.conversation(tenant, name), due_time(at))
            _file(TenantKeys.conversation(tenant, "later"), due_time(NOW + timedelta(seconds=1)))
            WorkspaceItem(TenantKeys.conversation(tenant, "asleep"), "head").save()
    found = {(key.tenant, key.pk.split("#")[-1]) for key in due_keys(now=NOW, per_shard=10)}
    assert found == {(tenant, name) for tenant in TENANTS for name in ("past", "now")}


def _file(pk: str, at: str) -> None:
    WorkspaceItem(pk, "head", due_shard=due_shard(pk), due_at=at).save()


@given(st.text(max_size=40))
def test_every_conversation_has_one_of_the_shards(conversation: str) -> None:
    assert due_shard(conversation) in {f"due#{n}" for n in range(SHARDS)}


_MOMENTS = st.datetimes(
    min_value=datetime(2, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
)


@given(_MOMENTS, _MOMENTS)
def test_due_times_sort_as_text_exactly_as_in_time(one: datetime, other: datetime) -> None:
    assert (due_time(one) < due_time(other)) == (one < other)


def test_per_shard_bounds_a_round(aws: None) -> None:
    with acting_for(TENANTS[0]):
        for number in range(5):
            WorkspaceItem(
                TenantKeys.conversation(TENANTS[0], str(number)),
                "head",
                due_shard="due#0",
                due_at=due_time(NOW - timedelta(minutes=number)),
            ).save()
    assert [key.pk[-1] for key in due_keys(now=NOW, per_shard=2)] == ["4", "3"]


def test_a_naive_moment_is_not_mistaken_for_utc() -> None:
    with pytest.raises(ValueError, match="aware"):
        due_time(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake under test
