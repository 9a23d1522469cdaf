"""A person is more than one spelling: replies, locks and opt-outs hold for every equal form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.outreach.domain.conversation.state import Conversation, MessageSender, Outcome
from functions.outreach.ports import AddressBusy, ClaimRefused, Committed
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts
from tests.hypothesis_profiles import examples
from tests.outreach.approved import NOW, TENANT, conversation, customer
from tests.outreach.store.contract.conftest import Stores, in_memory
from tests.outreach.store.contract.sample_steps import ended, opened, spoken, text

pytestmark = pytest.mark.costly(first=8)

LINES = (
    ("+5531988888888", "+553188888888"),
    ("+525512345678", "+5215512345678"),
    ("+541123456789", "+5491123456789"),
)
MAILBOXES = (
    ("anna.b@gmail.com", "AnnaB+shop@googlemail.com"),
    ("anna@me.com", "anna@icloud.com"),
    ("anna@outlook.com", "Anna+x@outlook.com"),
)
BOTH_WAYS = [*LINES, *((other, one) for one, other in LINES)]


def stopped(
    stores: Stores, before: Conversation, *senders: MessageSender, **changes: object
) -> None:
    step = replace(ended(before, **changes), suppress="stop", written_from=senders)
    assert stores.conversations.commit(before, step, event_id="in-1", now=NOW) == Committed()


def suppressed(stores: Stores, number: int, **changes: object) -> bool:
    return stores.people.suppressed(TENANT, customer(number, **changes))


@pytest.mark.parametrize(("written", "shown"), BOTH_WAYS)
def test_a_reply_from_another_form_of_the_number_finds_its_conversation(
    stores: Stores, written: str, shown: str
) -> None:
    first = opened(stores, 1, facts=customer(1, phone=written))
    for channel in (Channel.WHATSAPP, Channel.SMS, Channel.VOICE):
        found = stores.conversations.correspondent(TENANT, channel=channel, address=shown)
        assert found == first.id


@pytest.mark.parametrize(("written", "shown"), MAILBOXES)
def test_a_mail_from_another_form_of_the_address_finds_its_conversation(
    stores: Stores, written: str, shown: str
) -> None:
    first = opened(stores, 1, facts=customer(1, email=written))
    found = stores.conversations.correspondent(TENANT, channel=Channel.EMAIL, address=shown)
    assert found == first.id


def test_a_number_that_lost_its_nine_is_found_by_whatsapp_and_by_no_other_channel(
    stores: Stores,
) -> None:
    """The same digits are a fixed line, which texts and calls may come from."""
    first = opened(stores, 1, facts=customer(1, phone="+5511934567890"))
    at = {
        channel: stores.conversations.correspondent(
            TENANT, channel=channel, address="+551134567890"
        )
        for channel in (Channel.WHATSAPP, Channel.SMS, Channel.VOICE)
    }
    assert at == {Channel.WHATSAPP: first.id, Channel.SMS: None, Channel.VOICE: None}


def test_the_fixed_line_itself_goes_before_what_it_may_be_short_for(stores: Stores) -> None:
    opened(stores, 1, facts=customer(1, phone="+5511934567890"))
    fixed = opened(stores, 2, facts=customer(2, phone="+551134567890"))
    found = stores.conversations.correspondent(
        TENANT, channel=Channel.WHATSAPP, address="+551134567890"
    )
    assert found == fixed.id


@pytest.mark.parametrize(("written", "shown"), BOTH_WAYS)
def test_two_spellings_of_one_number_never_open_two_conversations(
    stores: Stores, written: str, shown: str
) -> None:
    first = opened(stores, 1, facts=customer(1, phone=written))
    other = conversation(2, facts=customer(2, phone=shown))
    assert stores.conversations.create(other, now=NOW) == AddressBusy()
    stores.conversations.commit(first, ended(first), event_id="", now=NOW)
    assert stores.conversations.create(other, now=NOW) == Committed()


@pytest.mark.parametrize(
    ("kind", "pair"), [*(("phone", p) for p in BOTH_WAYS), *(("email", p) for p in MAILBOXES)]
)
def test_an_opt_out_holds_for_every_form_of_the_address(
    stores: Stores, kind: str, pair: tuple[str, str]
) -> None:
    written, other = pair
    stopped(stores, opened(stores, 1, facts=customer(1, **{kind: written})))
    assert suppressed(stores, 2, **{kind: other})
    assert suppressed(stores, 2, **{kind: written})
    assert not suppressed(stores, 2)


def test_an_opt_out_holds_for_the_customer_at_addresses_nobody_knew(stores: Stores) -> None:
    before = opened(stores, 1)
    stopped(stores, before)
    assert suppressed(stores, 1, phone="+12125559999", email="new@example.com")
    assert not suppressed(stores, 2, phone="+12125559999", email="new@example.com")


def test_an_opt_out_holds_for_the_mailbox_it_was_written_from(stores: Stores) -> None:
    stopped(stores, opened(stores, 1), MessageSender(Channel.EMAIL, "Private.Box@gmail.com"))
    assert suppressed(stores, 2, email="privatebox@googlemail.com")


def test_every_address_of_the_record_is_the_persons(stores: Stores) -> None:
    facts = customer(1, other_phones=("+5531988888888",), other_emails=("Private.Box@gmail.com",))
    first = opened(stores, 1, facts=facts)
    for channel, address in (
        (Channel.WHATSAPP, "+553188888888"),
        (Channel.EMAIL, "privatebox@googlemail.com"),
    ):
        found = stores.conversations.correspondent(TENANT, channel=channel, address=address)
        assert found == first.id
    shared = conversation(2, facts=customer(2, phone="+553188888888"))
    assert stores.conversations.create(shared, now=NOW) == AddressBusy()
    stopped(stores, first)
    assert suppressed(stores, 2, phone="+5531988888888")
    assert suppressed(stores, 2, other_emails=("privatebox@gmail.com",))
    assert not suppressed(stores, 2)


def test_a_wrong_person_is_left_alone_and_the_customer_can_be_reached_elsewhere(
    stores: Stores,
) -> None:
    before = opened(stores, 1)
    stopped(stores, before, outcome=Outcome.WRONG_PERSON)
    assert suppressed(stores, 2, phone=before.facts.phone)
    assert not suppressed(stores, 1, phone="+12125559999", email="new@example.com")


def test_start_takes_back_all_that_the_opt_out_held_for(stores: Stores) -> None:
    before = opened(stores, 1, facts=customer(1, phone="+5531988888888"))
    stopped(stores, before)
    closed = stores.conversations.load(TENANT, before.id)
    assert closed is not None
    again = replace(spoken(closed.conversation), resubscribe=True)
    stores.conversations.commit(closed.conversation, again, event_id="in-2", now=NOW)
    assert not suppressed(stores, 1, phone="+553188888888")


def test_a_stranger_who_stops_by_whatsapp_is_suppressed_in_every_form_that_may_be_meant(
    stores: Stores,
) -> None:
    for number, shown in ((1, "+551134567890"), (2, "+553188888888")):
        stores.strangers.suppress(
            TENANT, channel=Channel.WHATSAPP, address=shown, evidence=f"SM{number}"
        )
    for phone in ("+551134567890", "+5511934567890", "+5531988888888"):
        assert suppressed(stores, 3, phone=phone), phone


def test_nothing_that_waits_is_sent_once_another_customer_of_the_same_line_stopped(
    stores: Stores,
) -> None:
    waiting = opened(stores, 1, facts=customer(1, phone="+5531988888888"))
    effect = text(waiting)
    stores.conversations.commit(waiting, spoken(waiting, effects=(effect,)), event_id="", now=NOW)
    stores.strangers.suppress(
        TENANT, channel=Channel.WHATSAPP, address="+553188888888", evidence="SM1"
    )
    claimed = stores.conversations.claim(
        TENANT, waiting.id, effect.id, version=waiting.version + 1, now=NOW
    )
    assert claimed == ClaimRefused("suppressed")


_NUMBERS = st.sampled_from(LINES).flatmap(st.sampled_from)
_MAILS = st.sampled_from(MAILBOXES).flatmap(st.sampled_from)
_PEOPLE = st.builds(customer, st.integers(1, 3), phone=_NUMBERS, email=_MAILS)


@settings(max_examples=examples(200))
@given(_PEOPLE, _PEOPLE)
def test_who_shares_an_address_or_the_id_with_somebody_who_stopped_is_suppressed_and_nobody_else(
    gone: CustomerFacts, other: CustomerFacts
) -> None:
    stores = in_memory()
    stopped(stores, opened(stores, 1, facts=gone))

    def group(groups: tuple[tuple[str, str], ...], address: str) -> int:
        return next(n for n, forms in enumerate(groups) if address in forms)

    shares = (
        gone.customer_id == other.customer_id
        or group(LINES, gone.phone) == group(LINES, other.phone)
        or group(MAILBOXES, gone.email) == group(MAILBOXES, other.email)
    )
    assert stores.people.suppressed(TENANT, other) is shares


_SEVERAL = st.builds(
    customer,
    st.just(1),
    phone=_NUMBERS,
    email=_MAILS,
    other_phones=st.lists(_NUMBERS, max_size=2).map(tuple),
    other_emails=st.lists(_MAILS, max_size=2).map(tuple),
)


@settings(max_examples=examples(200))
@given(_SEVERAL, st.data())
def test_a_stop_from_any_form_of_any_address_of_a_person_reaches_them(
    facts: CustomerFacts, data: st.DataObject
) -> None:
    """With a conversation it is theirs; without one nothing is ever opened with them."""
    point, groups = data.draw(
        st.sampled_from([(Channel.WHATSAPP, LINES), (Channel.EMAIL, MAILBOXES)])
    )
    phone = point is Channel.WHATSAPP
    own = (facts.phone, *facts.other_phones) if phone else (facts.email, *facts.other_emails)
    address = data.draw(st.sampled_from(own))
    form = data.draw(st.sampled_from(next(forms for forms in groups if address in forms)))
    stores = in_memory()
    talk = opened(stores, 1, facts=facts)
    found = stores.conversations.correspondent(TENANT, channel=point, address=form)
    assert found == talk.id
    fresh = in_memory()
    fresh.strangers.suppress(TENANT, channel=point, address=form, evidence="m1")
    assert fresh.people.suppressed(TENANT, facts)


def test_a_record_of_very_many_addresses_opens_and_its_stop_is_kept(stores: Stores) -> None:
    """A list somebody pasted into one cell: a transaction holds at most 100 items."""
    many = tuple(f"Person.{n}@gmail.com" for n in range(120))
    lines = tuple(f"+55119{n:08d}" for n in range(12_345_678, 12_345_738))
    facts = customer(1, email="anna.b@gmail.com", other_emails=many, other_phones=lines)
    first = opened(stores, 1, facts=facts)
    stopped(stores, first)
    assert suppressed(stores, 1, email="AnnaB@googlemail.com")
    assert suppressed(stores, 2, email=many[0])
    assert suppressed(stores, 1, email="new@example.com")
