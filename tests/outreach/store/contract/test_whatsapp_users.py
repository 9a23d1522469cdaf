"""Whom an id stands for that WhatsApp shows in the place of a number."""

from __future__ import annotations

from functions.outreach.domain.conversation.state import Conversation, EffectId, Touch
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.ports import Committed, InboundMessage
from functions.outreach.store.inbox import InboxKind
from functions.product.channels import Channel
from tests.outreach.approved import NOW, TENANT, customer
from tests.outreach.store.contract.conftest import Stores
from tests.outreach.store.contract.sample_steps import ended, opened, spoken

ID = "BR.13491208655302741918"


def touched(stores: Stores, number: int, channel: Channel, **facts: object) -> Conversation:
    before = opened(stores, number, facts=customer(number, **facts))
    touch = Touch(channel, Purpose.OPENING, NOW, EffectId(f"e-{number}"))
    step = spoken(before, touches=(touch,))
    assert stores.conversations.commit(before, step, event_id="", now=NOW) == Committed()
    return step.conversation


def test_an_id_names_nobody_until_it_is_seen_with_a_number(stores: Stores) -> None:
    assert stores.users.number_of(TENANT, ID) == ""
    stores.users.remember(TENANT, user_id=ID, number="+5531988888888")
    number = stores.users.number_of(TENANT, ID)
    talk = opened(stores, 1, facts=customer(1, phone="+553188888888"))
    found = stores.conversations.correspondent(TENANT, channel=Channel.WHATSAPP, address=number)
    assert found == talk.id


def test_an_opt_out_is_kept_under_the_id_it_came_from(stores: Stores) -> None:
    stores.strangers.suppress(TENANT, channel=Channel.WHATSAPP, address=ID, evidence="SM1")
    assert stores.users.opted_out(TENANT, ID)
    assert not stores.users.opted_out(TENANT, "BR.1")


def test_a_person_without_an_id_may_be_anybody_whatsapp_was_used_with(stores: Stores) -> None:
    first = touched(stores, 1, Channel.WHATSAPP)
    known = touched(stores, 2, Channel.WHATSAPP)
    touched(stores, 3, Channel.SMS)
    over = touched(stores, 4, Channel.WHATSAPP)
    stores.conversations.commit(over, ended(over), event_id="", now=NOW)
    stores.users.remember(TENANT, user_id=ID, number=known.facts.phone)
    assert stores.users.open_without_id(TENANT) == (first.id,)


def test_an_opt_out_nobody_can_be_matched_to_waits_for_the_founder(stores: Stores) -> None:
    talk = touched(stores, 1, Channel.WHATSAPP)
    message = InboundMessage(
        "SM1", Channel.WHATSAPP, "STOP", ID, user_id=ID, sender_name="Ana Sample"
    )
    stores.strangers.save_opt_out(TENANT, message, perhaps=(talk.id,))
    (item,) = stores.inbox()
    assert (item.kind, item.text, item.address, item.sender_name, item.perhaps) == (
        InboxKind.OPT_OUT,
        "STOP",
        ID,
        "Ana Sample",
        (talk.id,),
    )
