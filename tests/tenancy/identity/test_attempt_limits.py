"""How often an address and a source may try: counted before, alike for who is unknown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tenancy.data.table import ControlItem
from tenancy.identity.attempt_limits import LIMITS, AttemptKind, count_attempt
from tests.cloud_account import ENVIRONMENT, dynamodb_client

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
pytestmark = [pytest.mark.usefixtures("aws"), pytest.mark.costly(first=1)]


def tries(count: int, *, address: str = "ann@example.com", source: str = "", later: int = 0) -> int:
    """How many of them were let through."""
    now = NOW + timedelta(minutes=later)
    return sum(
        count_attempt(
            AttemptKind.SIGN_IN, address=address, source=source or f"192.0.2.{number}", now=now
        )
        for number in range(count)
    )


@pytest.mark.slow
def test_an_address_is_tried_so_often_from_wherever_and_again_after_the_window() -> None:
    most = LIMITS[AttemptKind.SIGN_IN].to_an_address
    assert tries(most + 5) == most
    assert tries(1, later=16) == 1


@pytest.mark.slow
def test_a_source_tries_so_often_for_whomever() -> None:
    most = LIMITS[AttemptKind.SIGN_IN].from_a_source
    let = sum(
        count_attempt(
            AttemptKind.SIGN_IN, address=f"{number}@example.com", source="192.0.2.1", now=NOW
        )
        for number in range(most + 5)
    )
    assert let == most


@pytest.mark.slow
def test_a_source_that_is_stopped_uses_up_nobodys_tries() -> None:
    from_a_source = LIMITS[AttemptKind.SIGN_IN].from_a_source
    for number in range(from_a_source):
        tries(1, address=f"{number}@example.com", source="192.0.2.1")
    assert tries(50, source="192.0.2.1") == 0
    assert tries(1, source="192.0.2.2") == 1


def test_another_spelling_is_the_same_address_and_another_kind_has_tries_of_its_own() -> None:
    most = LIMITS[AttemptKind.SIGN_IN].to_an_address
    assert tries(most) == most
    assert tries(1, address=" ANN@Example.com") == 0
    assert count_attempt(
        AttemptKind.CODE_SENT, address="ann@example.com", source="192.0.2.9", now=NOW
    )


def test_what_is_kept_names_nobody_and_expires() -> None:
    tries(1, source="192.0.2.77")
    rows = dynamodb_client().scan(TableName=ENVIRONMENT["WARMLINE_CONTROL_TABLE"])["Items"]
    assert rows
    for row in rows:
        assert "ann@" not in str(row)
        assert "192.0.2" not in str(row)
        assert int(row["expires_at_s"]["N"]) <= (NOW + timedelta(minutes=30)).timestamp()
    assert all(row["pk"]["S"].startswith("attempt_limit#") for row in rows)
    assert ControlItem.counter.attr_name == "count"
