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
from functions.outreach.domain.understanding.time.clauses import Clauses

_SPACED = re.compile(r"(?<= )(?:\d|1\d|2[0-3]) (?=(?:00|15|30|45) )")
_DASHED = re.compile(r"(?<= )([01]?\d|2[0-3])-(?=([0-5][05]) )")
_FROM_HOUR = re.compile(r" \d{1,2}:\d\d (?:и|до|and|to|till|until|ir|iki) $")
_NOTHING = f" _{END}{ASKS}"
MINUTES_CHARS = 3
"""The minutes and the space behind them."""
_DAYS = (
    *("<wd>", "<wds>", "<days>", "<part>", "<th>", "<dotted>", "<following> <unit>"),
    *("<dom> [of] <month>", "<month> <dom> (d|diena|dienos)", "<dom> (d|числа)"),
)
_LEADING = (
    "(at|till|until|by|before|after|between|lets do|lets say|let us do|make it)",
    "(nuo|iki|po|pries|tarp)",
    "(в|во|к|ко|до|после|с|на|между)",
)
_FOLLOWING = (
    "(or|and|to|till|until|if|when|once|please|pls|thanks|cheers|works|suits|would|is)",
    "(ar|arba|ir|iki|jei|jeigu|prasau|prasom|aciu|tinka|tiks|tiktu|butu)",
    "(или|и|до|если|по|пожалуйста|спасибо|можно|удобно|подойдет|подходит|устроит|будет|жду"
    "|звон*|позвон*|созвон*|набер*|давайте)",
)
_DAY_BEHIND = ("[on|в|во|на] (<wd>|<wds>|<days>|<part>)",)
_NO_HOURS = (
    "(кабинет*|каб|офис*|оф|квартир*|кв|дом|комнат*|номер*|телефон*|тел|тариф*|цен*|заказ*|размер*)"
    " [~]",
)
"""What digits name rather than a day behind them: "room 10-05 on Tuesday"."""
_COURTESY = PhraseSet(
    (
        "(ok|okay|yes|yeah|yep|sure|fine|good|then|so|maybe|hi|hello|please|pls|thanks|thank you"
        "|cheers)",
        "(taip|gerai|tai|tada|gal|labas|sveiki|prasau|prasom|aciu)",
        "(да|хорошо|ок|окей|тогда|может|давайте|привет|здравствуйте|пожалуйста|спасибо)",
    )
)
"""What may stand beside an hour that is the whole message."""


class BareHours:
    """Puts a colon into digits that are an hour; it never changes where a word stands."""

    def __init__(self, vocabularies: Mapping[str, Vocabulary]) -> None:
        self._vocabularies = vocabularies

    @cached_property
    def _before(self) -> PhraseSet:
        return PhraseSet((*_DAYS, *_LEADING), self._vocabularies, at_end=True)

    @cached_property
    def _behind(self) -> PhraseSet:
        return PhraseSet((*_FOLLOWING, *_DAY_BEHIND), self._vocabularies)

    @cached_property
    def _day_behind(self) -> PhraseSet:
        return PhraseSet(_DAY_BEHIND, self._vocabularies)

    @cached_property
    def _names(self) -> PhraseSet:
        return PhraseSet(_NO_HOURS, at_end=True)

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
        if not _COURTESY.blank(f"{before}{behind}").strip(_NOTHING):
            return True
        ends = clauses.begins_at(end)
        if not ends and self._behind.match(words, end) is None:
            return False
        if self._before.search(before) is not None or _FROM_HOUR.search(before) is not None:
            return True
        dashed = "-" in match.group()
        beside = dashed and not ends and self._day_behind.match(words, end) is not None
        return beside and self._names.search(before) is None


def _is_no_range(match: re.Match[str]) -> bool:
    """Whether digits with a dash cannot be from one hour or day to another."""
    hour, minutes = int(match[1]), int(match[2])
    return minutes > 24 or minutes <= hour
