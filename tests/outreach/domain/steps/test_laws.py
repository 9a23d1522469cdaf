"""Whatever happens, in whatever order: the laws no conversation may break."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import (
    BecameDue,
    BookingCalledOff,
    BookingCancelled,
    CalendarAnswer,
    CalendarMail,
    CalendarMailReceived,
    CallConnected,
    CallEnd,
    CallEnded,
    ConsentGiven,
    CustomerSaid,
    DeliveryReported,
    EffectRefused,
    Event,
    FactsChanged,
    FounderAnswered,
    FounderHandedBack,
    FounderSettled,
    FounderTookOver,
    Interrupted,
    OptedOutByLink,
    SlotPicked,
)
from functions.outreach.domain.conversation.state import Conversation, EffectId, Outcome, State, Who
from functions.outreach.domain.conversation.turns import is_automatic
from functions.outreach.domain.handoff import Handoff, build
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import LineStatus, Part
from functions.outreach.domain.speaking.guard import Passed, check
from functions.outreach.domain.steps.replies.handover import ENDINGS, HANDOVERS
from functions.outreach.domain.steps.step import schedule
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.outreach.domain.understanding.counted_acts import counted, first_of
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.product.channels import Channel
from functions.product.motions import Motion
from tenancy.billing.usage import UsageKind
from tests.hypothesis_profiles import examples
from tests.outreach.domain.sample_playbook import (
    ANSWERS,
    FOUNDER,
    MONDAY,
    Walk,
    consents,
    context,
    conversation,
    reading,
    window,
)

TALKS = st.sampled_from([Channel.SMS, Channel.EMAIL, Channel.VOICE, Channel.WHATSAPP])
ACTS = st.builds(
    Act,
    kind=st.sampled_from(ActKind),
    confidence=st.sampled_from([0.3, 0.7, 0.9, 1.0]),
    answer=st.sampled_from([None, AnswerId("api"), AnswerId("gone")]),
    slot=st.sampled_from([None, 0, 1, 2, 7]),
    channel=st.sampled_from([None, *Channel]),
    window=st.sampled_from(
        [
            None,
            window(date(2026, 9, 17)),
            window(date(2026, 10, 14)),
            window(date(2027, 3, 1)),
            window(date(2025, 1, 1), latest=date(2025, 1, 2)),
            window(date(2026, 9, 16), at=datetime(2026, 9, 16, 10)),  # noqa: DTZ001  local
        ]
    ),
)
MOST_STEPS = 60
PITCH = {Part.OPENER, Part.QUESTION, Part.HANDOFF, Part.SLOT_OFFER, Part.CALLBACK_OFFER}
NO_PITCH = {
    *HANDOVERS,
    *ENDINGS,
    ActKind.UNCLEAR,
    ActKind.POSSIBLE_OPT_OUT,
    ActKind.POSSIBLE_WRONG_PERSON,
}
"""Whatever was planned or asked, none of these is answered with the next step of a pitch."""


class AnyEvents(RuleBasedStateMachine):
    """One conversation, with arbitrary events at arbitrary times."""

    walked: Walk

    @initialize(
        motion=st.sampled_from([Motion.UPSELL, Motion.WIN_BACK, Motion.RETENTION, Motion.RENEWAL]),
        channels=st.sampled_from(
            [
                (Channel.SMS, Channel.VOICE, Channel.EMAIL),
                (Channel.EMAIL,),
                (Channel.WHATSAPP, Channel.SMS),
                (Channel.VOICE,),
            ]
        ),
    )
    def begin(self, motion: Motion, channels: tuple[Channel, ...]) -> None:
        made = conversation(motion, channels=channels)
        if motion is Motion.RENEWAL:
            made = replace(made, facts=replace(made.facts, renews_on=date(2026, 10, 20)))
        self.walked = Walk(talk=made, around=context(motion))
        self.outcome: Outcome | None = None
        self.reserved: set[BookingId] = set()
        self.suppressed = False
        self.last_words = 0
        self.calls = 0

    def happens(self, event: Event) -> None:
        before = self.walked.talk
        was_suppressed = self.suppressed
        made = self.walked.happens(event)
        self.follows(before, made, was_suppressed=was_suppressed)

    def follows(self, before: Conversation, made: Step, *, was_suppressed: bool) -> None:
        now = made.conversation
        assert now.version == before.version + 1
        ids = [effect.id for effect in made.effects]
        assert len(set(ids)) == len(ids)
        assert all(i.startswith(f"{now.id}-{now.version}-") for i in ids)
        if made.reserve is not None:
            self.reserved.add(made.reserve.booking)
        self.suppressed = self.suppressed or bool(made.suppress)
        self.answered_without_a_pitch(before, made)
        self.only_replies_while_it_is_open_whether_to_stop(before, made)
        for effect in made.effects:
            if effect.channel is not None:
                self.heard_lawfully(effect, made, was_suppressed=was_suppressed)
        if now.state is State.CLOSED and before.state is not State.CLOSED:
            assert made.unlock
        around = self.walked.around
        words = tuple(turn for turn in now.turns if not is_automatic(turn))
        without = schedule(replace(now, turns=words), around)
        assert schedule(now, around) == without, "an automatic reply moved the schedule"

    def answered_without_a_pitch(self, before: Conversation, made: Step) -> None:
        new = made.conversation.turns[len(before.turns) :]
        heard = next((t for t in new if t.who is Who.CUSTOMER and t.reading is not None), None)
        if heard is None or heard.reading is None:
            return
        deciding = first_of(counted(heard.reading, channel=heard.channel))
        if deciding is None or deciding.kind not in NO_PITCH:
            return
        said = {piece.part for effect in made.effects for piece in effect.pieces}
        assert not said & PITCH, f"{deciding.kind} was answered with a pitch"

    def only_replies_while_it_is_open_whether_to_stop(
        self, before: Conversation, made: Step
    ) -> None:
        if before.clarification is None or made.conversation.clarification is None:
            return
        for effect in made.effects:
            assert effect.purpose in (None, Purpose.REPLY, Purpose.FOLLOW_UP)
            if effect.purpose is Purpose.FOLLOW_UP:
                turn = next(t for t in made.conversation.turns if t.effect == effect.id)
                assert turn.who is Who.FOUNDER
            assert not {piece.part for piece in effect.pieces} & PITCH

    def heard_lawfully(self, effect: Effect, made: Step, *, was_suppressed: bool) -> None:
        talk, around = made.conversation, self.walked.around
        channel = effect.channel
        assert channel is not None
        if was_suppressed:
            raise AssertionError("spoke to somebody who is suppressed")
        if made.suppress:
            assert effect.confirms_opt_out
            self.last_words += 1
            assert self.last_words <= 1
            return
        turn = next((t for t in talk.turns if t.effect == effect.id), None)
        if turn is not None and turn.who is Who.FOUNDER:
            return
        lines = {line.id: line for line in around.playbook.lines}
        answers = {a.id: a for a in ANSWERS}
        for piece in effect.pieces:
            if piece.line is not None:
                assert lines[piece.line].status is LineStatus.APPROVED
                assert lines[piece.line].sha256 == piece.sha256
            else:
                assert piece.answer is not None
                assert answers[piece.answer].sha256 == piece.sha256
        heard = [
            t
            for t in talk.turns
            if t.channel is channel and t.who is Who.AGENT and t.effect != effect.id
            and not t.undelivered
        ]  # fmt: skip
        disclosed = any(p.part is Part.DISCLOSURE for t in heard for p in t.pieces)
        assert disclosed or effect.pieces[0].part is Part.DISCLOSURE
        if effect.kind is EffectKind.CONTACT_CUSTOMER and effect.channel is Channel.VOICE:
            assert effect.pieces[0].part is Part.DISCLOSURE
        assert isinstance(check(effect, talk, around), Passed)

    @rule()
    def time_comes(self) -> None:
        if self.walked.talk.due_at is not None:
            at = max(self.walked.around.now, self.walked.talk.due_at)
            self.walked.around = replace(self.walked.around, now=at)
        self.happens(BecameDue())
        again = self.walked.talk.due_at
        assert again is None or again > self.walked.around.now

    @rule()
    def wakes_too_early(self) -> None:
        self.happens(BecameDue())

    @rule(hours=st.sampled_from([1, 5, 30, 200]))
    def time_passes(self, hours: int) -> None:
        assume(self.walked.around.now < MONDAY + timedelta(days=500))
        self.walked.later(timedelta(hours=hours))

    @rule(acts=st.lists(ACTS, min_size=0, max_size=3), channel=TALKS)
    def says(self, acts: list[Act], channel: Channel) -> None:
        self.walked.heard += 1
        said = CustomerSaid(
            id=f"m{self.walked.heard}",
            channel=channel,
            text="some words of theirs",
            reading=reading(*acts),
        )
        self.happens(said)

    @rule(kind=st.sampled_from([ActKind.INTERESTED, ActKind.UNSURE, ActKind.ANSWERS]))
    def likes_it(self, kind: ActKind) -> None:
        channel = self.walked.talk.channel or Channel.SMS
        self._said(Act(kind), channel)

    def _said(self, act: Act, channel: Channel) -> None:
        self.walked.heard += 1
        self.happens(
            CustomerSaid(
                id=f"m{self.walked.heard}", channel=channel, text="ok", reading=reading(act)
            )
        )

    @rule(slot=st.sampled_from([0, 1]))
    @precondition(lambda self: bool(self.walked.talk.offered))
    def chooses(self, slot: int) -> None:
        channel = self.walked.talk.channel or Channel.SMS
        self._said(Act(ActKind.CHOOSES_SLOT, slot=slot), channel)

    @rule(hours=st.sampled_from([26, 49, 3000]))
    def picks_on_the_page(self, hours: int) -> None:
        start = MONDAY + timedelta(hours=hours)
        self.walked.heard += 1
        self.happens(SlotPicked(id=f"p{self.walked.heard}", start=start))

    @rule()
    @precondition(lambda self: self.walked.talk.booking is not None)
    def cancels_on_the_page(self) -> None:
        booking = self.walked.talk.booking
        assert booking is not None
        self.walked.heard += 1
        self.happens(BookingCalledOff(id=f"c{self.walked.heard}", booking=booking.id))

    @rule(channel=st.sampled_from([Channel.SMS, Channel.VOICE]))
    def agrees_on_the_page(self, channel: Channel) -> None:
        self.walked.heard += 1
        given = replace(consents(channel)[0], granted_at=self.walked.around.now, source="page")
        self.happens(ConsentGiven(id=f"a{self.walked.heard}", consent=given, phone="+12125550123"))

    @rule(channel=TALKS)
    def opts_out_by_link(self, channel: Channel) -> None:
        assume(self.walked.heard % 7 == 3)
        self.walked.heard += 1
        self.happens(OptedOutByLink(id=f"o{self.walked.heard}", channel=channel))

    @rule(
        answer=st.sampled_from(CalendarAnswer),
        ours=st.booleans(),
        comment=st.sampled_from(["", "See you there"]),
    )
    def their_calendar_writes(self, answer: CalendarAnswer, ours: bool, comment: str) -> None:
        self.walked.heard += 1
        booking = self.walked.talk.booking
        mail = CalendarMail(
            answer,
            subject="Answer",
            booking=booking.id if booking and ours else "b_other",
            attendee=self.walked.talk.facts.email,
            comment=comment,
        )
        self.happens(CalendarMailReceived(f"m{self.walked.heard}", mail=mail))
        assert self.walked.last is not None
        answered = any(effect.pieces for effect in self.walked.last.effects)
        calls_off = answer in (CalendarAnswer.DECLINED, CalendarAnswer.COUNTERED)
        assert not answered or (booking is not None and ours and calls_off)

    # Calls

    @rule()
    def picks_up(self) -> None:
        self.calls += 1
        self.happens(CallConnected(call=f"CA{self.calls}"))

    @rule(end=st.sampled_from(CallEnd), seconds=st.sampled_from([0, 40]))
    def call_ends(self, end: CallEnd, seconds: int) -> None:
        self.happens(CallEnded(call=f"CA{self.calls}", end=end, seconds=seconds))

    @rule(heard=st.sampled_from(["", "Hello", "not what was said"]))
    def interrupts(self, heard: str) -> None:
        self.happens(Interrupted(call=f"CA{self.calls}", heard=heard))

    # Providers and the founder

    @rule(
        status=st.sampled_from(["delivered", "failed"]), error=st.sampled_from(["30003", "21610"])
    )
    def delivery(self, status: str, error: str) -> None:
        effect = self.some_effect()
        assume(effect is not None and (error != "21610" or self.walked.heard % 5 == 2))
        assert effect is not None
        self.happens(DeliveryReported(effect=effect, status=status, error=error))

    @rule(rule_name=st.sampled_from(["per_day", "spending_limit", "hours"]))
    def refused(self, rule_name: str) -> None:
        effect = self.some_effect()
        assume(effect is not None)
        assert effect is not None
        self.happens(EffectRefused(effect=effect, rule=rule_name))

    @rule(motion=st.sampled_from([Motion.UPSELL, Motion.RETENTION, None]))
    def facts_change(self, motion: Motion | None) -> None:
        assume(self.walked.heard % 3 == 1)
        self.happens(FactsChanged(facts=replace(self.walked.talk.facts, motion=motion)))

    @rule()
    def founder_takes_over(self) -> None:
        assume(self.walked.heard % 4 == 2)
        self.happens(FounderTookOver(by=FOUNDER))

    @rule()
    def founder_answers(self) -> None:
        self.happens(FounderAnswered("press", by=FOUNDER, text="Ana here. Yes, it does, for $1."))

    @rule()
    def founder_hands_back(self) -> None:
        self.happens(FounderHandedBack(by=FOUNDER))

    @rule(turns=st.integers(0, 9))
    def founder_settles(self, turns: int) -> None:
        self.happens(FounderSettled(by=FOUNDER, turns=turns))
        if self.walked.talk.settled_at is not None:
            assert not self.walked.talk.waits_for_founder

    @rule()
    @precondition(lambda self: self.walked.talk.booking is not None)
    def booking_falls_away(self) -> None:
        booking = self.walked.talk.booking
        assert booking is not None
        self.happens(BookingCancelled(booking=booking.id))

    def some_effect(self) -> EffectId | None:
        touches = self.walked.talk.touches
        return touches[-1].effect if touches else None

    # The laws

    @invariant()
    def one_outcome(self) -> None:
        talk = self.walked.talk
        if talk.state is State.CLOSED:
            assert talk.outcome is not None
            called_off = self.outcome is Outcome.BOOKED and talk.booking is None
            assert self.outcome in (None, talk.outcome) or called_off
            self.outcome = talk.outcome

    @invariant()
    def wakes_unless_closed(self) -> None:
        talk = self.walked.talk
        assert (talk.due_at is None) == (talk.state is State.CLOSED)
        assert talk.due_at is None or talk.due_at.tzinfo is UTC

    @invariant()
    def no_booking_without_reservation(self) -> None:
        booking = self.walked.talk.booking
        assert booking is None or booking.id in self.reserved
        if self.walked.talk.state is State.BOOKED:
            assert booking is not None

    @invariant()
    def metered_once(self) -> None:
        kinds = [usage.kind for usage in self.walked.usage]
        assert kinds.count(UsageKind.REACHED) <= 1
        assert kinds.count(UsageKind.BOOKED) <= 1
        assert kinds.count(UsageKind.VOICE_SECONDS) <= self.calls + 1

    @invariant()
    def bounded(self) -> None:
        talk = self.walked.talk
        agent = sum(turn.who is Who.AGENT for turn in talk.turns)
        assert agent <= 80
        pushed = [t for t in talk.touches if t.purpose != "reply" and not t.failed]
        assert len(pushed) <= talk.terms.max_touches + 4

    @invariant()
    def turns_are_numbered(self) -> None:
        turns = self.walked.talk.turns
        assert [turn.number for turn in turns] == list(range(1, len(turns) + 1))

    @invariant()
    def handoff_is_complete(self) -> None:
        assert isinstance(build(self.walked.talk), Handoff)


AnyEvents.TestCase.settings = settings(
    max_examples=examples(60),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
TestNoOrderOfEventsBreaksALaw = AnyEvents.TestCase
