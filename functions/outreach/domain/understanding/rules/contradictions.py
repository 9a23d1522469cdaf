"""Which of the acts found in one message can be meant together, and which are dropped."""

from __future__ import annotations

from functions.outreach.domain.understanding.acts import Act, ActKind, OpenQuestion, ReadingRequest
from functions.outreach.domain.understanding.languages.plain_text import plain, words_of
from functions.outreach.domain.understanding.rules.hits import (
    BOOKING_CHANGES,
    LAST,
    LIKELY,
    SURE,
    Hit,
    kinds_of,
)
from functions.outreach.domain.understanding.rules.questions import EXPLAINED
from functions.outreach.domain.understanding.rules.wanted_times import add_window, turn_into_not_now
from functions.outreach.domain.understanding.time.values import TimeWindow

_STORIES = frozenset({OpenQuestion.LEAVING_REASON, OpenQuestion.BLOCKERS})
"""Questions that invite a story: the story is the answer, whatever act it resembles."""
_POLITE_OK = frozenset(
    plain("ok okay fine alright great perfect cool gerai puiku хорошо ок ладно отлично").split()
)


def drop_contradictions(
    hits: list[Hit], window: TimeWindow | None, request: ReadingRequest
) -> list[Hit]:
    """Drop what cannot be meant beside the rest: "no, not now" is not a decline, and so on."""
    kinds = kinds_of(hits)
    drop: set[ActKind] = set()
    if ActKind.CHOOSES_SLOT in kinds:
        drop |= {ActKind.INTERESTED, ActKind.UNSURE, ActKind.NOT_NOW, ActKind.DECLINED}
        drop |= {ActKind.OTHER_TIMES}
    wishes = [hit.act for hit in hits if hit.act.kind is ActKind.OTHER_TIMES]
    if any(wish.window is not None and wish.confidence == SURE for wish in wishes):
        drop |= {ActKind.NOT_NOW}
    elif ActKind.NOT_NOW in kinds:
        drop |= {ActKind.DECLINED, ActKind.OTHER_TIMES, ActKind.UNSURE}
    elif ActKind.DECLINED in kinds:
        drop |= {ActKind.INTERESTED, ActKind.UNSURE}
    if ActKind.UNSURE in kinds and ActKind.NOT_NOW not in kinds:
        drop |= {ActKind.INTERESTED} if ActKind.DECLINED not in kinds else set()
    if kinds & BOOKING_CHANGES:
        drop |= {ActKind.INTERESTED, ActKind.DECLINED, ActKind.NOT_NOW}
    if request.offered and kinds >= {ActKind.OTHER_TIMES, ActKind.DECLINED}:
        # "None of them suits me" turns down the times, not the conversation.
        drop |= {ActKind.DECLINED} if ActKind.THANKS not in kinds else set()
    if ActKind.THANKS in kinds and _takes_leave(request.text):
        drop |= {ActKind.INTERESTED}
    if kinds >= BOOKING_CHANGES:
        drop |= {ActKind.CANCELS_BOOKING}
    if ActKind.ARE_YOU_A_PERSON in kinds:
        drop |= {ActKind.UNSURE}
    interested = ActKind.INTERESTED in kinds - drop
    if ActKind.NOT_NOW in kinds and ActKind.INTERESTED in kinds:
        drop |= {ActKind.INTERESTED}
    kept = [add_window(hit, window) for hit in hits if hit.act.kind not in drop]
    return [turn_into_not_now(hit, request, interested=interested) for hit in kept]


def add_answer(hits: list[Hit], words: str, request: ReadingRequest) -> list[Hit]:
    """Add ANSWERS where the agent had asked for words of the customer's own."""
    if ActKind.ANSWERS not in request.legal:
        return hits
    kinds = kinds_of(hits)
    answer = Hit(LAST + 1, Act(ActKind.ANSWERS, confidence=LIKELY))
    long = len(words_of(words)) >= 4
    if request.asked in _STORIES:
        refusing = {ActKind.NOT_NOW, ActKind.DECLINED, ActKind.ARE_YOU_A_PERSON}
        if not long and kinds & {*refusing, ActKind.ASKS_QUESTION, ActKind.ASKS_PRICE}:
            return hits
        part_of_story = {
            ActKind.NEGOTIATES,
            ActKind.UNSURE,
            ActKind.INTERESTED,
            ActKind.DECLINED,
        }
        return [*(hit for hit in hits if hit.act.kind not in part_of_story), answer]
    if not kinds & EXPLAINED and ActKind.ASKS_QUESTION not in kinds:
        return [*hits, answer]
    return hits


def _takes_leave(text: str) -> bool:
    """ "OK, thanks" ends a conversation; it does not agree to anything."""
    words = words_of(plain(text))
    return 0 < len(words) <= 4 and words[0] in _POLITE_OK
