"""Whatever any reader answers, nobody's opt-out, wish for a person or anger is missed.

A contract every reader is held to: it may add to what code found, and never take from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import permutations, product
from pathlib import Path

import pytest

from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.events import CustomerSaid
from functions.outreach.domain.conversation.request import request_for
from functions.outreach.domain.conversation.state import Conversation, Outcome, State
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.playbooks.starter import starter_answers
from functions.outreach.domain.steps.step import step
from functions.outreach.domain.understanding.acts import (
    CODE,
    MUST_NOT_MISS,
    Act,
    ActKind,
    Reading,
    ReadingRequest,
)
from functions.outreach.domain.understanding.counted_acts import counted
from functions.outreach.domain.understanding.deciding.decision_table import (
    ARBITER,
    SURELY_THIS,
    Needs,
)
from functions.outreach.domain.understanding.knowledge import AnswerId, ApprovedQuestion
from functions.outreach.domain.understanding.matching.answer_finder import rank_answers
from functions.outreach.domain.understanding.rule_reader import RuleReader
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.outreach.domain.understanding.understand import (
    Reader,
    Unavailable,
    understand,
)
from functions.product.channels import Channel
from tests.outreach.domain.sample_playbook import ANSWERS, MONDAY, context, conversation
from tests.outreach.domain.understanding.read_once import RULES, embedded_once

CORPUS = Path(__file__).parent / "corpus"


class Answers:
    """A reader that answers the same to every message, and keeps what it was asked."""

    def __init__(self, *acts: Act, name: str = "model") -> None:
        self.acts, self.name = acts, name
        self.asked: list[ReadingRequest] = []

    def read(self, request: ReadingRequest, earlier: tuple[Reading, ...] = ()) -> Reading:
        self.asked.append(request)
        return Reading(self.acts, reader=self.name)


class Gone:
    """A reader that cannot be reached."""

    def read(self, request: ReadingRequest, earlier: tuple[Reading, ...] = ()) -> Unavailable:
        return Unavailable("no answer within two seconds")


NONSENSE = Answers(
    Act(ActKind.CHOOSES_SLOT, slot=99),
    Act(ActKind.CHOOSES_CHANNEL),
    Act(ActKind.INTERESTED, confidence=float("nan")),
    Act(ActKind.DECLINED, confidence=-3),
    Act(ActKind.ASKS_QUESTION, answer=AnswerId("made-up")),
    Act(ActKind.NOT_NOW, window=TimeWindow(date(1999, 1, 1))),
    Act(ActKind.UNCLEAR),
)
READERS: dict[str, Callable[[], tuple[Reader, ...]]] = {
    "rules": lambda: (RULES,),
    "rules and learned": embedded_once,
    "nonsense after rules and learned": lambda: (*embedded_once(), NONSENSE),
    "nobody": lambda: (),
    "unavailable": lambda: (Gone(),),
    "silent": lambda: (Answers(),),
    "unclear": lambda: (Answers(Act(ActKind.UNCLEAR)),),
    "unclear after rules": lambda: (RULES, Answers(Act(ActKind.UNCLEAR))),
    "unclear before rules": lambda: (Answers(Act(ActKind.UNCLEAR)), RULES),
    "sees machines everywhere": lambda: (Answers(Act(ActKind.AUTOMATIC)), RULES),
    "always agrees": lambda: (Answers(Act(ActKind.INTERESTED), Act(ActKind.OPT_IN)),),
    "contradicts itself": lambda: (
        Answers(Act(ActKind.DECLINED), Act(ActKind.INTERESTED), Act(ActKind.THANKS)),
    ),
    "nonsense": lambda: (NONSENSE, RULES, Gone()),
    "says every act": lambda: (Answers(*(Act(kind) for kind in ActKind)), RULES),
}
POSSIBLE = {
    ActKind.OPT_OUT: ActKind.POSSIBLE_OPT_OUT,
    ActKind.WRONG_PERSON: ActKind.POSSIBLE_WRONG_PERSON,
}
"""What nobody seconds is still no pitch: everything stops and one question asks."""
CHANNELS = (Channel.SMS, Channel.EMAIL, Channel.VOICE, Channel.WHATSAPP)
MUST_GET_THROUGH = (
    ("STOP", ActKind.OPT_OUT),
    ("please never contact me again", ActKind.OPT_OUT),
    ("nebeskambinkite", ActKind.OPT_OUT),
    ("не пишите мне больше", ActKind.OPT_OUT),
    ("I want to talk to a human", ActKind.HUMAN_WANTED),
    ("my husband just died", ActKind.HOSTILE),
    ("you will hear from my lawyer", ActKind.HOSTILE),
    ("wrong number", ActKind.WRONG_PERSON),
)


@cache
def in_state(state: State) -> Conversation:
    talk = replace(conversation(), state=state, channel=Channel.SMS)
    if state is State.CLOSED:
        return replace(talk, outcome=Outcome.DECLINED)
    return replace(talk, asked=Part.QUESTION if state is State.TALKING else None)


@cache
def asked_in(state: State, text: str, channel: Channel) -> ReadingRequest:
    return asked(in_state(state), text, channel)


def asked(talk: Conversation, text: str, channel: Channel = Channel.SMS) -> ReadingRequest:
    return request_for(talk, text=text, channel=channel, headers=(), answers=ANSWERS, now=MONDAY)


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("readers", READERS.values(), ids=READERS)
@pytest.mark.parametrize(("text", "kind"), MUST_GET_THROUGH)
def test_it_gets_through_in_every_state_on_every_channel(
    readers: Callable[[], tuple[Reader, ...]], text: str, kind: ActKind
) -> None:
    missed = []
    for state, channel in product(State, CHANNELS):
        reading = understand(asked_in(state, text, channel), readers())
        found = {act.kind for act in counted(reading, channel=channel)}
        if not found & {kind, POSSIBLE.get(kind)}:
            missed.append((state, channel, found))
    assert not missed


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("readers", READERS.values(), ids=READERS)
@pytest.mark.parametrize("state", State)
def test_a_stop_suppresses_for_good_in_every_state(
    readers: Callable[[], tuple[Reader, ...]], state: State
) -> None:
    talk = in_state(state)
    reading = understand(asked(talk, "STOP"), readers())
    said = CustomerSaid("m-1", Channel.SMS, "STOP", reading, talk.facts.phone)
    decided = step(talk, said, context())
    assert isinstance(decided, Step)
    assert decided.suppress == "STOP"


@pytest.mark.costly(first=3)
@pytest.mark.parametrize("readers", READERS.values(), ids=READERS)
@pytest.mark.parametrize("language", ["en", "lt", "ru"])
def test_every_phrase_of_the_corpora_keeps_its_acts(
    readers: Callable[[], tuple[Reader, ...]], language: str
) -> None:
    lines = (CORPUS / f"must_not_miss_{language}.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        text, acts = line.split("\t")
        wanted = set(acts.split(",")) - {"-"}
        # Anger beside a likely opt-out decides nothing ("_beside_opt_out").
        wanted -= {"hostile"} if "opt_out" in wanted else set()
        request = replace(asked(in_state(State.TALKING), text), language=language)
        found = {act.kind.value for act in understand(request, readers()).acts}
        found |= {kind.removeprefix("possible_") for kind in found}
        assert wanted <= found, text


def test_two_readers_of_one_message_never_contradict_each_other() -> None:
    agrees, declines = Answers(Act(ActKind.INTERESTED)), Answers(Act(ActKind.DECLINED))
    request = asked(in_state(State.OPENED), "hm")
    assert kinds(understand(request, (agrees, declines))) == ["interested"]
    assert kinds(understand(request, (declines, agrees))) == ["declined"]


def test_a_reader_that_is_not_sure_enough_is_asked_about() -> None:
    unsure = Answers(Act(ActKind.DECLINED, confidence=0.4), name="first")
    sure = Answers(Act(ActKind.INTERESTED, confidence=0.9), name="second")
    request = asked(in_state(State.OPENED), "hm")
    reading = understand(request, (Gone(), unsure, sure))
    assert (kinds(reading), reading.reader) == (["interested"], "first+second")
    assert kinds(understand(request, (Gone(), unsure))) == ["unclear"]
    nearly = Answers(Act(ActKind.INTERESTED, confidence=0.79))
    assert kinds(understand(request, (nearly,))) == ["unclear"]


def test_what_no_reader_understood_is_never_taken_for_an_answer() -> None:
    """The rules take any words for an answer, and are not sure of it."""
    request = asked(in_state(State.TALKING), "that could be rather handy for the warehouse team")
    assert kinds(understand(request, (RuleReader(),))) == ["unclear"]
    knows = Answers(Act(ActKind.INTERESTED))
    assert kinds(understand(request, (RuleReader(), knows))) == ["interested"]


def test_one_reader_is_enough_for_an_opt_out_and_later_readers_cannot_hide_it() -> None:
    opts_out, agrees = Answers(Act(ActKind.OPT_OUT)), Answers(Act(ActKind.INTERESTED))
    machine = Answers(Act(ActKind.AUTOMATIC))
    request = asked(in_state(State.OPENED), "nix mehr bitte", Channel.EMAIL)
    for order in permutations((opts_out, agrees, machine)):
        assert kinds(understand(request, order)) == ["possible_opt_out"]


def test_an_opt_out_a_reader_is_unsure_of_is_none() -> None:
    request = asked(in_state(State.OPENED), "hm")
    assert kinds(understand(request, (Answers(Act(ActKind.OPT_OUT, confidence=0.3)),))) == [
        "unclear"
    ]


def test_only_the_first_reader_reopens_what_a_customer_closed() -> None:
    reopens = Answers(Act(ActKind.OPT_IN))
    closed = in_state(State.CLOSED)
    assert kinds(understand(asked(closed, "START"), (RuleReader(), Gone()))) == ["opt_in"]
    assert kinds(understand(asked(closed, "hello?"), (RuleReader(), reopens))) == ["unclear"]


def test_what_code_knows_to_be_automatic_is_shown_to_no_reader() -> None:
    reader = Answers(Act(ActKind.INTERESTED))
    request = replace(asked(in_state(State.OPENED), "Yes!"), headers=(("precedence", "bulk"),))
    assert understand(request, (reader,)) == Reading((Act(ActKind.AUTOMATIC),), reader=CODE)
    assert reader.asked == []


def test_nonsense_is_dropped_and_the_rest_is_kept() -> None:
    reading = understand(asked(in_state(State.OPENED), "hm"), (NONSENSE,))
    assert reading.acts == (Act(ActKind.NOT_NOW), Act(ActKind.ASKS_QUESTION))


def test_an_act_that_is_not_legal_now_is_dropped() -> None:
    reading = understand(asked(in_state(State.CLOSED), "hm"), (Answers(Act(ActKind.INTERESTED)),))
    assert kinds(reading) == ["unclear"]


def test_a_time_that_is_past_is_no_wish() -> None:
    today = MONDAY.date()
    past = Act(ActKind.OTHER_TIMES, window=TimeWindow(today - timedelta(days=2)))
    ahead = Act(ActKind.OTHER_TIMES, window=TimeWindow(today + timedelta(days=2)))
    request = asked(in_state(State.OPENED), "hm")
    assert understand(request, (Answers(past),)).acts == (Act(ActKind.OTHER_TIMES),)
    assert understand(request, (Answers(ahead),)).acts == (ahead,)


def test_a_slot_must_have_been_offered() -> None:
    offered = (datetime(2026, 12, 1, 10, 30),)  # noqa: DTZ001 - the customer's wall time
    legal = (ActKind.CHOOSES_SLOT, ActKind.UNCLEAR)
    request = replace(asked(in_state(State.OPENED), "hm"), offered=offered, legal=legal)
    chosen = Act(ActKind.CHOOSES_SLOT, slot=0)
    assert understand(request, (Answers(chosen),)).acts == (chosen,)
    elsewhere = replace(chosen, slot=1)
    assert kinds(understand(request, (Answers(elsewhere),))) == ["unclear"]


def test_what_ends_a_conversation_for_ever_needs_two_readers() -> None:
    assert {kind for kind, needs in ARBITER.items() if needs is Needs.TWO_READERS} == {
        ActKind.OPT_OUT,
        ActKind.WRONG_PERSON,
    }
    by_any = {kind for kind, needs in ARBITER.items() if needs is Needs.ANY_READER}
    two = {ActKind.OPT_OUT, ActKind.WRONG_PERSON}
    # An automatic reply is no act of the customer's: it has to be the likeliest.
    assert {*MUST_NOT_MISS} - {ActKind.AUTOMATIC} <= by_any | two


def kinds(reading: Reading) -> list[str]:
    return [act.kind.value for act in reading.acts]


STARTERS = {
    language: tuple(ApprovedQuestion(each.id, each.questions) for each in starter_answers(language))
    for language in ("en", "lt", "ru")
}


def asks(text: str, language: str = "en") -> ReadingRequest:
    talk = in_state(State.TALKING)
    return replace(asked(talk, text), language=language, answers=STARTERS[language])


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("language", STARTERS)
def test_the_very_wording_of_an_approved_question_is_answered(language: str) -> None:
    """Not suspected of an opt-out or of anger; how to stop and whether a person is there have
    phrases of their own, which count."""
    own_phrases = ("how-stop", "are-you-ai", "who-founder")
    for answer in STARTERS[language]:
        if answer.answer.endswith(own_phrases):
            continue
        for wording in answer.questions:
            acts = understand(asks(wording, language), embedded_once()).acts
            assert answer.answer in {act.answer for act in acts}, wording
            assert not {act.kind for act in acts} & {*MUST_NOT_MISS, *POSSIBLE.values()}, wording


def test_a_phrase_in_an_approved_wording_still_counts() -> None:
    readers = embedded_once()
    stop = ApprovedQuestion(AnswerId("stop"), ("STOP", "Unsubscribe me", "Can I talk to a human?"))
    for text, kind in (
        ("STOP", ActKind.OPT_OUT),
        ("unsubscribe me", ActKind.POSSIBLE_OPT_OUT),
        ("can i talk to a human", ActKind.HUMAN_WANTED),
    ):
        acts = understand(replace(asks(text), answers=(stop,)), readers).acts
        assert kind in {act.kind for act in acts}


def test_a_message_of_which_nothing_is_understood_but_its_answer_is_a_question() -> None:
    unclear = (Answers(Act(ActKind.UNCLEAR)),)
    wording = next(each for each in STARTERS["en"] if each.answer.endswith("recorded")).questions[0]
    (act,) = understand(asks(wording), unclear).acts
    assert (act.kind, act.answer) == (ActKind.ASKS_QUESTION, "starter-en-recorded")
    assert kinds(understand(asks("the mascot of my aunt"), unclear)) == ["unclear"]


def test_a_doubt_is_not_put_aside_for_a_likely_answer() -> None:
    doubtful = (Answers(Act(ActKind.OPT_OUT)), Answers(Act(ActKind.UNCLEAR)))
    acts = understand(asks("Is this call being recorded?"), doubtful).acts
    assert acts[0].kind is ActKind.POSSIBLE_OPT_OUT


class Learned(Answers):
    """A reader whose confidence is a probability."""

    def read(self, request: ReadingRequest, earlier: tuple[Reading, ...] = ()) -> Reading:
        return replace(super().read(request, earlier), calibrated=True)


def test_a_faint_suspicion_gives_way_to_a_question_that_surely_has_an_answer() -> None:
    text = "so who gave you my number then?"
    faint = (Learned(Act(ActKind.OPT_OUT, confidence=0.2)),)
    (act,) = understand(asks(text), faint).acts
    assert (act.kind, act.answer) == (ActKind.ASKS_QUESTION, "starter-en-how-number")
    likely = (Learned(Act(ActKind.OPT_OUT, confidence=0.85)),)
    assert kinds(understand(asks(text), likely)) == ["possible_opt_out"]
    by_code = "so who gave you my number then? take me off the list"
    assert "possible_opt_out" in kinds(understand(asks(by_code), faint))


def test_a_likelier_suspicion_gives_way_only_to_what_is_all_but_surely_asked() -> None:
    suspected = (Learned(Act(ActKind.OPT_OUT, confidence=0.5)),)
    surely = "Where did you get my number from, may I ask?"
    (act,) = understand(asks(surely), suspected).acts
    assert (act.kind, act.answer) == (ActKind.ASKS_QUESTION, "starter-en-how-number")
    likely = "forget you ever had this number"
    (ranked, *_) = rank_answers(likely, STARTERS["en"], language="en")
    assert ranked.probability < SURELY_THIS
    assert kinds(understand(asks(likely), suspected)) == ["possible_opt_out"]


def test_what_is_surely_asked_in_one_sentence_says_nothing_of_the_other() -> None:
    """The question was answered, and the wish for an end beside it was gone."""
    suspected = (Learned(Act(ActKind.OPT_OUT, confidence=0.5)),)
    for text in (
        "Where on earth did you get my number from? I did not agree to any of this",
        "How did you get my number? I never signed up for this",
    ):
        (ranked, *_) = rank_answers(text, STARTERS["en"], language="en")
        assert ranked.probability >= SURELY_THIS
        assert kinds(understand(asks(text), suspected)) == ["possible_opt_out"]


def test_what_is_all_but_surely_asked_is_answered_beside_what_goes_on() -> None:
    goes_on = (Learned(Act(ActKind.INTERESTED, confidence=0.9)),)
    told = understand(asks("Where did you get my number from, may I ask?"), goes_on).acts
    assert [(act.kind, act.answer) for act in told] == [
        (ActKind.INTERESTED, None),
        (ActKind.ASKS_QUESTION, "starter-en-how-number"),
    ]
    assert kinds(understand(asks("yes, gladly, my kettle is on?"), goes_on)) == ["interested"]


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (ActKind.OPT_OUT, ActKind.POSSIBLE_OPT_OUT),
        (ActKind.WRONG_PERSON, ActKind.POSSIBLE_WRONG_PERSON),
    ],
)
@pytest.mark.parametrize("sure", [0.98, 0.999, 1.0])
@pytest.mark.parametrize("readers", [(), (RuleReader(),)])
def test_one_reader_alone_never_ends_a_conversation_for_ever_however_sure_it_is(
    kind: ActKind, wanted: ActKind, sure: float, readers: tuple[RuleReader, ...]
) -> None:
    alone = Learned(Act(kind, confidence=sure))
    understood = understand(asks("let this be the final one between us"), (*readers, alone))
    assert kinds(understood) == [wanted]


def test_who_asks_for_an_approved_answer_hears_it_instead_of_the_line_on_what_this_is() -> None:
    sure = (Learned(Act(ActKind.ARE_YOU_A_PERSON, confidence=0.9)),)
    (act,) = understand(asks("how did you get hold of my phone number"), sure).acts
    assert (act.kind, act.answer) == (ActKind.ASKS_QUESTION, "starter-en-how-number")
    odd = "there is something off about how you talk"
    assert kinds(understand(asks(odd), sure)) == ["are_you_a_person"]


@pytest.mark.parametrize("kind", [ActKind.OPT_IN, ActKind.INTERESTED, ActKind.CHOOSES_SLOT])
def test_no_reader_takes_back_a_stop_that_its_author_took_back_by_half(kind: ActKind) -> None:
    for reader in (Learned(Act(kind, confidence=1.0)), Answers(Act(kind))):
        acts = understand(asks("stop. no wait, actually go on"), (reader,)).acts
        assert acts[0].kind is ActKind.POSSIBLE_OPT_OUT
    ended = (Learned(Act(ActKind.OPT_OUT, confidence=1.0)),)
    assert kinds(understand(asks("stop texting me. no wait"), ended)) == ["possible_opt_out"]


def test_a_grave_word_counts_unless_a_reader_hears_calm_talk() -> None:
    text = "the funeral is on Friday"
    calm = (Learned(Act(ActKind.ANSWERS, confidence=0.9)),)
    sad = (Learned(Act(ActKind.ANSWERS, confidence=0.6), Act(ActKind.DISTRESS, confidence=0.15)),)
    assert "hostile" not in kinds(understand(asks(text), calm))
    assert "hostile" in kinds(understand(asks(text), sad))
    assert "hostile" in kinds(understand(asks(text), (Gone(),)))
    # A threat or an insult counts whatever a reader says.
    assert "hostile" in kinds(understand(asks("I will sue you"), calm))
