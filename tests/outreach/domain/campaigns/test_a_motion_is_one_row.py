"""A made-up sixth motion: one row and its talking points, and a conversation is worked with it."""

from __future__ import annotations

from dataclasses import replace

from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.campaigns.motions import needed_parts, offer_fits, talking_point
from functions.outreach.domain.campaigns.motions.talking_points import TalkingPoint, always
from functions.outreach.domain.conversation.events import BecameDue
from functions.outreach.domain.conversation.state import Conversation, State
from functions.outreach.domain.handoff import Handoff, build
from functions.outreach.domain.playbooks.playbook import Part, Playbook
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import Channel
from functions.product.motions import MOTIONS, Motion, Motions, MotionSpec, OfferKind
from tests.outreach.domain.sample_playbook import BOOST, Walk, context, conversation, playbook

SAMPLE = Motion("sample_motion")
ROW = MotionSpec(
    motion=SAMPLE,
    name="Sample motion",
    aim="Customers who would recommend us.",
    rules="Sample motion",
    decided=6,
    code=8,
    offer_kinds=frozenset({OfferKind.ADD_ON}),
    needs_offer=True,
    ask="blockers",
)
WITH_SAMPLE = Motions((*MOTIONS.rows, ROW))
POINTS = {
    SAMPLE: (
        TalkingPoint(
            lambda c: bool(c.blockers), lambda c: f"Take “{c.blockers}” out of the way first."
        ),
        TalkingPoint(always, lambda _: "Ask whom they have told about us already."),
    )
}


def walk() -> Walk:
    talk = conversation(SAMPLE)
    lines = playbook(Motion.RETENTION).lines
    around = replace(context(), playbook=Playbook(SAMPLE, "en", lines), motions=WITH_SAMPLE)
    return Walk(talk, around)


def test_a_conversation_opens_asks_what_the_row_asks_and_books() -> None:
    here = walk()
    here.happens(BecameDue())
    assert here.parts == ["disclosure", "opener", "question"]
    here.says("sounds good", ActKind.INTERESTED)
    assert here.parts[-1] == "blockers"
    here.says("no time to explain it", ActKind.ANSWERS)
    assert here.parts[-1] == "slot_offer"
    here.says("the first", Act(ActKind.CHOOSES_SLOT, slot=0))
    assert here.talk.state is State.BOOKED
    handoff = build(here.talk, WITH_SAMPLE, POINTS)
    assert isinstance(handoff, Handoff)
    assert handoff.motion == "sample_motion"
    assert handoff.talking_point == "Take “no time to explain it” out of the way first."


def test_its_row_says_which_offers_it_introduces() -> None:
    assert offer_fits(SAMPLE, BOOST, WITH_SAMPLE)
    assert not offer_fits(SAMPLE, replace(BOOST, kind=OfferKind.SEATS), WITH_SAMPLE)
    assert not offer_fits(SAMPLE, None, WITH_SAMPLE)


def test_its_row_says_which_lines_a_playbook_needs() -> None:
    needed = needed_parts(SAMPLE, (Channel.SMS,), has_band=False, motions=WITH_SAMPLE)
    assert Part.BLOCKERS in needed
    assert Part.LEAVING_REASON not in needed


def test_its_points_follow_what_was_said() -> None:
    assert talking_point(walk().talk, POINTS) == "Ask whom they have told about us already."


def test_it_is_stored_and_read_back_as_itself() -> None:
    talk = conversation(SAMPLE)
    again = from_json(Conversation, to_json(talk))
    assert again == talk
    assert again.terms.motion is SAMPLE
    assert SAMPLE not in MOTIONS


def test_places_and_verdict_codes_are_given_once() -> None:
    rows = MOTIONS.rows
    assert len({row.decided for row in rows}) == len({row.code for row in rows}) == len(rows)
