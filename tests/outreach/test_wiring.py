"""Nothing that can be decided is without somebody to perform it."""

from __future__ import annotations

from functions.outreach import wiring
from functions.outreach.domain.conversation.effects import SPOKEN_KINDS, EffectKind
from functions.product.channels import CHANNELS
from tests.outreach.handlers.deployed import deployed_stage


def test_every_channel_has_the_adapter_its_row_names(aws: None) -> None:
    with deployed_stage():
        assert set(wiring.providers()) == {row.provider for row in CHANNELS.rows}


def test_every_kind_of_effect_is_composed_and_performed(aws: None) -> None:
    queued = set(EffectKind) - SPOKEN_KINDS
    with deployed_stage():
        ports = wiring.perform_ports()
    assert set(ports.compose) == queued
    assert set(ports.senders) == queued - {EffectKind.CONTACT_CUSTOMER}
