"""How a conversation begins, is followed up, returns and ends by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import BecameDue, EffectRefused, FactsChanged
from functions.outreach.domain.conversation.state import EffectId, Outcome, State, UtterancePiece
from functions.outreach.domain.permission.contact_facts import PersonHistory, Purpose
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.guard import Stopped, check
from functions.outreach.domain.speaking.utterance import MissingLine, say_line
from functions.outreach.domain.steps.step import can_open
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import Channel
from functions.product.motions import Motion
from tests.outreach.domain.sample_playbook import (
    ADA,
    MONDAY,
    consents,
    context,
    conversation,
    walk,
    window,
)


def test_an_opening_is_disclosure_then_situation_then_one_question() -> None:
    opened = walk()
    assert opened.parts == ["disclosure", "opener", "question"]
    assert opened.kinds == [Channel.SMS]
    assert "AI assistant" in opened.words
    assert opened.words.count("?") == 1
    assert opened.talk.state is State.OPENED
    assert opened.talk.touches[0].purpose is Purpose.OPENING
    assert not opened.usage


def test_outside_hours_the_opening_waits_for_them() -> None:
    late = walk(opened=False)
    late.later(timedelta(hours=10))
    late.happens(BecameDue())
    assert not late.effects
    assert late.talk.state is State.WAITING
    assert late.talk.due_at == datetime(2026, 9, 15, 14, tzinfo=UTC)


def test_without_a_true_fact_there_is_no_opener_and_no_conversation() -> None:
    bare = replace(ADA, plan_since=None, limit_used=None, trigger=None)
    assert can_open(conversation(facts=bare), context()) == "line_missing:opener"
    tried = walk(facts=bare)
    assert tried.talk.outcome is Outcome.UNREACHABLE
    assert tried.talk.reason == "line_missing:opener"
    assert not [e for e in tried.effects if e.pieces]


def test_an_opener_speaks_of_what_was_measured() -> None:
    assert "91%" in walk().words
    calm = replace(ADA, limit_used=0.12, trigger=None)
    assert "12 months" in walk(facts=calm).words


def test_silence_is_followed_up_once_then_the_next_channel_continues() -> None:
    quiet = walk()
    quiet.wakes()
    assert quiet.parts == ["disclosure", "follow_up"]
    quiet.wakes()
    assert quiet.kinds == [Channel.VOICE]
    assert quiet.parts == ["disclosure", "continue", "question"]
    assert quiet.talk.greeting
    assert len(quiet.talk.turns) == 2


def test_silence_on_every_channel_ends_unreachable_and_the_founder_is_told() -> None:
    quiet = walk(channels=(Channel.SMS, Channel.EMAIL))
    for _ in range(12):
        if quiet.talk.state is State.CLOSED:
            break
        quiet.wakes()
    assert quiet.talk.outcome is Outcome.UNREACHABLE
    assert quiet.talk.due_at is None
    assert quiet.notices == ["unreachable"]
    assert [e.channel for e in quiet.effects if e.pieces] == [
        Channel.SMS,
        Channel.SMS,
        Channel.EMAIL,
        Channel.EMAIL,
    ]
    assert not quiet.usage


def test_somebody_who_talked_and_went_silent_expires_after_fourteen_days() -> None:
    quiet = walk(channels=(Channel.SMS,))
    quiet.says("hm, maybe", ActKind.ANSWERS)
    spoke = quiet.around.now
    for _ in range(12):
        if quiet.talk.state is State.CLOSED:
            break
        quiet.wakes()
    assert quiet.talk.outcome is Outcome.EXPIRED
    assert quiet.around.now == spoke + timedelta(days=14)


def test_a_wake_that_is_not_due_changes_nothing() -> None:
    opened = walk()
    before = opened.talk
    step = opened.happens(BecameDue())
    assert not step.effects
    assert opened.talk == replace(before, version=before.version + 1)


def test_stale_facts_open_nothing() -> None:
    old = replace(ADA, synced=False, as_of=date(2026, 8, 20))
    tried = walk(facts=old)
    assert tried.talk.outcome is Outcome.EXPIRED
    assert tried.notices == ["facts_changed"]
    assert not [e for e in tried.effects if e.pieces]


def test_a_suppressed_person_is_never_opened() -> None:
    made = walk(opened=False)
    made.around = replace(made.around, person=PersonHistory(suppressed=True))
    made.happens(BecameDue())
    assert made.talk.outcome is Outcome.OPTED_OUT
    assert not [e for e in made.effects if e.pieces]


def test_a_whatsapp_opening_without_a_template_goes_on_to_the_next_channel() -> None:
    both = walk(
        channels=(Channel.WHATSAPP, Channel.SMS),
        facts=replace(ADA, phone="+4915112345678", country="DE", region="", whatsapp=True),
        opened=False,
    )
    both.around = replace(both.around, rules=replace(both.around.rules, sms_outside_us=True))
    both.happens(BecameDue())
    assert both.kinds == [Channel.SMS]
    assert both.talk.touches[0].failed == "guard:template"


def test_a_callback_is_carried_out_with_the_disclosure_first() -> None:
    later = walk(channels=(Channel.SMS,))
    later.says(
        "not now, ask me in a month", Act(ActKind.NOT_NOW, window=window(date(2026, 10, 14)))
    )
    assert later.parts == ["not_now", "callback_confirm"]
    assert "October 14" in later.words
    assert later.talk.state is State.CALLBACK
    assert later.talk.outcome is Outcome.CALLBACK
    assert later.talk.due_at == datetime(2026, 10, 14, 14, tzinfo=UTC)
    later.wakes()
    assert later.parts == ["disclosure", "callback_return"]
    assert later.talk.outcome is None
    later.says("yes, tell me", ActKind.INTERESTED)
    assert later.talk.state is State.OFFERING


@pytest.mark.parametrize(
    ("wished", "promised"),
    [
        pytest.param(
            datetime(2026, 10, 18, 15),  # noqa: DTZ001  local time
            "Monday, October 19, 10:00 AM",
            id="a Sunday",
        ),
        pytest.param(
            datetime(2026, 10, 19, 21),  # noqa: DTZ001  local time
            "Tuesday, October 20, 10:00 AM",
            id="late in the evening",
        ),
        pytest.param(
            datetime(2026, 12, 25, 15),  # noqa: DTZ001  local time
            "Monday, December 28, 10:00 AM",
            id="a public holiday",
        ),
        pytest.param(
            datetime(2026, 10, 19, 15),  # noqa: DTZ001  local time
            "Monday, October 19, 3:00 PM",
            id="an hour that is permitted",
        ),
        pytest.param(
            datetime(2027, 8, 18, 15),  # noqa: DTZ001  local time
            "Wednesday, August 18, 2027, 3:00 PM",
            id="next year's day, not this year's",
        ),
    ],
)
def test_what_is_promised_is_when_the_agent_will_be_permitted_to_return(
    wished: datetime, promised: str
) -> None:
    later = walk(channels=(Channel.SMS,))
    exact = window(wished.date(), latest=wished.date(), at=wished)
    later.says("ask me then, at that hour", Act(ActKind.NOT_NOW, window=exact))
    assert promised in later.words
    at = later.talk.callback_at
    later.wakes()
    assert later.parts == ["disclosure", "callback_return"]
    assert later.around.now == at


def test_a_promise_counts_with_the_channel_the_return_will_take() -> None:
    """Texts are not permitted of our own accord here, so the return is a mail, and a mail knows no
    Sunday either."""
    facts = replace(ADA, consents=consents(Channel.EMAIL))
    later = walk(channels=(Channel.SMS, Channel.EMAIL), facts=facts)
    assert later.kinds == [Channel.EMAIL]
    sunday = datetime(2026, 10, 18, 15)  # noqa: DTZ001  local time
    later.says(
        "ask me then, at that hour",
        Act(ActKind.NOT_NOW, window=window(sunday.date(), latest=sunday.date(), at=sunday)),
    )
    assert "Monday, October 19, 10:00 AM" in later.words
    at = later.talk.callback_at
    later.wakes()
    assert later.kinds == [Channel.EMAIL]
    assert later.parts == ["disclosure", "callback_return"]
    assert later.around.now == at


@pytest.mark.parametrize(
    "newer",
    [
        pytest.param({"motion": Motion.RETENTION}, id="another motion"),
        pytest.param({"motion": None, "reason": "not_in_base"}, id="left the base"),
        pytest.param({"do_not_contact": True}, id="may not be contacted"),
        pytest.param({"paid": False}, id="not paid"),
    ],
)
@pytest.mark.parametrize("told", [True, False], ids=["told by a run", "asked on the day"])
def test_a_callback_whose_facts_changed_goes_to_the_founder_instead_of_a_pitch(
    newer: dict[str, object], told: bool
) -> None:
    later = walk(channels=(Channel.SMS,))
    later.says("next month please", Act(ActKind.NOT_NOW, window=window(date(2026, 10, 14))))
    today = replace(ADA, **newer)  # type: ignore[arg-type]
    if told:
        later.happens(FactsChanged(facts=today))
    else:
        later.around = replace(later.around, today=today)
    later.wakes()
    assert later.notices == ["facts_changed"]
    assert later.talk.state is State.TAKEN_OVER
    assert not later.words


def test_of_who_opted_out_elsewhere_before_a_callback_the_founder_hears() -> None:
    later = walk(channels=(Channel.SMS,))
    later.says("next month please", Act(ActKind.NOT_NOW, window=window(date(2026, 10, 14))))
    later.around = replace(later.around, person=PersonHistory(suppressed=True))
    later.wakes()
    assert later.talk.outcome is Outcome.OPTED_OUT
    assert later.notices == ["opted_out"]
    assert not later.words


IN_A_MONTH = Act(ActKind.NOT_NOW, window=window(date(2026, 10, 14)))


@pytest.mark.parametrize("days", [30, 60, 90])
@pytest.mark.parametrize("synced", [True, False])
def test_a_callback_is_carried_out_however_old_the_facts_are(days: int, synced: bool) -> None:
    day = date(2026, 9, 14) + timedelta(days=days)
    later = walk(channels=(Channel.SMS,), facts=replace(ADA, synced=synced))
    later.says("ask me later", Act(ActKind.NOT_NOW, window=window(day)))
    promised = later.talk.callback_at
    if not synced:
        later.wakes()
        assert later.notices == ["callback_soon"]
    later.wakes()
    assert later.around.now == promised
    assert later.parts == ["disclosure", "callback_return"]
    later.says("yes, tell me", ActKind.INTERESTED)
    assert later.talk.state is State.OFFERING
    later.wakes()
    assert "slot_offer" in later.parts


def test_facts_that_are_too_old_are_not_stated() -> None:
    old = replace(ADA, synced=False)
    talk, around = conversation(facts=old), context()
    stated = Part.OPENER
    fresh = say_line(stated, conversation=talk, context=around, channel=Channel.SMS)
    assert isinstance(fresh, UtterancePiece)
    assert "91%" in fresh.text
    later = replace(around, now=around.now + timedelta(days=15))
    gone = say_line(stated, conversation=talk, context=later, channel=Channel.SMS)
    assert gone == MissingLine(stated)
    said = Effect(EffectId("e"), EffectKind.CONTACT_CUSTOMER, channel=Channel.SMS, pieces=(fresh,))
    verdict = check(said, talk, later)
    assert verdict == Stopped("slot:limit_percent")


def test_the_founder_is_reminded_once_and_not_of_facts_that_are_fresh_by_then() -> None:
    later = walk(channels=(Channel.SMS,), facts=replace(ADA, synced=False))
    later.says("next month please", IN_A_MONTH)
    promised = later.talk.callback_at
    assert promised is not None
    assert later.notices == ["callback"]
    assert later.talk.due_at == promised - timedelta(days=3)
    newer = replace(later)
    newer.around = replace(newer.around, today=replace(ADA, synced=False, as_of=date(2026, 10, 9)))
    newer.wakes()
    assert not newer.notices
    later.wakes()
    assert later.notices == ["callback_soon"]
    assert not later.words
    assert later.talk.state is State.CALLBACK
    for one in (later, newer):
        assert one.talk.due_at == promised


def test_a_promise_for_tomorrow_needs_no_reminder() -> None:
    soon = walk(channels=(Channel.SMS,), facts=replace(ADA, synced=False))
    soon.says("tomorrow", Act(ActKind.NOT_NOW, window=window(date(2026, 9, 15))))
    assert soon.talk.due_at == soon.talk.callback_at


def test_a_promise_earlier_than_the_next_follow_up_is_carried_out_at_its_own_time() -> None:
    soon = walk(channels=(Channel.SMS,))
    asked = datetime(2026, 9, 14, 14, 0)  # noqa: DTZ001  local, as a reader gives it
    soon.says("at two", Act(ActKind.NOT_NOW, window=window(asked.date(), at=asked)))
    assert soon.talk.callback_at == datetime(2026, 9, 14, 18, tzinfo=UTC)
    assert soon.talk.due_at == soon.talk.callback_at


def test_silence_after_a_callback_counts_from_the_callback() -> None:
    later = walk(channels=(Channel.SMS,))
    later.says("next month please", Act(ActKind.NOT_NOW, window=window(date(2026, 10, 14))))
    later.wakes()
    returned = later.around.now
    later.wakes()
    assert later.talk.outcome is Outcome.EXPIRED
    assert later.around.now == returned + timedelta(days=14)


def test_while_spending_is_stopped_an_opening_waits_and_loses_nothing() -> None:
    made = walk(channels=(Channel.SMS,))
    made.happens(EffectRefused(effect=made.effects[0].id, rule="spending_stopped"))
    assert not made.talk.touches
    assert made.talk.due_at == MONDAY + timedelta(days=1)
    made.wakes()
    assert made.parts == ["disclosure", "opener", "question"]


def test_thanks_after_a_promise_does_not_lose_the_callback() -> None:
    later = walk(channels=(Channel.SMS,))
    later.says("not now, in a month", Act(ActKind.NOT_NOW, window=window(date(2026, 10, 14))))
    due = later.talk.callback_at
    later.says("great, thanks", ActKind.THANKS)
    assert not later.words
    assert later.talk.callback_at == due
    assert later.talk.due_at == due


def test_a_booked_conversation_closes_quietly_after_its_slot() -> None:
    booked = walk(channels=(Channel.SMS,))
    booked.says("yes", ActKind.INTERESTED)
    booked.says("1", Act(ActKind.CHOOSES_SLOT, slot=0))
    step = booked.wakes()
    assert booked.talk.state is State.CLOSED
    assert booked.talk.outcome is Outcome.BOOKED
    assert step.unlock
    assert not step.effects


def test_monday_is_inside_the_sample_hours() -> None:
    assert MONDAY.weekday() == 0
