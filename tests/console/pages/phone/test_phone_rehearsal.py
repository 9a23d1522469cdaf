"""The agent texts or calls the founder's proved phone, under the rules it keeps for customers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from frontend_api.rehearsal import record
from frontend_api.rehearsal.record import Walk
from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
    Outcome,
    State,
    Turn,
    UtterancePiece,
    Who,
)
from functions.outreach.domain.settings import Sender
from functions.outreach.domain.understanding.acts import Act, ActKind, Reading
from functions.outreach.ports import LoadedConversation
from functions.outreach.store.conversations.rehearsals import PhoneTaken
from functions.product.channels import Channel
from tests.console.doubles.accounts import FOUNDER
from tests.console.doubles.rehearsals import A_DAY
from tests.console.fakes import NOON, TENANT, World
from tests.console.sample_world import fill
from tests.console.visits import Visit, location, signed_in, text
from tests.outreach.approved import conversation, rules, settings

NUMBER = "+12125550143"
WALK = {"motion": "upsell", "language": "en"}


def ready(world: World, *, phone: str = NUMBER) -> Visit:
    """A founder in New York with hours, lines and both channels, and a proved phone."""
    fill(world)
    world.clock.at = NOON + timedelta(hours=4)
    known = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert known is not None
    sample = settings()
    world.settings.settings = replace(
        world.settings.settings,
        playbooks=sample.playbooks,
        answers=sample.answers,
        offers=sample.offers,
        rules=rules(),
        bandwidths=(replace(known, own_phone=phone, time_zone="America/New_York"),),
        senders=tuple(Sender(one, "+12025550100", ready=True) for one in Channel),
    )
    return signed_in(world)


def begins(visit: Visit, channel: str = "sms") -> str:
    return text(visit.send("/rehearsal?motion=upsell", "/rehearsal/phone", channel=channel, **WALK))


@pytest.mark.parametrize("channel", ["sms", "voice"])
def test_a_press_begins_one_conversation_with_the_proved_number(channel: str) -> None:
    world = World()
    visit = ready(world)
    answer = visit.send("/rehearsal?motion=upsell", "/rehearsal/phone", channel=channel, **WALK)
    (begun,) = world.rehearsals.begun
    assert location(answer) == f"/rehearsal/phone/{begun.id}?done=ringing"
    assert (begun.rehearsal, begun.state, begun.due_at) == (True, State.WAITING, world.clock.now())
    assert (begun.facts.phone, begun.facts.email) == (NUMBER, "")
    assert begun.terms.channels == (Channel(channel),)
    assert f'href="/rehearsal/phone/{begun.id}"' in text(visit.get("/rehearsal?motion=upsell"))


def test_no_phone_is_written_to_that_was_not_proved() -> None:
    world = World()
    assert "Prove your own phone first." in begins(ready(world, phone=""))
    assert world.rehearsals.begun == []


def test_at_an_hour_at_which_no_customer_is_contacted_nor_is_the_founder() -> None:
    world = World()
    visit = ready(world)
    world.clock.at = NOON + timedelta(hours=14)
    refused = begins(visit)
    assert "A customer with your number could not be contacted now: outside the hours" in refused
    assert "Possible from " in refused
    assert (world.rehearsals.begun, world.rehearsals.counted) == ([], 0)


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (PhoneTaken.BY_REHEARSAL, "A rehearsal over your phone is still open."),
        (PhoneTaken.BY_CUSTOMER, "The agent has written to this number as a customer"),
        (PhoneTaken.FOR_A_MOMENT, "Your phone was just in use."),
    ],
)
def test_a_phone_that_is_taken_is_left_alone(taken: PhoneTaken, words: str) -> None:
    world = World()
    visit = ready(world)
    world.rehearsals.taken = taken
    assert words in begins(visit)


def test_a_number_that_opted_out_is_left_alone_here_too() -> None:
    world = World()
    visit = ready(world)
    world.rehearsals.suppressed = True
    assert "This number opted out of your messages" in begins(visit)
    assert world.rehearsals.begun == []


def test_a_day_has_twelve_and_no_more() -> None:
    world = World()
    visit = ready(world)
    world.rehearsals.counted = A_DAY
    assert "enough rehearsals by phone for one day" in begins(visit)
    assert world.rehearsals.begun == []


def test_what_was_said_is_shown_and_an_open_one_can_be_ended() -> None:
    world = World()
    visit = ready(world)
    begins(visit)
    (begun,) = world.rehearsals.begun
    world.conversations.whole[begun.id] = LoadedConversation(begun, frozenset(), ())
    address = f"/rehearsal/phone/{begun.id}"
    assert "Nothing yet. Your phone should ring or buzz" in text(visit.get(address))
    assert location(visit.send(address, f"{address}/end")) == f"{address}?done=sent"
    assert [one.id for one in world.rehearsals.ended] == [begun.id]


def test_one_that_is_over_keeps_the_phone_until_it_is_freed_and_says_so() -> None:
    world = World()
    visit = ready(world)
    begins(visit)
    (begun,) = world.rehearsals.begun
    address = f"/rehearsal/phone/{begun.id}"
    for state, press, absent in (
        (State.BOOKED, "Free your phone", "End it"),
        (State.CLOSED, "", "Free your phone"),
    ):
        over = replace(begun, state=state, outcome=Outcome.BOOKED)
        world.conversations.whole[begun.id] = LoadedConversation(over, frozenset(), ())
        shown = text(visit.get(address))
        assert "The agent ended with: Booked." in shown
        assert press in shown
        assert absent not in shown


def test_a_customers_conversation_is_no_rehearsal() -> None:
    world = World()
    visit = ready(world)
    (talk, *_) = world.conversations.list_recent(TENANT)
    assert visit.get(f"/rehearsal/phone/{talk.id}").status == 404
    assert visit.send("/rehearsal?motion=upsell", f"/rehearsal/phone/{talk.id}/end").status == 404


def asks_price(*, approved: str) -> Conversation:
    """Over the phone: what it costs, with one line that was said as it was approved then."""
    (line, *_) = settings().playbooks[0].lines
    said = UtterancePiece(line.text, line.part, line.id, sha256=approved or line.sha256)
    reading = Reading((Act(ActKind.ASKS_PRICE),), "embedded")
    return conversation(
        id=ConversationId("rehearsal_price"),
        rehearsal=True,
        turns=(
            Turn(1, Who.AGENT, Channel.VOICE, NOON, line.text, (said,)),
            Turn(2, Who.CUSTOMER, Channel.VOICE, NOON, "What is it?", reading=reading),
        ),
    )


@pytest.mark.parametrize(("approved", "outdated"), [("", ()), ("changed since", (Walk.PRICE,))])
def test_a_walk_taken_over_the_phone_counts_with_the_words_it_had(
    approved: str, outdated: tuple[Walk, ...]
) -> None:
    world = World()
    visit = ready(world)
    talk = asks_price(approved=approved)
    world.conversations.whole[talk.id] = LoadedConversation(talk, frozenset(), ())
    for _ in range(2):
        visit.send(f"/rehearsal/phone/{talk.id}", f"/rehearsal/phone/{talk.id}/count")
    kept = record.from_text(world.settings.stored[f"upsell-en#{FOUNDER}"])
    assert [taken.walk for taken in kept.walks] == [Walk.PRICE]
    assert kept.outdated(world.settings.load(TENANT)) == outdated


def test_a_walk_that_holds_is_not_replaced_by_an_outdated_one() -> None:
    known = settings()
    fresh, old = asks_price(approved=""), asks_price(approved="changed since")
    first = record.with_walks_of(record.Rehearsal(), fresh, at=NOON, settings=known)
    assert record.with_walks_of(first, old, at=NOON + timedelta(1), settings=known) == first


@pytest.mark.parametrize(("channel", "needs"), [(Channel.SMS, True), (Channel.VOICE, False)])
def test_after_a_texted_stop_the_founder_reads_how_to_go_on(channel: Channel, needs: bool) -> None:
    world = World()
    visit = ready(world)
    talk = asks_price(approved="")
    ended = replace(
        talk,
        state=State.CLOSED,
        outcome=Outcome.OPTED_OUT,
        terms=replace(talk.terms, channels=(channel,)),
    )
    world.conversations.whole[talk.id] = LoadedConversation(ended, frozenset(), ())
    page = text(visit.get(f"/rehearsal/phone/{talk.id}"))
    assert ("Text START from it" in page) is needs
