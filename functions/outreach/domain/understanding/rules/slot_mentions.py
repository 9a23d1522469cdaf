"""Where a message speaks of the offered times: which of them it means, and whether it wants them.

It finds and weighs every mention by itself; which time is chosen is decided by `slot_choice`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto
from functools import cache
from itertools import pairwise

from functions.outreach.domain.understanding.languages.pattern import meaning
from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.plain_text import ASKS, END, words_of
from functions.outreach.domain.understanding.languages.slot_words import (
    EARLIER,
    EARLIEST,
    FIRST,
    FIRST_TWO,
    LAST,
    LAST_TWO,
    LATER,
    LATEST,
    MIDDLE,
    SECOND,
    THIRD,
    SlotWords,
)
from functions.outreach.domain.understanding.languages.tables import load_slot_words
from functions.outreach.domain.understanding.time.phrases import WishedTimes
from functions.outreach.domain.understanding.time.values import (
    Days,
    Moment,
    Placed,
    TimesOfDay,
    TimeWindow,
    Weekdays,
)
from functions.outreach.domain.understanding.time.window import join_points

LABELLED_WORDS = 25
"""In a longer message a place in the list ("the second one") may be of something else."""
BEHIND_WORDS = 6
OTHER_WORDS = 4
"""A sentence with more other words than these chooses only what it says it wants."""
SHORT_QUESTION_WORDS = 4
"""A question that has no more words than this beside a time proposes it."""
_OF_TWO = {FIRST: EARLIER, EARLIEST: EARLIER, SECOND: LATER, LAST: LATER, LATEST: LATER}
"""What a place in the list means where two of them are compared."""


class Wanted(Enum):
    YES = auto()
    NAMED = auto()
    """Nothing is said of it but its name."""
    OPEN = auto()
    """Asked about, or only perhaps."""
    NO = auto()


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the message that names offered times, or a time that was not offered."""

    start: int
    end: int
    fits: frozenset[int]
    """Which of the offered times it can mean; empty for another time."""
    chooses: bool = True
    """Whether it can choose by itself: a relative day, a week or "after three" cannot."""
    timed: bool = False
    """Whether it names an hour or a part of the day."""
    compares: str = ""
    """`EARLIER` or `LATER`, as long as it is open of which two."""
    wanted: Wanted = Wanted.NAMED


@dataclass(frozen=True, slots=True)
class SlotLexicon:
    """One language's words for choosing, ready to be searched for."""

    words: SlotWords
    beside: frozenset[str]
    at_time: frozenset[str]
    of_two: frozenset[str]
    joining: frozenset[str]
    nots: frozenset[str]
    nots_forward: frozenset[str]
    labels: PhraseSet
    bare: PhraseSet
    alone: PhraseSet
    compared: PhraseSet
    many: PhraseSet
    rest: PhraseSet
    refused_before: PhraseSet
    refused_behind: PhraseSet
    wanted_before: PhraseSet
    wanted_behind: PhraseSet
    unsettled: PhraseSet
    proposing: PhraseSet
    two: PhraseSet


@cache
def load_slot_lexicon(language: str) -> SlotLexicon:
    words = load_slot_words(language)
    places = {"place": words.places}
    return SlotLexicon(
        words=words,
        beside=frozenset(words.beside.split()),
        at_time=frozenset(words.at_time.split()),
        of_two=frozenset(words.of_two.split()),
        joining=frozenset(words.joining.split()),
        nots=frozenset(words.nots.split()),
        nots_forward=frozenset(words.nots_forward.split()),
        labels=PhraseSet(words.labels, places),
        bare=PhraseSet(("<place>",), places),
        alone=PhraseSet(("<place>",), {"place": words.alone}),
        compared=PhraseSet(("<place>",), {"place": words.compared}),
        many=PhraseSet(("<place>",), {"place": words.many}),
        rest=PhraseSet(words.rest),
        refused_before=PhraseSet(words.refused_before, at_end=True),
        refused_behind=PhraseSet(words.refused_behind),
        wanted_before=PhraseSet(words.wanted_before, at_end=True),
        wanted_behind=PhraseSet(words.wanted_behind),
        unsettled=PhraseSet(words.unsettled),
        proposing=PhraseSet(words.proposing),
        two=PhraseSet(words.two),
    )


def find_mentions(
    times: WishedTimes,
    offered: tuple[datetime, ...],
    *,
    lexicon: SlotLexicon,
    local_now: datetime,
    asks: PhraseSet,
) -> tuple[Mention, ...]:
    """Every mention in the order of the words, with what is said of it.

    `asks`: words a question begins with.
    """
    named = _places(times.words, lexicon, offered)
    groups = _time_groups(times, lexicon, offered, local_now)
    # "3" may be the third time or three o'clock: a number is looked at as both.
    groups = [
        one
        for one in groups
        if times.words[one.start : one.end].strip().isdigit()
        or not any(_overlap(one, place) for place in named)
    ]
    named = [place for place in named if not _is_another_day(place, times, offered)]
    mentions = sorted([*named, *groups], key=lambda one: one.start)
    mentions = _compared(times.words, mentions, lexicon, offered)
    return _weighed(times.words, mentions, lexicon, asks)


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _is_another_day(place: Mention, times: WishedTimes, offered: tuple[datetime, ...]) -> bool:
    """ "The first" may be the first of the month: where that was offered too, it is not a place."""
    for one in times.placed:
        if one.start < place.end and place.start < one.end and isinstance(one.bare, Days):
            days = {start.date() for start in offered}
            return one.bare.first in days and one.bare.first not in {
                offered[slot].date() for slot in place.fits
            }
    return False


def _places(words: str, lexicon: SlotLexicon, offered: tuple[datetime, ...]) -> list[Mention]:
    """Places in the list: named outright, or where nothing else is said."""
    found: list[tuple[int, int, str]] = []
    spoken = words_of(words)
    for match in lexicon.many.finditer(words):
        key = str(meaning(lexicon.words.many, match["place"]))
        found.append((match.start("place"), match.end("place"), key))
    taken = words
    for start, end, _ in found:
        taken = taken[:start] + "_" * (end - start - 1) + " " + taken[end:]
    if len(spoken) <= LABELLED_WORDS:
        for match in lexicon.labels.finditer(taken):
            key = str(meaning(lexicon.words.places, match["place"]))
            found.append((match.start("place"), match.end("place"), key))
    if not found:
        bare = list(lexicon.bare.finditer(words))
        besides = [word for word in words_of(lexicon.bare.blank(words)) if word != "_"]
        if bare and all(word in lexicon.beside for word in besides):
            found += [
                (m.start(), m.end(), str(meaning(lexicon.words.places, m["place"]))) for m in bare
            ]
    alone = lexicon.alone.search(words) if not found and len(spoken) == 1 else None
    if alone is not None:
        found.append(
            (alone.start(), alone.end(), str(meaning(lexicon.words.alone, alone["place"])))
        )
    of_two = lexicon.two.search(words) is not None
    return [
        Mention(start, end, _slots_of(key, offered))
        for start, end, key in found
        if not (of_two and key in _OF_TWO)
    ]


def _slots_of(key: str, offered: tuple[datetime, ...]) -> frozenset[int]:
    """The offered times a place means; empty if the list has no such place."""
    count = len(offered)
    in_time = sorted(range(count), key=offered.__getitem__)
    places = {
        FIRST: range(1),
        SECOND: range(1, 2),
        THIRD: range(2, 3),
        LAST: range(count - 1, count),
        EARLIEST: in_time[:1],
        LATEST: in_time[-1:],
        MIDDLE: in_time[1:2] if count == 3 else (),
        FIRST_TWO: range(2),
        LAST_TWO: range(count - 2, count),
    }
    return frozenset(slot for slot in places[key] if 0 <= slot < count)


def _time_groups(
    times: WishedTimes,
    lexicon: SlotLexicon,
    offered: tuple[datetime, ...],
    local_now: datetime,
) -> list[Mention]:
    """Each day with its hour, each hour by itself."""
    groups: list[list[Placed]] = []
    for one in times.wished:
        if one.bare is None:
            continue
        if groups and _goes_on(groups[-1], one, times.words, lexicon):
            groups[-1].append(one)
        else:
            groups.append([one])
    found = [
        mention
        for group in groups
        if (mention := _mention_of(group, offered, local_now)) is not None
    ]
    return found + _written_hours(times, offered, found)


def _goes_on(group: list[Placed], one: Placed, words: str, lexicon: SlotLexicon) -> bool:
    """Whether a point is the hour of the day before it, or the day of the hour before it."""
    between = words[group[-1].end : one.start].split()
    if not all(word in lexicon.at_time for word in between):
        return False
    if isinstance(one.bare, TimesOfDay):
        return not (_is_exact(one) and any(_is_exact(other) for other in group))
    return not any(isinstance(other.bare, Days | Weekdays | Moment) for other in group)


def _is_exact(one: Placed) -> bool:
    return isinstance(one.bare, TimesOfDay) and one.bare.exact is not None


def _mention_of(
    group: list[Placed], offered: tuple[datetime, ...], local_now: datetime
) -> Mention | None:
    points = [
        one.bare if "not" in one.modifiers or one.point is None else one.point for one in group
    ]
    known = [point for point in points if point is not None]
    window = join_points(known, local_now=local_now)
    if window is None:
        return None
    weekdays = tuple(day for point in known if isinstance(point, Weekdays) for day in point.days)
    dated = any(isinstance(point, Days | Moment) for point in known)
    naming = _Naming(day=dated or bool(weekdays), weekdays=() if dated else weekdays)
    fits = frozenset(slot for slot, start in enumerate(offered) if _fits(start, window, naming))
    hours = [point for point in known if isinstance(point, TimesOfDay)]
    timed = bool(hours) or any(isinstance(point, Moment) for point in known)
    only_bounds = bool(hours) and not any(hour.exact or hour.part for hour in hours)
    one_day = window.at is not None or window.earliest == window.latest or len(weekdays) == 1
    relative = all(one.relative for one in group)
    # "After three" or "tomorrow" may fit one time by chance; "tomorrow at ten" is that one.
    alone = only_bounds and not naming.day
    chooses = (timed and not alone) or (one_day and not timed and not relative)
    return Mention(group[0].start, group[-1].end, fits, chooses=chooses, timed=timed)


def _written_hours(
    times: WishedTimes, offered: tuple[datetime, ...], found: list[Mention]
) -> list[Mention]:
    """ "1430" is an offered hour in four digits; one number alone is an hour of the day."""
    hours = {start.strftime("%H%M"): slot for slot, start in enumerate(offered)}
    alone = len(words_of(times.words)) == 1
    written, at = [], 0
    for word in times.words.split(" "):
        taken = any(one.start <= at < one.end for one in found)
        if word in hours and not taken:
            written.append(Mention(at, at + len(word) + 1, frozenset({hours[word]})))
        elif alone and not taken and word.isdigit() and len(word) <= 2:
            fitting = frozenset(
                slot
                for slot, start in enumerate(offered)
                if start.minute == 0 and int(word) in (start.hour, start.hour - 12)
            )
            if fitting:
                written.append(Mention(at, at + len(word) + 1, fitting))
        at += len(word) + 1
    return written


@dataclass(frozen=True, slots=True)
class _Naming:
    """What kinds of time a mention names: an hour alone is no day, a weekday is no date."""

    day: bool
    weekdays: tuple[int, ...]


def _fits(start: datetime, window: TimeWindow, naming: _Naming) -> bool:
    if naming.day and not _on_day(start.date(), window, naming):
        return False
    if window.at is not None:
        return start.time() == window.at.time()
    clock = start.time()
    after = window.from_time is None or clock >= window.from_time
    before = window.to_time is None or clock < window.to_time
    return after and before


def _on_day(day: date, window: TimeWindow, naming: _Naming) -> bool:
    if naming.weekdays:
        # "Thursday" is the Thursday that was offered, whichever week it is in.
        return day.weekday() in naming.weekdays
    if window.weekdays and day.weekday() not in window.weekdays:
        return False
    last = window.latest if window.latest is not None else day + timedelta(days=1)
    return window.earliest <= day <= last


def _compared(
    words: str, mentions: list[Mention], lexicon: SlotLexicon, offered: tuple[datetime, ...]
) -> list[Mention]:
    """Mentions with "the later of the two afternoon ones" settled to one of them."""
    found = list(mentions)
    of_two = lexicon.two.search(words) is not None
    for start, end, key in _comparisons(words, lexicon):
        if any(one.start < end and start < one.end for one in found):
            continue
        beside = next(
            (one for one in found if _stands_beside(words, one, start, end, lexicon)), None
        )
        two = beside is not None and len(beside.fits) == 2
        if beside is not None and two:
            pick = sorted(beside.fits, key=offered.__getitem__)[-1 if key == LATER else 0]
            found.remove(beside)
            whole = min(start, beside.start), max(end, beside.end)
            found.append(Mention(*whole, frozenset({pick}), compares=key))
        elif not found and not of_two and _all_beside(words, start, end, lexicon):
            # "The later one", and nothing else: of three it is the last.
            extreme = LATEST if key == LATER else EARLIEST
            found.append(Mention(start, end, _slots_of(extreme, offered), compares=key))
        elif beside is not None or of_two or _of_two(words, end, lexicon):
            found.append(Mention(start, end, frozenset(), compares=key))
    return sorted(found, key=lambda one: one.start)


def _comparisons(words: str, lexicon: SlotLexicon) -> list[tuple[int, int, str]]:
    """Where words compare two times, and how; "the second" does so where two are spoken of."""
    known = lexicon.words.compared
    found = [
        (match.start(), match.end(), str(meaning(known, match["place"])))
        for match in lexicon.compared.finditer(words)
    ]
    if lexicon.two.search(words):
        places = [
            (match.start(), match.end(), str(meaning(lexicon.words.places, match["place"])))
            for match in lexicon.bare.finditer(words)
        ]
        found += [(start, end, _OF_TWO[key]) for start, end, key in places if key in _OF_TWO]
    return found


def _stands_beside(words: str, one: Mention, start: int, end: int, lexicon: SlotLexicon) -> bool:
    between = words[end : one.start] if one.start >= end else words[one.end : start]
    return all(word in lexicon.of_two for word in between.split())


def _all_beside(words: str, start: int, end: int, lexicon: SlotLexicon) -> bool:
    """Whether nothing else is said that could change what is meant."""
    return all(word in lexicon.beside for word in words_of(words[:start] + words[end:]))


def _of_two(words: str, end: int, lexicon: SlotLexicon) -> bool:
    following = words[end:].split()
    return bool(following) and following[0] in lexicon.of_two


def _weighed(
    words: str, mentions: list[Mention], lexicon: SlotLexicon, asks: PhraseSet
) -> tuple[Mention, ...]:
    """Each mention with what is said before and behind it, or of the one it is joined to."""
    before = [_said_before(words, mentions, at, lexicon) for at in range(len(mentions))]
    behind = [_said_behind(words, mentions, at, lexicon) for at in range(len(mentions))]
    joined = [_gap(words, one, other, lexicon) for one, other in pairwise(mentions)]
    for at, link in enumerate(joined):
        # "Not Tuesday or Wednesday"; a comma is not seen, so without a word it is left open.
        if link is not None and before[at + 1] is None and before[at] is Wanted.NO:
            before[at + 1] = Wanted.NO if link else Wanted.OPEN
    for at in reversed(range(len(joined))):
        if joined[at] is not None and behind[at] is None and before[at] is None:
            behind[at] = behind[at + 1]
    out = []
    for at, one in enumerate(mentions):
        said = _settled(before[at], behind[at])
        if said in (Wanted.YES, Wanted.NAMED) and _is_open(words, one, lexicon, asks, said):
            said = Wanted.OPEN
        if said is Wanted.NAMED and _says_more(words, one, mentions, lexicon):
            said = Wanted.OPEN
        out.append(replace(one, wanted=said))
    return tuple(out)


def _settled(before: Wanted | None, behind: Wanted | None) -> Wanted:
    """What is said behind a time is nearer to it than a "not" some words before."""
    if Wanted.NO in (before, behind):
        if before is Wanted.OPEN or Wanted.YES in (before, behind):
            return behind if before is Wanted.OPEN and behind is not None else Wanted.OPEN
        return Wanted.NO
    if before is Wanted.OPEN:
        return behind or Wanted.OPEN
    return behind or before or Wanted.NAMED


def _gap(words: str, one: Mention, other: Mention, lexicon: SlotLexicon) -> bool | None:
    """Whether a joining word stands between two mentions; False for nothing, None for others."""
    between = words[one.end : other.start].split()
    if not between:
        return False
    return True if all(word in lexicon.joining for word in between) else None


def _said_before(
    words: str, mentions: list[Mention], at: int, lexicon: SlotLexicon
) -> Wanted | None:
    one = mentions[at]
    start = max(words.rfind(mark, 0, one.start) for mark in (END, ASKS)) + 1
    if at:
        start = max(start, mentions[at - 1].end - 1)
    stretch = words[start : one.start]
    if lexicon.refused_before.search(stretch):
        return Wanted.NO
    return Wanted.YES if lexicon.wanted_before.search(stretch) else None


def _said_behind(
    words: str, mentions: list[Mention], at: int, lexicon: SlotLexicon
) -> Wanted | None:
    one = mentions[at]
    stop = mentions[at + 1].start if at + 1 < len(mentions) else len(words)
    whole = words[one.end - 1 : stop]
    stretch = re.split(f"[{END}{ASKS}]", whole)[0]
    closed = stretch != whole
    behind = stretch.split()
    if behind and all(word in lexicon.nots for word in behind):
        return Wanted.NO if closed else _of_both(words, mentions, at, behind, lexicon)
    stretch = " " + "".join(f"{word} " for word in behind[:BEHIND_WORDS])
    if closed and len(behind) <= BEHIND_WORDS:
        stretch += f"{END} "
    if lexicon.refused_behind.match(stretch, 1):
        return Wanted.NO
    return Wanted.YES if lexicon.wanted_behind.match(stretch, 1) else None


def _of_both(
    words: str, mentions: list[Mention], at: int, nots: list[str], lexicon: SlotLexicon
) -> Wanted | None:
    """What a "no" between two times says of the first: "Tuesday no Wednesday" leaves it open."""
    if _said_behind(words, mentions, at + 1, lexicon) is Wanted.YES:
        return Wanted.NO
    forward = any(word in lexicon.nots_forward for word in nots)
    return None if forward else Wanted.OPEN


def _sentence(words: str, one: Mention) -> tuple[int, int]:
    """Where its sentence begins and ends, its closing mark included."""
    start = max(words.rfind(mark, 0, one.start) for mark in (END, ASKS))
    ends = [at for mark in (END, ASKS) if (at := words.find(mark, one.end - 1)) >= 0]
    return start + 1, min(ends, default=len(words)) + 2


def _says_more(words: str, one: Mention, mentions: list[Mention], lexicon: SlotLexicon) -> bool:
    """Whether its sentence has more to say than a name of a time and what goes with it."""
    start, stop = _sentence(words, one)
    rest = words[start:stop]
    for other in mentions:
        if start <= other.start and other.end <= stop:
            blank = "_" * (other.end - other.start - 1) + " "
            rest = rest[: other.start - start] + blank + rest[other.end - start :]
    more = [word for word in words_of(rest) if word not in lexicon.beside and word[0] != "_"]
    return len(more) > OTHER_WORDS


def _is_open(words: str, one: Mention, lexicon: SlotLexicon, asks: PhraseSet, said: Wanted) -> bool:
    """Whether its sentence only asks about the time, or leaves it open."""
    start, stop = _sentence(words, one)
    sentence = words[start:stop]
    if lexicon.unsettled.search(sentence):
        return True
    asking = sentence.rstrip().endswith(ASKS) or asks.match(sentence, 1) is not None
    if not asking or lexicon.proposing.search(sentence):
        return False
    return len(words_of(sentence)) > SHORT_QUESTION_WORDS or said is Wanted.NAMED
