"""A machine took the call: it is left the approved message once, or hung up on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    CallConnected,
    CallEnd,
    CallEnded,
    MachineAnswered,
    OptedOutByLink,
    SlotPicked,
)
from functions.outreach.domain.conversation.state import EffectId, State
from functions.outreach.domain.playbooks.line_lint import lint
from functions.outreach.domain.playbooks.playbook import Line, LineId, Part
from functions.outreach.domain.scheduling.contact import history
from functions.outreach.domain.understanding.acts import ActKind
from functions.product.channels import Channel, ContactPoint
from functions.product.motions import Motion
from tests.outreach.domain.sample_playbook import ADA, Walk, approved, consents, walk

VOICE = (Channel.VOICE, Channel.EMAIL)


def placed(*, connected: bool = True) -> tuple[Walk, EffectId]:
    talk = walk(channels=VOICE)
    if connected:
        talk.happens(CallConnected("CA1"))
    return talk, talk.effects[0].id


def with_line(talk: Walk, text: str) -> None:
    """The one voicemail line of the playbook, approved."""
    line = approved(Line(LineId("v"), Part.VOICEMAIL, text, channel=Channel.VOICE))
    others = (one for one in talk.around.playbook.lines if one.part is not Part.VOICEMAIL)
    book = replace(talk.around.playbook, lines=(*others, line))
    talk.around = replace(talk.around, playbook=book)


def machine(effect: EffectId, *, records: bool = True, call: str = "CA1") -> MachineAnswered:
    return MachineAnswered(call, effect=effect, records=records)


@pytest.mark.parametrize("connected", [True, False])
def test_a_machine_that_records_is_left_the_approved_message_and_the_call_ends(
    connected: bool,
) -> None:
    talk, effect = placed(connected=connected)
    talk.happens(machine(effect))
    assert talk.kinds == [EffectKind.SPEAK, EffectKind.HANG_UP]
    assert talk.parts == ["voicemail"]
    assert "AI assistant of Sample" in talk.words
    assert talk.talk.call == ""
    assert not talk.usage
    assert not talk.talk.reached


def test_a_message_left_counts_as_a_touch_and_the_next_rung_waits_its_time() -> None:
    talk, effect = placed()
    talk.happens(machine(effect))
    (touch,) = talk.talk.touches
    assert (touch.failed, touch.voicemail) == ("", True)
    counted = history(talk.talk, talk.around.person, point=ContactPoint.PHONE)
    assert touch.at in counted.touched_at
    assert talk.talk.due_at is not None
    assert talk.talk.due_at >= talk.around.now + timedelta(hours=24)


def test_the_reports_that_follow_leave_the_touch_as_it_is() -> None:
    for end, seconds in ((CallEnd.MACHINE, 0), (CallEnd.COMPLETED, 31), (CallEnd.COMPLETED, 0)):
        talk, effect = placed()
        talk.happens(machine(effect))
        talk.happens(machine(effect))
        talk.happens(CallEnded("CA1", end=end, seconds=seconds, effect=effect))
        talk.happens(CallConnected("CA1"))
        assert [(touch.failed, touch.voicemail) for touch in talk.talk.touches] == [("", True)]
        assert talk.talk.call == ""
        assert not talk.usage


def test_no_second_message_is_left_in_one_campaign() -> None:
    talk, effect = placed()
    talk.happens(machine(effect))
    talk.wakes()
    assert talk.kinds == [Channel.VOICE]
    again = talk.effects[-1]
    assert not again.leaves_voicemail
    talk.happens(CallConnected("CA2"))
    talk.happens(machine(again.id, call="CA2"))
    assert talk.kinds == [EffectKind.HANG_UP]
    assert talk.talk.touches[-1].failed == "machine"


def test_a_machine_that_does_not_record_yet_is_hung_up_on() -> None:
    talk, effect = placed()
    talk.happens(machine(effect, records=False))
    assert talk.kinds == [EffectKind.HANG_UP]
    assert [touch.failed for touch in talk.talk.touches] == ["machine"]


def test_without_consent_to_calls_nothing_is_left() -> None:
    facts = replace(ADA, consents=consents(Channel.SMS, Channel.EMAIL), country="GB", region="")
    talk, effect = placed()
    talk.talk = replace(talk.talk, facts=facts)
    talk.happens(machine(effect))
    assert talk.kinds == [EffectKind.HANG_UP]


@pytest.mark.parametrize("written", [True, False])
def test_a_call_that_may_be_placed_leaves_a_message_only_by_a_written_yes(written: bool) -> None:
    """Elsewhere than in the United States a spoken yes with its wording permits the call."""
    agreed = tuple(replace(one, written=written) for one in consents(Channel.VOICE))
    facts = replace(ADA, consents=agreed, country="GB", region="", phone="+442071234567")
    talk = walk(channels=(Channel.VOICE,), facts=facts)
    assert talk.kinds == [Channel.VOICE]
    assert talk.effects[0].leaves_voicemail is written
    talk.happens(CallConnected("CA1"))
    talk.happens(machine(talk.effects[0].id))
    assert [kind is EffectKind.SPEAK for kind in talk.kinds] == (
        [True, False] if written else [False]
    )


def test_a_call_says_beforehand_whether_a_message_may_be_left() -> None:
    talk = walk(channels=VOICE)
    assert talk.effects[0].leaves_voicemail
    hushed = walk(channels=VOICE, opened=False)
    with_line(hushed, "Hello, this is {business}.")
    hushed.talk = replace(hushed.talk, due_at=hushed.around.now)
    hushed.wakes()
    assert hushed.kinds == [Channel.VOICE]
    assert not hushed.effects[0].leaves_voicemail


@pytest.mark.parametrize(
    "text",
    [
        "Hello, this is {business} with a short question.",
        "Hello, this is the AI assistant with a short question.",
        "Hello, this is the AI assistant of {business}. {opt_out_hint}",
    ],
)
def test_a_message_that_hides_the_ai_or_asks_for_a_key_is_never_left(text: str) -> None:
    """Also where it was approved before this was looked at."""
    talk, effect = placed()
    with_line(talk, text)
    talk.happens(machine(effect))
    assert talk.kinds == [EffectKind.HANG_UP]
    line = Line(LineId("v"), Part.VOICEMAIL, text, channel=Channel.VOICE)
    assert lint(line, motion=Motion.UPSELL, language="en", business_name="Sample")


def test_nothing_is_left_for_somebody_who_opted_out_while_it_rang() -> None:
    talk, effect = placed(connected=False)
    talk.happens(OptedOutByLink(id="o", channel=Channel.EMAIL))
    talk.happens(machine(effect))
    assert talk.kinds == [EffectKind.HANG_UP]
    assert talk.talk.state is State.CLOSED


def test_nothing_is_left_for_somebody_who_booked_while_it_rang() -> None:
    """A simulated world found it (seeds 21 and 42)."""
    talk, effect = placed()
    talk.says("yes sure", ActKind.INTERESTED, channel=Channel.EMAIL)
    talk.talk = replace(talk.talk, state=State.BOOKED)
    talk.happens(machine(effect))
    assert talk.kinds == [EffectKind.HANG_UP]


def test_a_time_picked_on_the_page_while_a_machine_is_greeted_is_no_talk() -> None:
    """A simulated world found it (seed 22)."""
    talk = walk(channels=VOICE)
    effect = talk.effects[0].id
    talk.says("yes sure", ActKind.INTERESTED, channel=Channel.EMAIL)
    talk.happens(CallConnected("CA1"))
    talk.happens(SlotPicked("p1", start=talk.talk.offered[0].start))
    talk.happens(machine(effect))
    assert talk.kinds == [EffectKind.HANG_UP]
    assert [touch.failed for touch in talk.talk.touches if touch.effect == effect] == ["machine"]


def test_nothing_is_left_for_somebody_who_answered_elsewhere_while_it_rang() -> None:
    talk, effect = placed()
    talk.says("how much?", ActKind.ASKS_PRICE, channel=Channel.EMAIL)
    talk.happens(machine(effect))
    assert talk.kinds == [EffectKind.HANG_UP]


def test_nothing_is_left_once_the_hours_in_which_the_person_may_be_called_are_over() -> None:
    """What permitted the call does not permit its message: it is asked again when it is left."""
    talk, effect = placed()
    talk.later(timedelta(hours=12))
    talk.happens(machine(effect))
    assert talk.kinds == [EffectKind.HANG_UP]


def test_nothing_is_left_for_somebody_who_opted_out_in_another_conversation_while_it_rang() -> None:
    talk, effect = placed()
    talk.around = replace(talk.around, person=replace(talk.around.person, suppressed=True))
    talk.happens(machine(effect))
    assert talk.kinds == [EffectKind.HANG_UP]


def test_a_person_who_talks_is_not_hung_up_on_by_a_mistaken_detection() -> None:
    talk, effect = placed()
    talk.says("yes sure", ActKind.INTERESTED, channel=Channel.VOICE)
    talk.happens(machine(effect))
    assert talk.kinds == []
    assert talk.talk.call == "CA1"
    assert [touch.failed for touch in talk.talk.touches] == [""]


def test_the_greeting_of_a_machine_is_heard_out_in_silence_until_it_records() -> None:
    talk, effect = placed()
    talk.says("leave a message after the tone", ActKind.AUTOMATIC, channel=Channel.VOICE)
    assert talk.kinds == []
    assert talk.talk.call == "CA1"
    talk.happens(machine(effect))
    assert talk.parts == ["voicemail"]


def test_a_machine_that_goes_on_talking_is_hung_up_on() -> None:
    talk, _ = placed()
    for _ in range(2):
        talk.says("leave a message after the tone", ActKind.AUTOMATIC, channel=Channel.VOICE)
    assert talk.kinds == [EffectKind.HANG_UP]
    assert [touch.failed for touch in talk.talk.touches] == ["machine"]


def test_a_machine_that_hangs_up_before_it_records_reached_nobody() -> None:
    talk, effect = placed()
    talk.says("leave a message after the tone", ActKind.AUTOMATIC, channel=Channel.VOICE)
    talk.happens(CallEnded("CA1", end=CallEnd.COMPLETED, seconds=9, effect=effect))
    assert [touch.failed for touch in talk.talk.touches] == ["machine"]
    assert talk.talk.machine_heard == ""


def test_a_late_detection_of_the_first_call_says_nothing_of_the_second() -> None:
    talk, first = placed()
    talk.happens(CallEnded("CA1", end=CallEnd.NO_ANSWER, effect=first))
    talk.talk = replace(talk.talk, call="CA2")
    talk.happens(machine(first))
    assert talk.kinds == []
    assert talk.talk.call == "CA2"


def test_a_late_detection_of_a_call_nobody_reported_the_end_of_ends_no_other_call() -> None:
    """Whoever is in the second call is neither hung up on nor spoken to as a machine."""
    talk, first = placed()
    talk.happens(CallConnected("CA2"))
    assert talk.talk.call == "CA2"
    talk.happens(machine(first))
    assert talk.kinds == []
    assert talk.talk.call == "CA2"
