"""Puts misspelt names of weekdays and months right: "wensday", "thrusday", "febuary", and the marks
around times.

Only long names, one slip away (long weekdays two) and with the same first letter; a word of the
language's own vocabularies is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from functions.outreach.domain.understanding.languages.tables import load_typed_words

SHORTEST_CHARS = 6
SHORTEST_PART_CHARS = 7
"""Of an English part of the day: shorter ones, and those of languages that inflect, are near too
many words."""
LONGEST_CHARS = 16
TWO_SLIPS_CHARS = 9
"""From this length on the name of a weekday may be two slips away."""
MANY_WORDS = 4096
"""So many words are remembered with what they are one slip from."""
_DASH = re.compile(r"(?<=\d)(?:\s?[–—]\s?| - )(?=\d)")
_DASH_OF_HALVES = re.compile(r"(?<=[ap]m)\s?[-–—]\s?(?=\d)", re.IGNORECASE)
_SHORTENED = re.compile(r"(?<!\w)([^\W\d_]{2,5})\.(?=\s*\d)")
_HALF_OF_DAY = re.compile(r"(?<=\d)\s?([ap])\.\s?m\.", re.IGNORECASE)
"""Dots that end no sentence: "Oct. 2", "1 p.m."."""
_AT = re.compile(r"@\s?(?=\d)")


def unify_marks(text: str, *, language: str) -> str:
    """The text without dots that only shorten a word, with one dash for "from … to", and spelt out
    as the language's table has it."""
    text = _AT.sub(" at ", text)
    for shortened, spelt in _respellings(language):
        text = shortened.sub(spelt, text)
    text = _DASH.sub("-", _DASH_OF_HALVES.sub(" to ", text))
    return _SHORTENED.sub(r"\1 ", _HALF_OF_DAY.sub(r"\1m ", text))


@cache
def _respellings(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    respelt = load_typed_words(language).respelt
    return tuple((re.compile(pattern, re.IGNORECASE), spelt) for pattern, spelt in respelt)


class NameCorrection:
    """Replaces each misspelt name in a plain text by the name it is one slip from.

    `names` has what each means: forms of one name are no doubt about it. Words of `known` are
    never touched.
    """

    def __init__(self, names: Mapping[str, str], known: frozenset[str]) -> None:
        self.known = known
        self._meanings = names
        self._by_letter: dict[str, list[str]] = {}
        for name in names:
            self._by_letter.setdefault(name[0], []).append(name)
        # People use the same words: most are compared with every name once.
        self._name_for = lru_cache(maxsize=MANY_WORDS)(self._find_name)

    def correct(self, words: str) -> str:
        return " ".join(
            self._name_for(word) if self._may_be_misspelt(word) else word
            for word in words.split(" ")
        )

    def _may_be_misspelt(self, word: str) -> bool:
        fits = SHORTEST_CHARS - 1 <= len(word) <= LONGEST_CHARS and word.isalpha()
        return fits and word not in self.known

    def _find_name(self, word: str) -> str:
        """The name a slip away, or the word itself where none or several are."""
        for slips in (1, 2):
            found = [
                name
                for name in self._by_letter.get(word[0], ())
                if abs(len(name) - len(word)) <= slips
                and (slips == 1 or self._is_long_weekday(name))
                and _is_near(word, name, slips)
            ]
            if found:
                return min(found) if len({self._meanings[name] for name in found}) == 1 else word
        return word

    def _is_long_weekday(self, name: str) -> bool:
        return len(name) >= TWO_SLIPS_CHARS and self._meanings[name].startswith("wd")


def _is_near(word: str, name: str, slips: int) -> bool:
    """Whether so few letters are wrong, missing, too many, or changed places with a neighbour."""
    same = 0
    while same < min(len(word), len(name)) and word[same] == name[same]:
        same += 1
    rest, wanted = word[same:], name[same:]
    if not rest or not wanted or slips == 0:
        return max(len(rest), len(wanted)) <= slips
    swapped = len(rest) > 1 and len(wanted) > 1 and rest[:2] == wanted[1::-1]
    return (
        (swapped and _is_near(rest[2:], wanted[2:], slips - 1))
        or _is_near(rest[1:], wanted[1:], slips - 1)
        or _is_near(rest[1:], wanted, slips - 1)
        or _is_near(rest, wanted[1:], slips - 1)
    )
