"""What a message asks about this talk itself: who writes, whence the number, how long, how to stop.

Every founder approves answers to these few things, and strangers ask for them in countless ways, so
that a table of its own tells them apart; it knows nothing of what is sold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from functions.outreach.domain.understanding.knowledge import AnswerId, ApprovedQuestion
from functions.outreach.domain.understanding.matching.asked_text import AskedText, count_words
from functions.outreach.domain.understanding.matching.counted_wordings import count_wording
from functions.outreach.domain.understanding.matching.topic_table import (
    TopicTable,
    load_talk,
    shares,
    table_of,
)

TALK_SHARE = 0.6
"""So much the table of the talk counts beside the choice over all answers, and …"""
TALK_LINE = 0.45
"""… from here on the answer is given: of three sets of questions, each by a table that had not seen
it, 453 of 560 got theirs and 6 of 938 a wrong one, how to stop aside
(docs/decisions/108-a-sure-question-outweighs-a-suspicion.md)."""
SURELY_TALK = 0.8
"""So sure, the table is believed where a word names the product too: "person or program?"."""
OWN_TOPIC = 0.5
"""An answer is about a topic of the talk if its wordings are so on average."""
HOW_STOP = "how-stop"
RECORDED = "recorded"
_CATALOGUES = 16


def find_topic_shares(text: str, *, language: str) -> dict[str, float]:
    """For each topic of the talk, how likely a text asks about it; what they leave of 1 is none."""
    return count_topic_shares(count_words(text, language=language), language=language)


def count_topic_shares(asked: AskedText, *, language: str) -> dict[str, float]:
    """As `find_topic_shares`, of a text that is counted."""
    table = table_of(load_talk(), language)
    return _topic_shares(asked, table.scores(asked.features), table)


def _topic_shares(asked: AskedText, scores: Sequence[float], table: TopicTable) -> dict[str, float]:
    return dict(zip(table.topics, shares(scores), strict=True)) if asked.features else {}


@lru_cache(maxsize=_CATALOGUES)
def find_answer_topics(
    answers: Sequence[ApprovedQuestion], *, language: str
) -> Mapping[AnswerId, str]:
    """Which answers are about the talk, each with its topic; of two about one topic neither."""
    topic_of: dict[AnswerId, str] = {}
    table = table_of(load_talk(), language)
    none = table.topics[-1]
    for answer in answers:
        counted = [count_wording(text, language=language) for text in answer.questions]
        every = [_topic_shares(each.text, each.talk, table) for each in counted]
        for topic in every[0] if every else ():
            mean = sum(each.get(topic, 0.0) for each in every) / len(every)
            if topic != none and mean >= OWN_TOPIC:
                topic_of[answer.answer] = topic
    known = list(topic_of.values())
    return {answer: topic for answer, topic in topic_of.items() if known.count(topic) == 1}


def is_how_to_stop(answer: AnswerId, answers: Sequence[ApprovedQuestion], *, language: str) -> bool:
    """Whether an approved answer says how to stop the messages."""
    return find_answer_topics(tuple(answers), language=language).get(answer) == HOW_STOP


def is_asked_about_talk(question: str, topic: str, *, language: str) -> bool:
    """Whether one wording by itself rather asks about this topic of the talk than about another or
    none."""
    return find_topic_shares(question, language=language).get(topic, 0.0) >= OWN_TOPIC
