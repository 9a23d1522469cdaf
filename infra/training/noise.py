"""Makes of an exemplar what a speech recogniser would have written of it.

Used in training alone: a line as it was typed and once as it might be heard in a call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from infra.training.exemplars import Exemplar

FILLERS = {
    "en": ("um", "uh", "like", "yeah", "so", "well"),
    "lt": ("nu", "ee", "tai", "žinai", "čia", "vat"),
    "ru": ("ну", "эм", "вот", "это", "так", "значит"),
}
LOST, CUT, FILLED, SPLIT = 0.05, 0.10, 0.14, 0.17
"""Upper ends of the shares of words that are lost, lose a letter, get a filler, fall apart."""

SEED = 20261129


def all_as_heard(exemplars: Iterable[Exemplar]) -> list[Exemplar]:
    """Each as a recogniser might have written it, in their order: the same every time."""
    random = Random(SEED)
    return [as_heard(exemplar, random) for exemplar in exemplars]


def as_heard(exemplar: Exemplar, random: Random) -> Exemplar:
    """The exemplar without capitals and punctuation, and with a recogniser's mistakes."""
    heard = [word for word in (_bare(each) for each in exemplar.text.lower().split()) if word]
    words: list[str] = []
    for word in heard:
        chance = random.random()
        if chance < LOST and len(heard) > 1:
            continue
        if chance < CUT and len(word) > 3:
            at = random.randrange(len(word) - 1)
            words.append(word[:at] + word[at + 1 :])
        elif chance < FILLED:
            words += [random.choice(FILLERS[exemplar.language]), word]
        elif chance < SPLIT and len(word) > 4:
            words += [word[: len(word) // 2], word[len(word) // 2 :]]
        else:
            words.append(word)
    text = " ".join(words) or exemplar.text
    situation = "other" if random.random() < 0.2 else exemplar.situation
    return replace(exemplar, text=text, channel="voice", situation=situation)


def _bare(word: str) -> str:
    return "".join(char for char in word if char.isalnum() or char in "'’")
