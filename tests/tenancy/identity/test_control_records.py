"""Tenants' records, our own addresses and audit rows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pynamodb.exceptions import PutError

from tenancy.data.documents import EDITS_AT_MOST
from tenancy.data.edit_conflict import EditConflictError
from tenancy.identity import accounts, audit, directory
from tenancy.tenant import Founder, FounderId, Tenant, tenant_id

A = tenant_id("t_aaaaaaaaaaaa")
B = tenant_id("t_bbbbbbbbbbbb")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TENANT = Tenant(A, "Žalia UAB", "Europe/Vilnius", "lt", ("lt", "en"), "LT", "EUR")
FOUNDER = Founder(FounderId("f_1"), A, "Ona", "ona@example.com")


def test_two_who_change_a_tenant_at_the_same_time_are_both_kept(aws: None) -> None:
    accounts.save_tenant(TENANT)
    others = [lambda before: replace(before, postal_address="1 Main Street")]

    def named(before: Tenant) -> Tenant:
        while others:
            accounts.edit_tenant(A, others.pop())
        return replace(before, business_name="Acme")

    kept = accounts.edit_tenant(A, named)
    assert (kept.business_name, kept.postal_address) == ("Acme", "1 Main Street")
    assert accounts.load_tenant(A) == kept


@pytest.mark.slow
def test_a_change_of_a_tenant_that_always_loses_gives_up(aws: None) -> None:
    accounts.save_tenant(TENANT)
    seen: list[str] = []

    def overtaken(before: Tenant) -> Tenant:
        seen.append(before.business_name)
        accounts.save_tenant(replace(before, business_name=f"Acme {len(seen)}"))
        return replace(before, business_name="Mine")

    with pytest.raises(EditConflictError):
        accounts.edit_tenant(A, overtaken)
    assert len(seen) == EDITS_AT_MOST
    assert accounts.load_tenant(A) == replace(TENANT, business_name=f"Acme {EDITS_AT_MOST}")
    with pytest.raises(LookupError):
        accounts.edit_tenant(B, overtaken)


def test_a_tenant_and_its_founders_are_read_back_as_they_were(aws: None) -> None:
    assert accounts.load_tenant(A) is None
    accounts.save_tenant(TENANT)
    accounts.founder_row(FOUNDER).save()
    assert accounts.load_tenant(A) == TENANT
    assert accounts.load_founder(A, FOUNDER.id) == FOUNDER
    assert accounts.founders(A) == (FOUNDER,)
    assert accounts.founders(B) == ()


def test_a_field_of_newer_code_neither_stops_older_code_nor_is_lost_by_it(aws: None) -> None:
    newer = {"a_field_of_tomorrow": "kept"}
    for row in (accounts.tenant_row(TENANT), accounts.founder_row(FOUNDER)):
        row.document = json.dumps(json.loads(row.document or "") | newer)
        row.save()
    assert accounts.load_tenant(A) == TENANT
    assert accounts.founders(A) == (FOUNDER,)
    accounts.edit_tenant(A, lambda before: replace(before, business_name="Acme"))
    accounts.note_second_factor(FOUNDER, asked=True)
    assert accounts.load_tenant(A) == replace(TENANT, business_name="Acme")
    assert accounts.founders(A) == (replace(FOUNDER, second_factor=True),)
    for place in (accounts.tenant_place(A), accounts.founder_place(A, FOUNDER.id)):
        row = accounts.rows_at([place])[place]
        assert newer.items() <= json.loads(row.document or "").items()


def test_an_address_belongs_to_one_tenant_at_a_time(aws: None) -> None:
    sms = {"channel": "sms", "address": "+15550100"}
    assert directory.register(A, **sms) == directory.Registered()
    assert directory.register(A, **sms) == directory.Registered()
    assert directory.register(B, **sms) == directory.TakenByAnother()
    assert directory.tenant_at(**sms) == A
    assert directory.tenant_at(channel="voice", address="+15550100") is None
    assert directory.remove(B, **sms) is False
    assert directory.remove(A, **sms) is True
    assert directory.remove(A, **sms) is False
    assert directory.register(B, **sms) == directory.Registered()


def test_one_number_is_one_tenants_across_channels(aws: None) -> None:
    number = "+15550100"
    assert directory.register(A, channel="sms", address=number) == directory.Registered()
    assert directory.register(B, channel="voice", address=number) == directory.TakenByAnother()
    assert directory.tenant_at(channel="voice", address=number) is None
    assert directory.register(A, channel="voice", address=number) == directory.Registered()
    assert directory.remove(A, channel="sms", address=number) is True
    assert directory.register(B, channel="sms", address=number) == directory.TakenByAnother()
    assert directory.remove(A, channel="voice", address=number) is True
    assert directory.register(B, channel="sms", address=number) == directory.Registered()


def test_a_mail_address_is_found_however_it_is_written(aws: None) -> None:
    directory.register(A, channel="email", address="Hello@Sample.example.com")
    assert directory.tenant_at(channel="email", address="hello@sample.example.com ") == A


def test_audit_rows_are_only_added_and_read_newest_first(aws: None) -> None:
    first = audit.AuditRow(NOW, FOUNDER.id, audit.Action.APPROVED_LINE, "line l_1")
    second = audit.AuditRow(NOW + timedelta(seconds=1), FOUNDER.id, audit.Action.LAUNCHED)
    audit.record(A, first, id="1")
    audit.record(A, second, id="2")
    assert audit.rows(A) == (second, first)
    assert audit.rows(A, limit=1) == (second,)
    assert audit.rows(B) == ()
    with pytest.raises(PutError):
        audit.record(A, replace(first, detail="changed"), id="1")
