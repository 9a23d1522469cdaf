"""Mail connected before there were readable senders gets one by night, without a press."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.outreach import wiring
from functions.outreach.domain.settings import Sender
from functions.outreach.handlers import schedules
from functions.outreach.store import settings as kept
from functions.product.channels import Channel
from tenancy.identity import directory
from tenancy.tenant import tenant_id
from tests.outreach.approved import TENANT
from tests.outreach.handlers.deployed import Deployed


def by_mail() -> Sender:
    found = kept.load(TENANT).sender(Channel.EMAIL)
    assert found is not None
    return found


@pytest.mark.slow
def test_after_a_night_customers_see_a_readable_sender_and_both_receive(stage: Deployed) -> None:
    before = by_mail()
    assert not before.shared
    schedules.reconcile_usage({})
    assert by_mail() == replace(before, shared="sample.sampledesk@mail.example.com")
    for ours in (by_mail().shared, wiring.addresses().sender(TENANT)):
        directory_of = wiring.receive_ports().directory
        assert directory_of.tenant_of(channel=Channel.EMAIL, address=ours) == TENANT


def test_a_name_that_is_known_stays(stage: Deployed) -> None:
    known = replace(by_mail(), shared="ada.sample@mail.example.com")
    kept.edit_sender(TENANT, Channel.EMAIL, lambda _: known)
    schedules.reconcile_usage({})
    assert by_mail() == known
    assert (
        directory.tenant_at(channel="email", address="sample.sampledesk@mail.example.com") is None
    )


def test_a_founder_who_saves_meanwhile_is_not_overwritten(stage: Deployed) -> None:
    theirs = replace(by_mail(), name="Ada of Sample", shared="ada.sample@mail.example.com")

    def claim() -> str:
        kept.edit_sender(TENANT, Channel.EMAIL, lambda _: theirs)
        return "sample.sampledesk@mail.example.com"

    assert not kept.name_mail_sender(TENANT, claim)
    assert by_mail() == theirs


def test_without_mail_no_name_is_claimed(stage: Deployed) -> None:
    def claim() -> str:
        raise AssertionError("nobody asked for a name")

    assert not kept.name_mail_sender(tenant_id("t_zzzzzzzzzzzz"), claim)
