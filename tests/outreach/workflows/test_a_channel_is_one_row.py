"""A made-up fifth channel: one row, one adapter, its rows of the permission table, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import BecameDue, CustomerSaid, Event
from functions.outreach.domain.conversation.state import Conversation, Outcome, State
from functions.outreach.domain.permission import table
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.settings import Sender
from functions.outreach.domain.steps.step import Step, step
from functions.outreach.domain.understanding.acts import Act, ActKind, Reading
from functions.outreach.ports import Delivery, EffectStatus, Outgoing, Sent
from functions.outreach.workflows.effects.compose import Composer
from functions.outreach.workflows.effects.perform import Perform, Performed, perform
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import (
    CHANNELS,
    Channel,
    Channels,
    ChannelSpec,
    ChannelWords,
    ContactPoint,
    OptOut,
    Provider,
)
from tests.outreach.approved import NOW, TENANT, consent, conversation, customer, settings
from tests.simulation.doubles.memory import FixedSettings, Memory
from tests.simulation.world import Cards, Links, PaperInvitations

PAGER = Channel("pager")
ROW = ChannelSpec(
    channel=PAGER,
    provider=Provider("sample_pagers"),
    contact_point=ContactPoint.PHONE,
    opt_out=OptOut.STOP_KEYWORD,
    words=ChannelWords(
        name="Pager",
        in_a_column="pages",
        message="a page",
        effect="Page",
        address="Number that pages",
        connect="Connect a pager.",
        ready="Ready.",
    ),
    longest_message=600,
    longest_line=300,
    follow_up_after=timedelta(hours=30),
    between_pieces=" * ",
)
PERMISSIONS = table.PermissionTable(
    (
        *table.ROWS,
        *(
            replace(row, channel=PAGER, conditions=(table.Condition.CONSENT,))
            for row in table.ROWS
            if row.channel is Channel.SMS
        ),
    )
)


@dataclass
class PagerNetwork:
    """The adapter of the made-up channel."""

    taken: list[Outgoing] = field(default_factory=list)

    def send(self, outgoing: Outgoing) -> Delivery:
        self.taken.append(outgoing)
        return Sent(f"page-{len(self.taken)}")

    def find(self, outgoing: Outgoing) -> Sent | None:
        return None


@dataclass
class World:
    """One tenant whose only channel is the pager."""

    channels: Channels
    network: PagerNetwork = field(default_factory=PagerNetwork)
    memory: Memory = field(default_factory=Memory)
    time: datetime = NOW
    settings = replace(settings(), senders=(Sender(PAGER, "+12025550100", ready=True),))

    def now(self) -> datetime:
        return self.time

    def reply(self, **_: object) -> None:
        raise AssertionError("nothing failed, so nothing goes back to the conversation")

    @property
    def talk(self) -> Conversation:
        (kept,) = self.memory.partitions.values()
        return kept.conversation

    def context(self) -> StepContext:
        made = build_step_context(self.talk, settings=self.settings, now=self.time)
        return replace(made, channels=self.channels, permissions=PERMISSIONS)

    def happens(self, event: Event, *, identity: str = "") -> list[Performed]:
        """Decide, commit, and perform what goes to the customer."""
        before = self.talk
        made = step(before, event, self.context())
        assert isinstance(made, Step)
        self.memory.commit(before, made, event_id=identity, now=self.time)
        ports = Perform(
            clock=self,
            conversations=self.memory,
            settings=FixedSettings(self.settings, lambda: None),
            postbox=self,  # type: ignore[arg-type]  only failures are reported there
            providers={ROW.provider: self.network},
            senders={},
            compose=Composer(
                Cards(), PaperInvitations(), Links(), lambda *_: None, channels=self.channels
            ).table(),
            channels=self.channels,
            permissions=PERMISSIONS,
        )
        performed = [
            perform(ports, tenant=TENANT, conversation=before.id, effect=effect.id)
            for effect in made.effects
            if effect.kind is EffectKind.CONTACT_CUSTOMER
        ]
        assert all(isinstance(one, Performed) for one in performed)
        return [one for one in performed if isinstance(one, Performed)]

    def says(self, text: str, kind: ActKind) -> list[Performed]:
        self.time += timedelta(minutes=1)
        reading = Reading(acts=(Act(kind),), reader="sample")
        said = CustomerSaid(id=text, channel=PAGER, text=text, reading=reading)
        return self.happens(said, identity=text)

    @property
    def heard(self) -> list[list[Part | None]]:
        return [[piece.part for piece in out.effect.pieces] for out in self.network.taken]


def world(row: ChannelSpec = ROW) -> World:
    here = World(Channels((*CHANNELS.rows, row)))
    fresh = conversation(facts=customer(consents=(consent(PAGER),)))
    waiting = replace(fresh, terms=replace(fresh.terms, channels=(PAGER,)), due_at=NOW)
    here.memory.create(waiting, now=NOW)
    return here


def test_a_conversation_opens_answers_and_ends_on_it() -> None:
    here = world()
    done = Performed(EffectStatus.DONE)
    assert here.happens(BecameDue()) == [done]
    assert here.says("are you a person?", ActKind.ARE_YOU_A_PERSON) == [done]
    assert here.says("stop", ActKind.OPT_OUT) == [done]
    opening, answer, last_word = here.network.taken
    assert here.heard[0] == [Part.DISCLOSURE, Part.OPENER, Part.QUESTION]
    assert here.heard[1][0] is Part.ARE_YOU_A_PERSON
    assert here.heard[2] == [Part.OPT_OUT]
    assert {opening.effect.channel, answer.effect.channel, last_word.effect.channel} == {PAGER}
    assert opening.effect.to == here.talk.facts.phone
    assert opening.text == " * ".join(piece.text for piece in opening.effect.pieces)
    assert (here.talk.state, here.talk.outcome) == (State.CLOSED, Outcome.OPTED_OUT)
    assert here.memory.people.suppressed(TENANT, here.talk.facts)


def test_its_row_says_when_silence_is_followed_up() -> None:
    here = world()
    here.happens(BecameDue())
    assert here.talk.due_at == NOW + timedelta(hours=30)


def test_its_row_says_that_it_opens_nothing() -> None:
    here = world(replace(ROW, may_open=False))
    assert here.happens(BecameDue()) == []
    assert (here.talk.state, here.talk.outcome) == (State.CLOSED, Outcome.UNREACHABLE)


@pytest.mark.parametrize(("known", "opens"), [(True, True), (None, True), (False, False)])
def test_its_row_says_whether_the_customer_is_there(known: bool | None, opens: bool) -> None:
    here = world(replace(ROW, has_account=lambda _: known))
    assert not here.talk.facts.whatsapp, "another channel's account says nothing of this one"
    assert bool(here.happens(BecameDue())) is opens


def test_its_row_says_how_long_a_message_may_be() -> None:
    here = world(replace(ROW, longest_message=20))
    assert here.happens(BecameDue()) == []
    assert here.network.taken == []


def test_without_permission_rows_nothing_is_said_on_it() -> None:
    here = world()
    context = replace(here.context(), permissions=table.TABLE)
    with pytest.raises(KeyError):
        step(here.talk, BecameDue(), context)


def test_it_is_stored_and_read_back_as_itself() -> None:
    here = world()
    here.happens(BecameDue())
    again = from_json(Conversation, to_json(here.talk))
    assert again == here.talk
    assert again.channel is PAGER
    assert Channel("pager") is PAGER
    assert PAGER not in CHANNELS
