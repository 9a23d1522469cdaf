"""Saved filters as they are stored, and that one about a person goes with the person."""

from __future__ import annotations

import pytest

from frontend_api.gateways.settings import StoredSettings
from frontend_api.ports.settings import SavedFilter
from functions.erasure.person import PersonIdentity
from functions.outreach.store.erasure.person_rows import find_rows
from tenancy.data.credentials import acting_for
from tests.outreach.approved import FOUNDER, NOW, TENANT
from tests.outreach.store.contract.conftest import on_dynamodb
from tests.outreach.store.contract.sample_steps import opened

pytestmark = pytest.mark.usefixtures("aws")


def _kept(name: str, query: str, list_name: str = "conversations") -> SavedFilter:
    return SavedFilter(f"filter_{name}", list_name, name, query, FOUNDER, NOW)


def test_filters_are_kept_by_list_and_removed() -> None:
    store = StoredSettings(mail_domain="mail.example.com")
    refunds = _kept("refunds", "q=refund")
    upsell = _kept("upsell", "motion=upsell", "customers")
    store.save_filter(TENANT, refunds)
    store.save_filter(TENANT, upsell)
    assert store.saved_filters(TENANT, "conversations") == (refunds,)
    assert store.saved_filters(TENANT, "customers") == (upsell,)
    store.remove_filter(TENANT, "conversations", refunds.id)
    assert store.saved_filters(TENANT, "conversations") == ()


def test_a_filter_that_looks_for_a_person_is_found_with_their_rows() -> None:
    talk = opened(on_dynamodb())
    first, last = talk.facts.name.split(" ", 1)
    store = StoredSettings(mail_domain="mail.example.com")
    about = (
        _kept("by name", f"q={first}+{last.replace(' ', '+')}"),
        _kept("by part", f"q={first.lower()}"),
        _kept(f"{talk.facts.email} again", "state=talking"),
        _kept(f"For {talk.facts.name.upper()}, soon", "q=refund"),
        _kept("by number", "q=call+%2B1+%28202%29+555-0188+back"),
        _kept("by number at home", "q=%28202%29+555-0188"),
        _kept("by id", "q=365"),
    )
    others = (
        _kept("refunds", "q=refund"),
        _kept("booked", "outcome=booked"),
        # Each is a part of an address or of the person's words, and about nobody.
        _kept("by voice", "channel=voice"),
        _kept("invoices", "q=voice"),
        _kept(first, "q=refund"),
        _kept("another mailbox", f"q=more.{talk.facts.email}"),
        _kept("another company", f"q={talk.facts.email}.au"),
        _kept("a longer number", "q=%2B120255501881"),
        _kept("a longer one at home", "q=202+555+01881"),
        _kept("the end of many", "q=555-0188"),
        _kept("365 day support", "q=365+day"),
    )
    for one in (*about, *others):
        store.save_filter(TENANT, one)
    person = PersonIdentity(
        ("365",),
        emails=frozenset({talk.facts.email, "invoice@acme.example"}),
        phones=frozenset({"+12025550188"}),
    )
    with acting_for(TENANT):
        rows = find_rows(TENANT, person, [talk.id])
        found = {row.item.sk for row in rows if row.store == "saved_filters"}
    assert found == {f"conversations#{one.id}" for one in about}
