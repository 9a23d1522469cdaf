"""A reader elsewhere, whatever it says: it stops more, never less, and ends nothing alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from functions.outreach.domain.conversation.state import State
from functions.outreach.domain.understanding.acts import (
    POSSIBLE,
    Act,
    ActKind,
    Reading,
    ReadingRequest,
)
from functions.outreach.domain.understanding.deciding.decision_table import WORSE
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.pooling import POOLS, REMOTE_STOPS, Pool, pool
from functions.outreach.domain.understanding.understand import understand
from infra.training.exemplars import load_exemplars
from tests.outreach.domain.understanding.test_understand import asked, in_state

pytestmark = pytest.mark.costly(first=1)

K = ActKind
STOPS = {*WORSE, K.OPT_OUT, *POSSIBLE} - {K.DECLINED}
CERTAIN = {K.POSSIBLE_OPT_OUT: K.OPT_OUT, K.POSSIBLE_WRONG_PERSON: K.WRONG_PERSON}
SAYS = st.dictionaries(
    st.sampled_from([kind for kind in K if kind not in POSSIBLE]),
    st.floats(0, 1) | st.sampled_from([0.0, 1.0]),
)


@dataclass(frozen=True)
class Elsewhere:
    """Answers the same to every message."""

    acts: tuple[Act, ...]

    def read(self, request: ReadingRequest, earlier: tuple[Reading, ...]) -> Reading:
        return Reading(self.acts, reader="elsewhere", calibrated=True, remote=True)


@cache
def replies() -> tuple[tuple[str, str], ...]:
    """Language and text of what strangers wrote."""
    strangers = [each for each in load_exemplars() if each.writer.endswith("seventh blind set")]
    return tuple((each.language, each.text) for each in strangers[::9])


def read(says: dict[ActKind, float], language: str, text: str) -> tuple[set[K], set[K]]:
    """What is understood without it and with it."""
    request = replace(asked(in_state(State.OPENED), text), language=language)
    remote = Elsewhere(tuple(Act(kind, confidence=chance) for kind, chance in says.items()))
    ours = understand(request, load_embedded_readers())
    both = understand(request, (*load_embedded_readers(), remote))
    return {act.kind for act in ours.acts}, {act.kind for act in both.acts}


@pytest.mark.slow
@given(says=SAYS, reply=st.deferred(lambda: st.sampled_from(replies())))
def test_what_stops_without_it_stops_with_it(
    says: dict[ActKind, float], reply: tuple[str, str]
) -> None:
    ours, both = read(says, *reply)
    for kind in ours & STOPS:
        assert both & {kind, CERTAIN.get(kind)}, reply


@pytest.mark.slow
@given(says=SAYS, reply=st.deferred(lambda: st.sampled_from(replies())))
@example({K.WRONG_PERSON: 1.0}, ("en", "um thats my dad im only eleven hes at work"))
def test_alone_it_ends_nothing_for_ever_and_books_nothing(
    says: dict[ActKind, float], reply: tuple[str, str]
) -> None:
    ours, both = read(says, *reply)
    for possible, certain in CERTAIN.items():
        if certain in both:
            assert ours & {certain, possible}, reply
    assert K.CHOOSES_SLOT not in both


@pytest.mark.slow
@given(reply=st.deferred(lambda: st.sampled_from(replies())))
@example(("en", "no 3, tides wrong that day anyway"))  # Only the rules say anything of it.
def test_it_never_turns_a_no_into_a_yes(reply: tuple[str, str]) -> None:
    ours, both = read({K.INTERESTED: 1.0, K.OPT_IN: 1.0, K.THANKS: 1.0}, *reply)
    if K.DECLINED in ours:
        assert not both & {K.INTERESTED, K.OPT_IN}, reply


def test_a_wrong_person_of_ours_is_not_handed_to_the_founder_instead() -> None:
    """Simulated world, seed 4 with a babbling model."""
    request = asked(in_state(State.OPENED), "You have the wrong number")
    says = Elsewhere((Act(K.DISTRESS, 1.0), Act(K.HOSTILE, 1.0), Act(K.COMPLAINT, 0.9)))
    acts = understand(request, (*load_embedded_readers(), says)).acts
    assert acts[0].kind is K.WRONG_PERSON


def test_every_worse_act_is_pooled_by_the_stronger_word() -> None:
    assert {kind for kind, how in POOLS.items() if how is Pool.STRONGEST} == {*WORSE, K.OPT_OUT}


def test_two_probabilities_become_one_by_the_rule_of_their_act() -> None:
    def pooled(kind: ActKind, ours: float, theirs: float) -> float:
        both = pool({kind: Act(kind, confidence=ours)}, {kind: Act(kind, confidence=theirs)})
        return both[kind].confidence

    assert pooled(K.COMPLAINT, 0.1, 0.9) == 0.9
    assert pooled(K.COMPLAINT, 0.1, REMOTE_STOPS - 0.01) == 0.1
    assert pooled(K.AUTOMATIC, 0.1, 0.9) == 0.1
    assert pooled(K.CANCELS_BOOKING, 0.2, 0.8) == 0.5
    assert pooled(K.INTERESTED, 0.1, 0.7) == 0.5
    assert pool({K.THANKS: Act(K.THANKS, 0.9)}, {})[K.THANKS].confidence == 0.3
