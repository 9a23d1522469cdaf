"""Puts misspelt names of weekdays and months right: "wensday", "thrusday", "febuary", and the marks
around times.

Only long names, one slip away (long weekdays two) and with the same first letter; a word of the
language's own vocabularies is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

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
_SHORTENED_DAY = re.compile(r"(?<=\d)\s?(d|val|men|m)\.(?=\s+[\da-ząčęėįšųūž])")
""" "Iki 19 d. imtinai": the dot ends no sentence where a small letter follows."""
_TURNED_DOWN = re.compile(
    r"(?<=\w) (ne|не|нет|no|cannot|can['’]?t|nope|negaliu|netinka|не (?:могу|подходит))\s*,(?=\s)",
    re.IGNORECASE,
)
"""A comma behind a no belongs to what it turns down: "Thursday no, Friday yes"."""
_HALF_OF_DAY = re.compile(r"(?<=\d)\s?([ap])\.\s?m\.", re.IGNORECASE)
"""Dots that end no sentence: "Oct. 2", "1 p.m."."""
_IS = re.compile(
    r"\b((?:to|yester)?day|tomorrow|\w+day|january|february|april|june|july|august|\w+ber|tonight"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|weekend)['’]s\b",
    re.IGNORECASE,
)
""" "Thursday's out" is about one Thursday."""
_IS_DOING = re.compile(r"(?<=\w)['’]s(?=\s+(?!morning|evening)\w+ing\b)", re.IGNORECASE)
""" "The accountant's coming" is no accountant of somebody."""
_NEXT = re.compile(r"(?<=след)ущ", re.IGNORECASE)
_BEFORE = re.compile(r"\b(?:b4|befor|befre|bfore|b4e)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bb/w\b|\bbtwn\b|\bbtw(?=\s+\d)", re.IGNORECASE)
_AND = re.compile(r"(?<=\d)\s+n\s+(?=\d)", re.IGNORECASE)
_AT = re.compile(r"@\s?(?=\d)")
_PARTS = {"am": "morning", "pm": "afternoon", "eve": "evening", "aft": "afternoon"}
_SHORT_PART = re.compile(
    r"\b(mon|tues?|wed|weds|thurs?|fri|sat|sun|(?:to|\w+)day|tomorrow|tmrw|tmr|tomoz)"
    r"\s+(am|pm|eve|aft)\b(?!\s+(?:i|we|not)\b)",
    re.IGNORECASE,
)
""" "Fri am", "tmrw eve"."""
_SATURDAY = re.compile(
    r"\bsat\b(?=\s*(?:at|from|after|before|between|or|and|morning|afternoon|arvo|evening|noon|\d"
    r"|[,.?!]|$))|(?<=\bon )sat\b|(?<=\bthis )sat\b|(?<=\bnext )sat\b|(?<=\bor )sat\b",
    re.IGNORECASE,
)
"""Short for the day, where it is not said of somebody who sat."""
_HESITATION = re.compile(r"(?<!\w)(?:u+m+|u+h+|erm|hm+|эм+|э+)(?!\w),?", re.IGNORECASE)
_NO_UM = re.compile(r"(?<!\w)no,?\s+(?:u+m+|u+h+|erm)(?!\w),?", re.IGNORECASE)
""" "No um Tuesday" is a no, and then a Tuesday."""
_DAY_AFTER = re.compile(r"\bday after(?=\s*[,.!?;:])", re.IGNORECASE)


def unify_marks(text: str) -> str:
    """The text without dots that only shorten a word, with one dash for "from … to", and without
    what somebody says while thinking."""
    text = _AT.sub(" at ", _BEFORE.sub("before", _NEXT.sub("ующ", text)))
    text = _AND.sub(" and ", _BETWEEN.sub("between", text))
    text = _SHORT_PART.sub(lambda part: f"{part[1]} {_PARTS[part[2].lower()]}", text)
    text = _SATURDAY.sub("saturday", text)
    text = _IS_DOING.sub(" is", text)
    text = _IS.sub(r"\1 is", _HESITATION.sub("", _NO_UM.sub("no.", text)))
    text = _SHORTENED_DAY.sub(r" \1", text)
    text = _DAY_AFTER.sub("day after that", _TURNED_DOWN.sub(r" \1.", text))
    text = _DASH.sub("-", _DASH_OF_HALVES.sub(" to ", text))
    return _SHORTENED.sub(r"\1 ", _HALF_OF_DAY.sub(r"\1m ", text))


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
