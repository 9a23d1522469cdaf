"""Steps count what became of touches in their own transaction, by the hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach import wiring
from functions.outreach.domain.campaigns.channel_health import HourCount, TouchResult, hour_of
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.state import EffectId, Touch
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.ports import Committed
from functions.outreach.store.conversations.channel_health import StoredChannelHealth
from functions.product.channels import Channel
from tests.outreach.approved import NOW, TENANT
from tests.outreach.handlers.deployed import Deployed, deployed_stage

pytestmark = pytest.mark.costly(first=2)


def test_touches_and_failures_are_counted_in_their_hour(aws: None) -> None:
    with deployed_stage() as stage:
        _count(stage)


def _count(stage: Deployed) -> None:
    touch = Touch(Channel.SMS, Purpose.OPENING, NOW, EffectId("e-1"))
    before = stage.open()
    for touches in ((touch,), (replace(touch, failed="30003"),)):
        after = replace(before, version=before.version + 1, touches=touches)
        committed = wiring.conversations().commit(before, Step(after), event_id="", now=NOW)
        assert committed == Committed()
        before = after
    hour = hour_of(NOW)
    health = StoredChannelHealth()
    assert health.counts_since(TENANT, NOW - timedelta(hours=6)) == (
        HourCount(hour, Channel.SMS, TouchResult.FAILED, 1),
        HourCount(hour, Channel.SMS, TouchResult.TRIED, 1),
    )
    assert health.counts_since(TENANT, NOW + timedelta(hours=1)) == ()
