"""Hours as they are typed in a hurry: "Tuesday 14 30", and "16-15" as Russians write them.

Such digits are an hour only where a day or a word of time leads to them and nothing behind them
makes them a number of something; else they are a price, a range, an address, a piece of a phone
number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property

from functions.outreach.domain.understanding.languages.pattern import Vocabulary
from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.plain_text import ASKS, END
from functions.outreach.domain.understanding.languages.typed_words import TypedWords
from functions.outreach.domain.understanding.time.clauses import Clauses

_SPACED = re.compile(r"(?<= )(?:\d|1\d|2[0-3]) (?=(?:00|15|30|45) )")
_DASHED = re.compile(r"(?<= )([01]?\d|2[0-3])-(?=([0-5][05]) )")
_NOTHING = f" _{END}{ASKS}"
MINUTES_CHARS = 3
"""The minutes and the space behind them."""
_DAYS = (
    *("<wd>", "<wds>", "<days>", "<part>", "<th>", "<dotted>", "<following> <unit>"),
    "<dom> <month>",
)
_DAY_BEHIND = "(<wd>|<wds>|<days>|<part>)"


class BareHours:
    """Puts a colon into digits that are an hour; it never changes where a word stands."""

    def __init__(self, vocabularies: Mapping[str, Vocabulary], words: TypedWords) -> None:
        self._vocabularies, self._words = vocabularies, words

    @cached_property
    def _before(self) -> PhraseSet:
        phrases = (*_DAYS, *self._words.dates, *self._words.leading)
        return PhraseSet(phrases, self._vocabularies, at_end=True)

    @cached_property
    def _behind(self) -> PhraseSet:
        return PhraseSet((*self._words.following, self._day), self._vocabularies)

    @cached_property
    def _day_behind(self) -> PhraseSet:
        return PhraseSet((self._day,), self._vocabularies)

    @property
    def _day(self) -> str:
        leads = self._words.day_leads
        return f"[{'|'.join(leads)}] {_DAY_BEHIND}" if leads else _DAY_BEHIND

    @cached_property
    def _names(self) -> PhraseSet:
        return PhraseSet(self._words.numbered, at_end=True)

    @cached_property
    def _courtesies(self) -> PhraseSet:
        return PhraseSet(self._words.courtesies)

    @cached_property
    def _from_hour(self) -> re.Pattern[str]:
        return re.compile(rf" \d{{1,2}}:\d\d (?:{'|'.join(self._words.ranging)}) $")

    def write(self, words: str, clauses: Callable[[], Clauses], *, dashes: bool) -> str:
        """The plain text with "14 30" as "14:30" where it is an hour, and "16-15" if `dashes`.

        `clauses` finds those of the same text; it is asked only where there are such digits.
        """
        found = list(_SPACED.finditer(words))
        if dashes:
            found += [match for match in _DASHED.finditer(words) if _is_no_range(match)]
        for match in found:
            if self._is_hour(words, match, clauses()):
                colon = match.end() - 1
                words = f"{words[:colon]}:{words[colon + 1 :]}"
        return words

    def _is_hour(self, words: str, match: re.Match[str], clauses: Clauses) -> bool:
        before, end = words[: match.start()], match.end() + MINUTES_CHARS
        behind = words[end:]
        if behind[:1].isdigit():
            return False
        if not self._courtesies.blank(f"{before}{behind}").strip(_NOTHING):
            return True
        ends = clauses.begins_at(end)
        if not ends and self._behind.match(words, end) is None:
            return False
        if self._before.search(before) is not None or self._from_hour.search(before) is not None:
            return True
        dashed = "-" in match.group()
        beside = dashed and not ends and self._day_behind.match(words, end) is not None
        return beside and self._names.search(before) is None


def _is_no_range(match: re.Match[str]) -> bool:
    """Whether digits with a dash cannot be from one hour or day to another."""
    hour, minutes = int(match[1]), int(match[2])
    return minutes > 24 or minutes <= hour
