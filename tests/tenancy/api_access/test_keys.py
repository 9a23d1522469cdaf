"""A key opens what its scope allows, for as long as it is there; the table holds no key."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tenancy.api_access.kept_answers import (
    KEPT,
    AnotherRequest,
    AnswerKept,
    RequestClaimed,
    RequestName,
    RequestUnfinished,
    claim_request,
    keep_answer,
    release_request,
)
from tenancy.api_access.keys import (
    MOST_KEYS,
    ApiKey,
    KeyRule,
    find_holder,
    key_text,
    list_keys,
    make_key,
    revoke_key,
)
from tenancy.api_access.request_limits import count_request
from tenancy.api_access.scopes import Scope
from tenancy.data.table import ControlItem
from tenancy.identity import accounts, audit
from tenancy.identity.attempt_limits import LIMITS, AttemptKind
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import Founder, FounderId, Role, Tenant, tenant_id

NOW = datetime(2026, 11, 23, 10, 0, 10, tzinfo=UTC)
OURS, THEIRS = tenant_id("t_oursoursours"), tenant_id("t_theirstheirs")
RING = KeyRing(b"k" * 32)
SECRET = "s3cret" * 7
pytestmark = pytest.mark.usefixtures("aws")


def founder(tenant: str, role: Role = Role.OWNER) -> Founder:
    identity = tenant_id(tenant)
    accounts.save_tenant(Tenant(identity, "Acme", "UTC", "en", ("en",), "US", "USD"))
    person = Founder(FounderId("f_ada"), identity, "Ada", "ada@example.com", role=role)
    accounts.founder_row(person).save()
    return person


def made(
    by: Founder, number: int = 0, scope: Scope = Scope.WRITE, secret: str = SECRET
) -> tuple[ApiKey, str]:
    key = ApiKey(f"key{number:09d}", by.tenant, by.id, "Our CRM", scope, NOW)
    text = key_text(by.tenant, key.id, secret)
    assert make_key(key, text, hash_keys=RING, audit_id=f"a{number}") is None
    return key, text


def test_a_key_is_known_by_its_hash_alone_and_acts_as_its_scope() -> None:
    key, text = made(founder(OURS))
    holder = find_holder(text, hash_keys=RING, now=NOW)
    assert holder is not None
    assert (holder.tenant.id, holder.founder.role) == (OURS, Role.MEMBER)
    rows = [json.dumps(row.to_simple_dict(), default=str) for row in ControlItem.scan()]
    assert not [row for row in rows if SECRET in row]
    assert list_keys(OURS) == (replace(key, last_used_at=NOW),)
    assert audit.rows(OURS)[0].detail == f"{key.id} write"


@pytest.mark.parametrize("end", ["", "x", SECRET[::-1], SECRET + "a", SECRET.upper()])
def test_another_secret_opens_nothing(end: str) -> None:
    key, _ = made(founder(OURS))
    text = key_text(OURS, key.id, end)
    assert find_holder(text, hash_keys=RING, now=NOW) is None


def test_a_key_with_another_tenants_name_in_it_opens_nothing() -> None:
    key, text = made(founder(OURS))
    made(founder(THEIRS), secret=SECRET[::-1])
    stolen = text.replace("oursoursours", "theirstheirs")
    assert find_holder(stolen, hash_keys=RING, now=NOW) is None
    assert revoke_key(THEIRS, "none", by=key.founder, audit_id="b", now=NOW) is KeyRule.NOT_THERE


def held_by(text: str, *, hash_keys: KeyRing) -> str | None:
    """Which key opens with this text."""
    holder = find_holder(text, hash_keys=hash_keys, now=NOW)
    return holder.key.id if holder else None


def test_a_key_outlives_a_change_of_what_it_is_hashed_with() -> None:
    key, text = made(founder(OURS))
    changed = KeyRing(b"n" * 32, (RING.current,))
    assert held_by(text, hash_keys=changed) == key.id
    assert find_holder(text, hash_keys=KeyRing(b"n" * 32), now=NOW) is None


def test_a_key_that_is_revoked_or_whose_maker_left_opens_nothing() -> None:
    person = founder(OURS)
    key, text = made(person)
    second, other = made(person, 1)
    assert revoke_key(OURS, key.id, by=person.id, audit_id="b", now=NOW) is None
    assert find_holder(text, hash_keys=RING, now=NOW) is None
    assert held_by(other, hash_keys=RING) == second.id
    accounts.founder_row(person).delete()
    assert find_holder(other, hash_keys=RING, now=NOW) is None


def test_a_maker_who_may_less_today_has_a_key_that_may_less() -> None:
    _, text = made(founder(OURS), scope=Scope.MANAGE)
    founder(OURS, Role.VIEWER)
    holder = find_holder(text, hash_keys=RING, now=NOW)
    assert holder is not None
    assert holder.founder.role is Role.VIEWER


def test_last_use_is_noted_every_few_minutes() -> None:
    _, text = made(founder(OURS))
    for minutes in (0, 1, 6):
        find_holder(text, hash_keys=RING, now=NOW + timedelta(minutes=minutes))
    assert list_keys(OURS)[0].last_used_at == NOW + timedelta(minutes=6)


@pytest.mark.slow
def test_there_are_so_many_keys_and_no_more() -> None:
    person = founder(OURS)
    for number in range(MOST_KEYS):
        made(person, number)
    key = ApiKey("onemore00000", OURS, person.id, "More", Scope.READ, NOW)
    text = key_text(OURS, key.id, SECRET)
    assert make_key(key, text, hash_keys=RING, audit_id="x") is KeyRule.TOO_MANY


@pytest.mark.slow
def test_a_key_asks_so_often_a_minute_and_says_how_long_to_wait() -> None:
    most = LIMITS[AttemptKind.API_REQUEST].to_an_address
    counted = [count_request("key1", now=NOW) for _ in range(most + 1)]
    assert [each.allowed for each in counted] == [True] * most + [False]
    assert (counted[-1].remaining, counted[-1].seconds_left) == (0, 50)
    assert count_request("key2", now=NOW).remaining == most - 1
    assert count_request("key1", now=NOW + timedelta(seconds=50)).allowed


def test_an_answer_is_kept_a_day_under_its_key_and_tenant() -> None:
    name = RequestName(OURS, "key1", "once", b"POST /campaigns")
    assert claim_request(name, now=NOW) == RequestClaimed()
    assert claim_request(name, now=NOW) == RequestUnfinished()
    keep_answer(name, AnswerKept(201, b"{}"), now=NOW)
    assert claim_request(name, now=NOW + KEPT - timedelta(seconds=1)) == AnswerKept(201, b"{}")
    assert claim_request(replace(name, asked=b"POST /x"), now=NOW) == AnotherRequest()
    for other in (replace(name, tenant=THEIRS), replace(name, key="key2")):
        assert claim_request(other, now=NOW) == RequestClaimed()
    assert claim_request(name, now=NOW + KEPT) == RequestClaimed()
    release_request(name, now=NOW + KEPT)
    assert claim_request(name, now=NOW + KEPT) == RequestClaimed()
