"""Finds the approved answer a question asks for, or none: an unsure match must stay unmatched.

It compares words only, never meaning, so the bar is high: a wrong answer is worse than "I don't
know, the founder does".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NewType

from functions.outreach.domain.understanding.languages.plain_text import fold, plain, words_of

AnswerId = NewType("AnswerId", str)

THRESHOLD = 0.62
"""Of likeness from 0 to 1; set by hand so that unrelated questions do not match."""
_ASKING = frozenset(
    word[:5]
    for word in plain(
        "what whats how why who where which when kas kodėl kaip kur kada kiek kokia koks "
        "что кто как где когда почему зачем какой какая сколько откуда"
    ).split()
)
"""Question words (five letters of them): many questions share them, so they weigh half."""
_STEM_CHARS = {"en": 6, "lt": 5, "ru": 5}
"""Inflected endings differ, beginnings do not."""
_EMPTY = {
    "en": "a an the is are am was were be do does did you your yours i me my we our us it its this "
    "that these those to of in on at for and or so please can could would will shall may might "
    "have has had just with by from there if ok well hi hello hey um uh yes but then sorry",
    "lt": "ar o ir tai cia yra buvo bus jus jusu jums as man mano mes mus musu tu tavo su i is uz "
    "prie prasau gal galite galima galiu galetumet ta tas sis si sita kad bet sveiki laba diena na",
    "ru": "а и но ли это эта этот эти вы вас вам ваш ваша ваши я мне меня мой моя мы нам нас наш в "
    "во на с со по для от из у к о об же бы можно можете пожалуйста здравствуите привет ну да есть",
}


@dataclass(frozen=True, slots=True)
class ApprovedQuestion:
    """An approved answer and the ways customers ask for it, as shown to a reader."""

    answer: AnswerId
    questions: tuple[str, ...]


def find_answer(
    question: str, answers: Sequence[ApprovedQuestion], *, language: str
) -> AnswerId | None:
    """The answer whose questions are most like this one, if any is like enough."""
    asked = _stems(question, language)
    known = [
        (_stems(text, language), answer.answer) for answer in answers for text in answer.questions
    ]
    if not asked or not known:
        return None
    rarity = _rarity([stems for stems, _ in known])
    best, answer = max(
        ((likeness(asked, stems, rarity), answer) for stems, answer in known),
        key=lambda pair: pair[0],
    )
    return answer if best >= THRESHOLD else None


def likeness(asked: Counter[str], known: Counter[str], rarity: dict[str, float]) -> float:
    """Shared words by all words (Dice), rare and unknown ones weighing more; 1 is equality."""
    unseen = max(rarity.values(), default=1.0)

    def weight(stems: Counter[str]) -> float:
        return sum(
            count * rarity.get(stem, 2 * unseen) * (0.5 if stem[:5] in _ASKING else 1)
            for stem, count in stems.items()
        )

    both = weight(asked) + weight(known)
    return 2 * weight(asked & known) / both if both else 0.0


def _rarity(questions: list[Counter[str]]) -> dict[str, float]:
    seen = Counter(stem for stems in questions for stem in stems)
    return {stem: 1 + math.log(len(questions) / count) / 4 for stem, count in seen.items()}


def _stems(text: str, language: str) -> Counter[str]:
    """Word beginnings without words that say nothing; all words if nothing else is there."""
    empty = frozenset(fold(_EMPTY.get(language, "")).split())
    chars = _STEM_CHARS.get(language, 6)
    words = words_of(plain(text))[:60]
    telling = [word for word in words if word not in empty] or words
    return Counter(word[:chars] for word in telling)
