"""What is likely beside something else: a question beside a yes, thanks beside a no, an end that is
only hinted at. Readers with probabilities that a test chooses stand in for those that ship."""

from __future__ import annotations

import pytest

from functions.outreach.domain.conversation.state import State
from functions.outreach.domain.understanding.acts import (
    Act,
    ActKind,
    Reading,
    ReadingRequest,
)
from functions.outreach.domain.understanding.understand import found_by_code, understand
from infra.training.exemplars import Exemplar
from infra.training.requests import request_of
from tests.outreach.domain.understanding.read_once import RULES
from tests.outreach.domain.understanding.test_understand import asked, in_state

K = ActKind
BRIEF = "the allotment takes all my hours"
STORY = " ".join([BRIEF] * 4)


class Reader:
    """Says the same of every message."""

    def __init__(self, *, calibrated: bool, **confidences: float) -> None:
        self._acts = tuple(Act(K(kind), confidence=each) for kind, each in confidences.items())
        self._calibrated = calibrated

    def read(self, request: ReadingRequest, earlier: tuple[Reading, ...] = ()) -> Reading:
        return Reading(self._acts, reader="stub", calibrated=self._calibrated)


def decided(
    text: str,
    *,
    rules: Reader | None = None,
    state: State = State.TALKING,
    **probabilities: float,
) -> set[ActKind]:
    """The acts that count for a message that rules and a calibrated reader read so."""
    request = asked(in_state(state), text)
    readers = (rules or Reader(calibrated=False), Reader(calibrated=True, **probabilities))
    return {act.kind for act in understand(request, readers).acts}


def test_a_question_that_is_surely_all_there_is_agrees_to_nothing() -> None:
    assert decided(BRIEF, asks_price=0.99, interested=0.67) == {K.ASKS_PRICE}
    assert decided(BRIEF, asks_price=0.99, interested=0.95) == {K.ASKS_PRICE, K.INTERESTED}
    yes = Reader(calibrated=False, interested=0.9)
    together = decided(BRIEF, rules=yes, asks_price=0.99, interested=0.67)
    assert together == {K.ASKS_PRICE, K.INTERESTED}


def test_no_thanks_is_a_no_however_likely_the_thanks_are() -> None:
    assert K.THANKS in decided(BRIEF, thanks=0.93, declined=0.2)
    assert decided(BRIEF, thanks=0.93, declined=0.9) == {K.DECLINED}


def test_an_end_that_gave_way_to_a_no_is_asked_about_where_the_no_is_too_weak() -> None:
    no = Reader(calibrated=False, declined=0.9)
    assert decided(BRIEF, rules=no, declined=0.33, opt_out=0.2) == {K.POSSIBLE_OPT_OUT}
    assert decided(BRIEF, rules=no, declined=0.33, opt_out=0.03) == {K.UNCLEAR}
    assert decided(BRIEF, rules=no, declined=0.5, opt_out=0.2) == {K.DECLINED}


def test_a_hint_at_an_end_counts_sooner_in_a_story_than_in_a_few_words() -> None:
    assert decided(STORY, opt_out=0.03) == {K.POSSIBLE_OPT_OUT}
    assert decided(BRIEF, opt_out=0.03) == {K.UNCLEAR}
    assert decided(BRIEF, opt_out=0.045) == {K.POSSIBLE_OPT_OUT}


def test_a_yes_that_two_readers_hear_bears_more_suspicion_than_one() -> None:
    yes = Reader(calibrated=False, interested=0.9)
    assert decided(BRIEF, interested=0.9, opt_out=0.2) == {K.POSSIBLE_OPT_OUT}
    assert decided(BRIEF, rules=yes, interested=0.9, opt_out=0.2) == {K.INTERESTED}
    assert decided(BRIEF, rules=yes, interested=0.9, opt_out=0.35) == {K.POSSIBLE_OPT_OUT}


def test_where_most_likely_nothing_is_meant_nothing_else_is_heard() -> None:
    assert decided(BRIEF, asks_question=0.55) == {K.ASKS_QUESTION}
    assert decided(BRIEF, asks_question=0.55, unclear=0.86) == {K.UNCLEAR}
    assert decided(BRIEF, declined=0.64, unclear=0.95) == {K.UNCLEAR}


def test_who_wants_to_hear_from_us_again_is_neither_ended_nor_taken_for_a_yes() -> None:
    opt_out = Reader(calibrated=False, opt_out=0.9)
    ended = decided(BRIEF, rules=opt_out, opt_out=0.8)
    assert ended == {K.OPT_OUT}
    assert K.OPT_OUT not in decided(BRIEF, rules=opt_out, opt_out=0.8, opt_in=0.99)
    assert decided(BRIEF, interested=0.8) == {K.INTERESTED}
    assert decided(BRIEF, interested=0.8, opt_in=0.95) == {K.UNCLEAR}


def test_what_code_found_is_asked_about_whatever_a_reader_hears() -> None:
    """A reader that took "put me on …" for a wish to hear from us had the opt-out forgotten."""
    text = "please do put me on your internal do not call list"
    assert decided(text, opt_in=0.97, opt_out=0.3) == {K.POSSIBLE_OPT_OUT}


def test_a_threat_ends_nothing_for_ever_by_itself() -> None:
    threat = "One more text and I will report you to the ICO"
    assert K.POSSIBLE_OPT_OUT in decided(threat, opt_out=0.75, hostile=0.99)
    assert K.OPT_OUT in decided("Never text me again, I will report you", opt_out=0.99, hostile=0.9)


def test_whether_a_person_writes_is_a_question_and_no_wish_for_one() -> None:
    heard = decided(BRIEF, are_you_a_person=0.97, human_wanted=0.63)
    assert heard == {K.ARE_YOU_A_PERSON}
    assert K.HUMAN_WANTED in decided(BRIEF, are_you_a_person=0.3, human_wanted=0.63)


def test_who_wants_an_end_is_not_handed_over_because_of_a_word() -> None:
    text = "I want to talk to a human"
    assert K.HUMAN_WANTED in decided(text, opt_out=0.7, human_wanted=0.6)
    assert decided(text, opt_out=0.99, human_wanted=0.6) == {K.POSSIBLE_OPT_OUT}


def test_a_time_is_put_off_where_the_learned_reader_is_surer_of_that() -> None:
    text = "next week is hell, try the week after on Tuesday"
    request = asked(in_state(State.TALKING), text)

    def kinds(**probabilities: float) -> set[ActKind]:
        readers = (RULES, Reader(calibrated=True, **probabilities))
        return {act.kind for act in understand(request, readers).acts}

    assert K.NOT_NOW in kinds(not_now=0.55, other_times=0.05)
    assert K.OTHER_TIMES in kinds(not_now=0.3, other_times=0.3)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("snimite menya s rassylki", {K.OPT_OUT}),
        ("uberite menya iz vashey bazy", {K.OPT_OUT}),
        ("stop", {K.OPT_OUT}),
        ("sreda 14:30 podhodit", set()),
        ("ok thanks, see you", set()),
    ],
)
def test_russian_in_latin_letters_is_looked_through_as_it_would_be_spelt(
    text: str, found: set[ActKind]
) -> None:
    request = request_of(Exemplar(text, "ru", "question", "sms", ("unclear",), "test"))
    assert {act.kind for act in found_by_code(request)} == found


@pytest.mark.parametrize(
    "text",
    [
        "Another call and we are complaining to the regulator's legal people, police too",
        "Dar vienas skambutis ir rašau skundą inspekcijai",
        "Ещё одно письмо, и я пишу жалобу в Роскомнадзор",
        "Следующее ваше письмо приложу к жалобе",
    ],
)
def test_a_threat_for_the_next_message_asks_for_none(text: str) -> None:
    language = "en" if text.isascii() else "lt" if "Dar" in text else "ru"
    request = request_of(Exemplar(text, language, "question", "sms", ("hostile",), "test"))
    assert K.OPT_OUT in {act.kind for act in found_by_code(request)}


def test_an_end_that_one_clause_asks_for_is_suspected_whatever_the_whole_is_about() -> None:
    assert decided(BRIEF, cancels_booking=0.5, possible_opt_out=0.06) == {K.UNCLEAR}
    assert decided(BRIEF, cancels_booking=0.5, possible_opt_out=0.1) == {K.POSSIBLE_OPT_OUT}
    assert decided(BRIEF, opt_out=0.02, possible_opt_out=0.1) == {K.POSSIBLE_OPT_OUT}
    # Beside what is surely harmless it takes more, and it is never certain.
    assert decided(BRIEF, interested=0.9, possible_opt_out=0.25) == {K.INTERESTED}
    assert decided(BRIEF, interested=0.9, possible_opt_out=0.9) == {K.POSSIBLE_OPT_OUT}
    assert decided(BRIEF, possible_opt_out=1.0) == {K.POSSIBLE_OPT_OUT}


def test_only_a_probability_of_ours_says_that_a_clause_asks_for_an_end() -> None:
    says = Reader(calibrated=False, possible_opt_out=1.0)
    assert decided(BRIEF, rules=says, interested=0.9) == {K.INTERESTED}


def test_who_swears_or_threatens_may_want_an_end_and_the_founder_decides() -> None:
    assert decided(BRIEF, hostile=0.95) == {K.HOSTILE, K.POSSIBLE_OPT_OUT}
    assert decided(BRIEF, hostile=0.95, opt_out=0.2) == {K.HOSTILE, K.POSSIBLE_OPT_OUT}
    assert decided(BRIEF, human_wanted=0.95) == {K.HUMAN_WANTED}
