"""Puts misspelt names of weekdays and months right: "wensday", "thrusday", "febuary".

Only long names, one slip away and with the same first letter; a word of the language's own
vocabularies is never touched.
"""

from __future__ import annotations

from collections.abc import Mapping

SHORTEST_CHARS = 6
LONGEST_CHARS = 16


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
    found = {
        name
        for name in names
        if name[0] == word[0] and abs(len(name) - len(word)) <= 1 and _is_one_slip(word, name)
    }
    return min(found) if len({names[name] for name in found}) == 1 else word


def _is_one_slip(word: str, name: str) -> bool:
    """Whether one letter is wrong, missing, too many, or two neighbours changed places."""
    same = 0
    while same < min(len(word), len(name)) and word[same] == name[same]:
        same += 1
    rest, wanted = word[same:], name[same:]
    if len(rest) == len(wanted):
        swapped = rest[1:2] + rest[:1] + rest[2:]
        return rest[1:] == wanted[1:] or swapped == wanted
    return rest[1:] == wanted if len(rest) > len(wanted) else rest == wanted[1:]
