"""A schedule whose time is too short for all tenants leaves out others each time, and says so."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from functions.outreach.handlers.schedules import in_turn, work_through
from tenancy.tenant import Tenant, TenantId
from tests.outreach.approved import NOW


def _tenants(count: int) -> list[Tenant]:
    named = [TenantId(f"t_{number}") for number in range(count)]
    return [Tenant(one, "Sample Desk", "UTC", "en", ("en",), "US", "USD") for one in named]


@pytest.mark.parametrize("count", [1, 2, 7, 40, 41])
def test_where_a_run_has_time_for_a_fifth_nobody_waits_for_fifteen_runs(count: int) -> None:
    tenants = _tenants(count)
    fits = -(-count // 5)
    for first in range(50):
        looked_at = set()
        for run in range(first, first + 14):
            turns = in_turn(tenants, now=NOW + run * timedelta(minutes=5))
            assert sorted(one.id for one in turns) == sorted(one.id for one in tenants)
            looked_at |= {one.id for one in turns[:fits]}
        assert len(looked_at) == count


def test_no_tenant_is_begun_once_the_time_is_up(caplog: pytest.LogCaptureFixture) -> None:
    seconds, begun = [0.0], []

    def takes_45_seconds(tenant: Tenant) -> int:
        begun.append(tenant.id)
        seconds[0] += 45
        return 1

    with caplog.at_level(logging.WARNING):
        found = work_through(
            _tenants(9), takes_45_seconds, within_s=200, monotonic=lambda: seconds[0]
        )
    assert (found, begun) == ({"done": 5, "failed": 0}, ["t_0", "t_1", "t_2", "t_3", "t_4"])
    (record,) = caplog.records
    assert (record.message, record.__dict__["count"]) == ("tenants_left_for_next_run", 4)


def test_one_tenants_trouble_leaves_the_others_their_turn() -> None:
    def fails_once(tenant: Tenant) -> int:
        if tenant.id == "t_1":
            raise ValueError("t_1")
        return 1

    assert work_through(_tenants(3), fails_once) == {"done": 2, "failed": 1}
