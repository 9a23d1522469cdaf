"""Whom mail to a customer comes from, and that its links work before it leaves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
    EffectId,
    UtterancePiece,
)
from functions.outreach.domain.permission.contact_facts import Purpose
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


def _mailed(name: str, subject: str, *, hour: int, **changes: object) -> EffectRecord:
    effect = Effect(
        EffectId(name),
        EffectKind.CONTACT_CUSTOMER,
        channel=Channel.EMAIL,
        purpose=Purpose.OPENING,
        pieces=(UtterancePiece(text="Hello."),),
        subject=subject,
    )
    at = NOW + timedelta(hours=hour)
    record = EffectRecord(effect, EffectStatus.DONE, claimed_at=at)
    changed = replace(effect, **changes)  # type: ignore[arg-type]
    return replace(record, effect=changed)


def _subject(asked: EffectRecord, *before: EffectRecord) -> str:
    loaded = LoadedConversation(conversation(), seen=frozenset(), effects=(asked, *before))
    composer = Composer(Cards(), PaperInvitations(), Links(), lambda _tenant, _booking: None)
    made = composer.table()[EffectKind.CONTACT_CUSTOMER](loaded, asked, settings(), NOW)
    assert isinstance(made, Outgoing)
    return made.effect.subject


def test_an_answer_by_mail_keeps_the_subject_it_answers() -> None:
    """It came as a mail of its own, apart from what the customer had written."""
    first = _mailed("e-1", "What has changed", hour=0)
    again = _mailed("e-2", "An honest question", hour=30, purpose=Purpose.FOLLOW_UP)
    answer = _mailed("e-3", "Another subject", hour=40, purpose=Purpose.REPLY)
    before = _mailed("e-0", "Some subject", hour=35, purpose=Purpose.REPLY)
    assert _subject(answer, first) == "Re: What has changed"
    assert _subject(answer, again, first, before) == "Re: An honest question"
    assert _subject(again, first) == "An honest question"
    lost = replace(first, status=EffectStatus.FAILED)
    assert _subject(answer, lost) == "Another subject"
