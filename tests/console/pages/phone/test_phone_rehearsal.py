"""The agent texts or calls the founder's proved phone, under the rules it keeps for customers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.conversation.state import State
from functions.outreach.domain.settings import Sender
from functions.outreach.ports import LoadedConversation
from functions.outreach.store.conversations.rehearsals import PhoneTaken
from functions.product.channels import Channel
from tests.console.doubles.accounts import FOUNDER
from tests.console.doubles.rehearsals import A_DAY
from tests.console.fakes import NOON, TENANT, World
from tests.console.sample_world import fill
from tests.console.visits import Visit, location, signed_in, text
from tests.outreach.approved import rules, settings

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


def test_a_customers_conversation_is_no_rehearsal() -> None:
    world = World()
    visit = ready(world)
    (talk, *_) = world.conversations.list_recent(TENANT)
    assert visit.get(f"/rehearsal/phone/{talk.id}").status == 404
    assert visit.send("/rehearsal?motion=upsell", f"/rehearsal/phone/{talk.id}/end").status == 404
