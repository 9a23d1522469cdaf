"""Which sentences of a message ask something, and which approved answer they ask for."""

from __future__ import annotations

import re

from functions.outreach.domain.understanding.acts import Act, ActKind, ReadingRequest
from functions.outreach.domain.understanding.languages.plain_text import ASKS
from functions.outreach.domain.understanding.matching.answer_finder import find_answer
from functions.outreach.domain.understanding.rules.hits import LIKELY, SURE, Hit, sentences
from functions.outreach.domain.understanding.rules.lexicon import Lexicon
from functions.outreach.domain.understanding.time import phrases
from functions.outreach.domain.understanding.time.values import TimeWindow

_HAVE_LINES = {ActKind.ASKS_PRICE, ActKind.NEGOTIATES, ActKind.ARE_YOU_A_PERSON}
"""Questions that have lines of their own, so no knowledge is looked up."""
EXPLAINED = _HAVE_LINES | {
    ActKind.CHOOSES_SLOT,
    ActKind.OTHER_TIMES,
    ActKind.INTERESTED,
    ActKind.CHOOSES_CHANNEL,
    ActKind.RESCHEDULES,
    ActKind.CANCELS_BOOKING,
    ActKind.NOT_NOW,
    ActKind.UNSURE,
    ActKind.DECLINED,
}
"""A sentence with one of these needs no other reading as a question, unless an answer matches."""


def find_questions(
    words: str,
    lexicon: Lexicon,
    request: ReadingRequest,
    *,
    window: TimeWindow | None,
    hits: list[Hit],
) -> list[Hit]:
    """Each sentence that asks something the other `hits` do not explain."""
    language, found = lexicon.language, []
    for start, sentence in sentences(words):
        worded_as_one = _begins_like_a_question(sentence, lexicon)
        if not (worded_as_one or ASKS in sentence):
            continue
        end = start + len(sentence)
        inside = {hit.act.kind for hit in hits if start <= hit.at < end}
        if inside & _HAVE_LINES:
            continue
        timed = window is not None and bool(
            phrases.parse_window(sentence, language=language, local_now=request.local_now)
        )
        explained = timed or bool(inside & EXPLAINED)
        # "Speak to the founder? Sure": a mark alone asks nothing that its words do not.
        if explained and not worded_as_one:
            continue
        # A comparison with hundreds of answers is last: nothing else here takes long.
        answer = find_answer(sentence, request.answers, language=request.language)
        if explained and answer is None:
            continue
        confidence = SURE if answer is not None else LIKELY
        found.append(Hit(start, Act(ActKind.ASKS_QUESTION, confidence=confidence, answer=answer)))
    return found


def asks_about_product(words: str, lexicon: Lexicon) -> bool:
    """ "Does it work on Sundays?": every sentence asks about what is sold, none for a time."""
    every = [sentence for _, sentence in sentences(words)]
    asking = [
        sentence
        for sentence in every
        if ASKS in sentence or _begins_like_a_question(sentence, lexicon)
    ]
    about = any(lexicon.about_product.search(sentence) for sentence in asking)
    return (
        about
        and len(asking) == len(every)
        and not any(lexicon.about_meeting.search(sentence) for sentence in asking)
    )


def within_question(words: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """ "What happens to my data if I pass" declines nothing."""
    return any(
        start < match.start() < start + len(sentence) and _begins_like_a_question(sentence, lexicon)
        for start, sentence in sentences(words)
    )


def _begins_like_a_question(sentence: str, lexicon: Lexicon) -> bool:
    return lexicon.question.match(sentence, 1) is not None
