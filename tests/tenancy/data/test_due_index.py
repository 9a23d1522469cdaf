"""The sweep's one reader sees every tenant's due keys, in time, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy.data.credentials import acting_for
from tenancy.data.due_index import SHARDS, due_keys, due_shard, due_time
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId, tenant_id

pytestmark = pytest.mark.costly(first=1)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TENANTS = [tenant_id("t_aaaaaaaaaaaa"), tenant_id("t_bbbbbbbbbbbb")]


def test_what_is_due_is_found_for_all_tenants_and_the_future_is_not(aws: None) -> None:
    for tenant in TENANTS:
        with acting_for(tenant):
            for name, at in {"past": NOW - timedelta(days=1), "now": NOW}.items():
                _file(TenantKeys.conversation(tenant, name), due_time(at))
            _file(TenantKeys.conversation(tenant, "later"), due_time(NOW + timedelta(seconds=1)))
            WorkspaceItem(TenantKeys.conversation(tenant, "asleep"), "head").save()
    found = {(key.tenant, key.pk.split("#")[-1]) for key in due_keys(now=NOW, per_tenant=10)}
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


def _fill_one_shard(tenant: TenantId, rows: int) -> None:
    with acting_for(tenant), WorkspaceItem.batch_write() as batch:
        for number in range(rows):
            batch.save(
                WorkspaceItem(
                    TenantKeys.conversation(tenant, f"{number:03d}"),
                    "head",
                    due_shard="due#0",
                    due_at=due_time(NOW - timedelta(minutes=number)),
                )
            )


def test_a_tenants_rows_that_stay_due_hide_nobody_elses(aws: None) -> None:
    """With 62 stuck rows of one tenant another's wake never left."""
    stuck, other = TENANTS
    _fill_one_shard(stuck, 200)
    _fill_one_shard(other, 1)
    found = list(due_keys(now=NOW, per_tenant=10))
    assert len([key for key in found if key.tenant == stuck]) == 10
    assert len([key for key in found if key.tenant == other]) == 1


def test_a_tenants_rows_that_stay_due_hide_none_of_its_own_for_ever(aws: None) -> None:
    _fill_one_shard(TENANTS[0], 40)
    seen: set[str] = set()
    for minute in range(60):
        found = list(due_keys(now=NOW + timedelta(minutes=minute), per_tenant=10))
        assert [key.pk[-3:] for key in found[:5]] == ["039", "038", "037", "036", "035"]
        assert len(found) == 10
        seen |= {key.pk for key in found}
    assert len(seen) == 40


def test_behind_very_many_rows_of_one_shard_the_newest_are_seen(aws: None) -> None:
    stuck, other = TENANTS
    _fill_one_shard(stuck, 60)
    with acting_for(other):
        item = WorkspaceItem(TenantKeys.conversation(other, "new"), "head")
        item.due_shard, item.due_at = "due#0", due_time(NOW)
        item.save()
    assert other in {key.tenant for key in due_keys(now=NOW, per_tenant=10, read_at_most=50)}


def test_a_naive_moment_is_not_mistaken_for_utc() -> None:
    with pytest.raises(ValueError, match="aware"):
        due_time(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake under test
