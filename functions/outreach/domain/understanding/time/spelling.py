"""Puts misspelt names of weekdays and months right: "wensday", "thrusday", "febuary", and the marks
around times.

Only long names, one slip away (long weekdays two) and with the same first letter; a word of the
language's own vocabularies is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

SHORTEST_CHARS = 6
LONGEST_CHARS = 16
TWO_SLIPS_CHARS = 9
"""From this length on the name of a weekday may be two slips away."""
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
_BEFORE = re.compile(r"\bb4\b", re.IGNORECASE)
_HESITATION = re.compile(r"(?<!\w)(?:u+m+|u+h+|erm|hm+|эм+|э+)(?!\w),?", re.IGNORECASE)
_NO_UM = re.compile(r"(?<!\w)no,?\s+(?:u+m+|u+h+|erm)(?!\w),?", re.IGNORECASE)
""" "No um Tuesday" is a no, and then a Tuesday."""
_DAY_AFTER = re.compile(r"\bday after(?=\s*[,.!?;:])", re.IGNORECASE)


def unify_marks(text: str) -> str:
    """The text without dots that only shorten a word, with one dash for "from … to", and without
    what somebody says while thinking."""
    text = _BEFORE.sub("before", text)
    text = _IS.sub(r"\1 is", _HESITATION.sub("", _NO_UM.sub("no.", text)))
    text = _SHORTENED_DAY.sub(r" \1", text)
    text = _DAY_AFTER.sub("day after that", _TURNED_DOWN.sub(r" \1.", text))
    text = _DASH.sub("-", _DASH_OF_HALVES.sub(" to ", text))
    return _SHORTENED.sub(r"\1 ", _HALF_OF_DAY.sub(r"\1m ", text))


def correct_names(words: str, *, names: Mapping[str, str], known: frozenset[str]) -> str:
    """The plain text with each misspelt name replaced by the name it is one slip from.

    `names` has what each means: forms of one name are no doubt about it.
    """
    return "".join(
        f"{_name_for(word, names) if _may_be_misspelt(word, known) else word} "
        for word in words.split(" ")
    )[:-1]


def _may_be_misspelt(word: str, known: frozenset[str]) -> bool:
    fits = SHORTEST_CHARS - 1 <= len(word) <= LONGEST_CHARS and word.isalpha()
    return fits and word not in known


def _name_for(word: str, names: Mapping[str, str]) -> str:
    """The name a slip away, or the word itself where none or several are."""
    for slips in (1, 2):
        found = {
            name
            for name in names
            if name[0] == word[0]
            and (slips == 1 or _is_long_weekday(name, names))
            and abs(len(name) - len(word)) <= slips
            and _is_near(word, name, slips)
        }
        if found:
            return min(found) if len({names[name] for name in found}) == 1 else word
    return word


def _is_long_weekday(name: str, names: Mapping[str, str]) -> bool:
    return len(name) >= TWO_SLIPS_CHARS and names[name].startswith("wd")


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
