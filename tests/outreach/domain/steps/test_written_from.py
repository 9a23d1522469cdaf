"""An opt-out holds for the person written to, and for the address it was written from."""

from __future__ import annotations

from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.events import (
    CustomerSaid,
    OptedOutByLink,
    OptOutUnattributed,
)
from functions.outreach.domain.conversation.state import MessageSender, Outcome, State
from functions.outreach.domain.understanding.acts import ActKind
from functions.product.channels import Channel
from tests.outreach.domain.sample_playbook import Walk, reading, walk

PRIVATE = "private@example.net"
SENDER = MessageSender(Channel.EMAIL, PRIVATE)


def mails(talk: Walk, text: str, *acts: ActKind, address: str = PRIVATE) -> Step:
    talk.heard += 1
    said = CustomerSaid(
        f"m{talk.heard}", Channel.EMAIL, text, reading=reading(*acts), address=address
    )
    return talk.happens(said)


def test_a_stop_from_another_mailbox_suppresses_the_person_and_the_mailbox() -> None:
    step = mails(walk(), "unsubscribe", ActKind.OPT_OUT)
    assert step.suppress
    assert step.written_from == (SENDER,)


def test_other_words_from_another_mailbox_suppress_nobody() -> None:
    step = mails(walk(), "yes", ActKind.INTERESTED)
    assert (step.suppress, step.written_from) == ("", ())


def test_a_doubt_answered_by_silence_holds_for_the_mailbox_it_was_written_from() -> None:
    talk = walk()
    mails(talk, "all these messages", ActKind.POSSIBLE_OPT_OUT)
    step = talk.wakes()
    assert step.suppress
    assert step.written_from == (SENDER,)


def test_a_doubt_answered_from_elsewhere_holds_for_both_mailboxes() -> None:
    talk = walk()
    mails(talk, "all these messages", ActKind.POSSIBLE_OPT_OUT)
    step = mails(talk, "yes", ActKind.INTERESTED, address="other@example.net")
    assert {sender.address for sender in step.written_from} == {PRIVATE, "other@example.net"}
    assert talk.talk.outcome is Outcome.OPTED_OUT


def test_a_wrong_person_is_left_alone_where_they_wrote_from() -> None:
    step = mails(walk(), "you have the wrong person", ActKind.WRONG_PERSON)
    assert step.written_from == (SENDER,)


def test_a_mailbox_that_stops_after_the_end_is_suppressed_too() -> None:
    talk = walk()
    mails(talk, "stop", ActKind.OPT_OUT, address=talk.talk.facts.email)
    assert talk.talk.state is State.CLOSED
    again = mails(talk, "stop", ActKind.OPT_OUT, address=talk.talk.facts.email.upper())
    assert not again.suppress
    other = mails(talk, "unsubscribe", ActKind.OPT_OUT)
    assert (other.suppress, other.written_from) == ("unsubscribe", (SENDER,))
    assert not other.effects


def test_what_a_provider_took_for_an_opt_out_holds_for_its_sender() -> None:
    event = OptedOutByLink("SM1", channel=Channel.SMS, address="+12125559999")
    step = walk().happens(event)
    assert step.written_from == (MessageSender(Channel.SMS, "+12125559999"),)


def unattributed(talk: Walk, channel: Channel = Channel.WHATSAPP) -> Step:
    return talk.happens(OptOutUnattributed("SM9", channel=channel))


def test_an_opt_out_that_may_be_theirs_ends_the_channel_and_suppresses_nobody() -> None:
    talk = walk(channels=(Channel.SMS, Channel.EMAIL))
    assert [touch.channel for touch in talk.talk.touches] == [Channel.SMS]
    step = unattributed(talk, Channel.SMS)
    assert (step.suppress, step.effects) == ("", ())
    while talk.talk.state is not State.CLOSED:
        later = talk.wakes()
        assert Channel.SMS not in {effect.channel for effect in later.effects}
    assert {touch.channel for touch in talk.talk.touches[1:]} == {Channel.EMAIL}


def test_who_goes_on_there_was_not_the_one_who_opted_out() -> None:
    talk = walk(channels=(Channel.SMS, Channel.EMAIL))
    unattributed(talk, Channel.SMS)
    assert talk.talk.doubted_channels == (Channel.SMS,)
    step = talk.says("yes, tell me more", ActKind.INTERESTED)
    assert talk.talk.doubted_channels == ()
    assert Channel.SMS in {effect.channel for effect in step.effects}


def test_nothing_is_doubted_where_the_conversation_is_over() -> None:
    talk = walk()
    mails(talk, "stop", ActKind.OPT_OUT, address=talk.talk.facts.email)
    unattributed(talk)
    assert talk.talk.doubted_channels == ()
