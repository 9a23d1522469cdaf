"""Whom mail to a customer comes from, and that its links work before it leaves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
    EffectId,
    UtterancePiece,
)
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.ports import EffectRecord, EffectStatus, LoadedConversation, Outgoing
from functions.outreach.workflows.effects.compose import Composer
from functions.product.channels import Channel
from tests.outreach.approved import NOW, TENANT, conversation, settings
from tests.simulation.world import Cards, Links, PaperInvitations

READABLE = "ada.acme@mail.sample.example.com"


@dataclass
class HandedOut(Links):
    made: list[ConversationId] = field(default_factory=list)

    def hand_out(self, conversation: Conversation) -> None:
        self.made.append(conversation.id)


def _composed(channel: Channel, text: str, links: Links, known: TenantSettings) -> Outgoing:
    talk = conversation()
    effect = Effect(
        EffectId("e1"),
        EffectKind.CONTACT_CUSTOMER,
        channel=channel,
        pieces=(UtterancePiece(text=text),),
    )
    loaded = LoadedConversation(talk, seen=frozenset(), effects=())
    composer = Composer(Cards(), PaperInvitations(), links, lambda _tenant, _booking: None)
    record = EffectRecord(effect, EffectStatus.PENDING)
    made = composer.table()[EffectKind.CONTACT_CUSTOMER](loaded, record, known, NOW)
    assert isinstance(made, Outgoing)
    return made


def _with_sender(shared: str) -> TenantSettings:
    known = settings()
    return replace(
        known,
        senders=tuple(
            replace(one, shared=shared) if one.channel is Channel.EMAIL else one
            for one in known.senders
        ),
    )


@pytest.mark.parametrize(
    ("shared", "sender"), [(READABLE, READABLE), ("", f"{TENANT}@mail.sample.example.com")]
)
def test_a_customer_reads_a_name_they_know_as_the_sender(shared: str, sender: str) -> None:
    made = _composed(Channel.EMAIL, "Hello.", Links(), _with_sender(shared))
    assert made.from_address == sender
    assert made.business == conversation().terms.business_name


def test_the_links_of_a_mail_work_before_it_leaves() -> None:
    links = HandedOut()
    _composed(Channel.EMAIL, "Hello.", links, settings())
    assert links.made == [conversation().id]


def test_a_text_hands_out_the_link_it_carries_and_no_other() -> None:
    links = HandedOut()
    _composed(Channel.SMS, "Hello.", links, settings())
    assert links.made == []
    _composed(Channel.SMS, f"Choose here: {links.page(conversation())}", links, settings())
    assert links.made == [conversation().id]
