"""Understands when a customer wants something: "in a month", "po dviejų savaičių", "по утрам".

A small grammar per language (points in time, and modifiers before them) on top of dateutil's date
arithmetic. It never answers with a time that is past, and never guesses from words it does not
know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from functions.outreach.domain.understanding.languages.pattern import DIGITS, Vocabulary
from functions.outreach.domain.understanding.languages.phrase_set import PhraseIndex, PhraseSet
from functions.outreach.domain.understanding.languages.plain_text import (
    ASKS,
    END,
    fold,
    plain,
)
from functions.outreach.domain.understanding.languages.tables import (
    LANGUAGES,
    load_tense_words,
    load_time_words,
    load_typed_words,
)
from functions.outreach.domain.understanding.languages.time_words import TimeWords
from functions.outreach.domain.understanding.time.bare_hours import BareHours
from functions.outreach.domain.understanding.time.clauses import Clauses, find_clauses
from functions.outreach.domain.understanding.time.neighbours import (
    count_from_date,
    end_at_hour,
    join_range,
)
from functions.outreach.domain.understanding.time.spelling import (
    SHORTEST_CHARS,
    SHORTEST_PART_CHARS,
    NameCorrection,
    unify_marks,
)
from functions.outreach.domain.understanding.time.tense import Meaning, load_tense, meanings_of
from functions.outreach.domain.understanding.time.transliteration import in_cyrillic
from functions.outreach.domain.understanding.time.values import (
    DAY,
    Days,
    Found,
    Placed,
    TimesOfDay,
    TimeWindow,
)
from functions.outreach.domain.understanding.time.window import Turning, choose_points, join_points
from tenancy.values.lazy_dataclass import dataclass

LONGEST_CHARS = 2_400
"""Of plain text that is looked at; a wish for a time comes early or not at all."""
_NO_TIME = re.compile(
    r"(?<= )(?:[€$£₽] )?[\d.,-]+ [%€$£₽] |(?<= )[€$£₽] [\d.,]+ "
    r"|(?<= )that(?:'| )?(?:s|is) \w+ for you (?!(?:and|at|if|or|then|to) )"
)
"""Shares and prices, whose numbers are no hours; a sigh over a time: "that's January for you",
whatever comes next, but for what goes on about that time."""
_BEFORE_PAST = frozenset({"nth_weekday", "nth_week", "last_days", "last_day"})
"""Rules that go before times of the past: "the last week of July" is not last week."""
_SINGLE_DAYS = frozenset(
    {
        *("weekday", "weekday_next", "weekday_in", "weekday_after_next", "nth_weekday", "relative"),
        *("in", "from_now", "week_from_day", "from_day", "month_day", "day", "dotted", "iso"),
    }
)
"""Rules that name one day, behind which a bare number is an hour."""
_DAYS_OF_A_MONTH = frozenset({"day", "day_range", "week_of"})
"""Rules that may name a day without its month."""
_LONGEST_MONTH = 31
_REACH_BACK = 60
NEAR_BEHIND = 3
"""Words between an hour and what comes afterwards."""
HOURS = ("clocks", "military", "lonehour", "anhour", "hour")
"""Where the hour begins in a rule that ends with `_hour`."""
_LAST_YEAR = 9_000
MOST_OFFERED = 3
"""Times that are offered at once: "the second" may be one of them, "the fourth" is a day."""
SURE_ORDINAL = 12
"""From here on an ordinal with an article is a day: nobody counts that many of anything else."""

_DIGITS: Mapping[str, Vocabulary] = {
    "clock": {r"digits:[0-2]?\d(?:[:.][0-5]\d)?(?:am|pm)? ": 0},
    "clocks": {r"digits:[0-2]?\d(?:[:.][0-5]\d)?-[0-2]?\d(?:[:.][0-5]\d)?(?:am|pm)? ": 0},
    "time": {
        r"digits:[0-2]?\d(?::[0-5]\d|[:.]?[0-5]?\d?(?:am|pm)|h(?:[0-5]\d)?) ": 0,
        r"digits:[0-2]?\d(?:[:.][0-5]\d)?ish ": 0,
        r"digits:[0-2]?\d[.](?:00|[1-5][05]) ": 0,
        r"digits:(?:[01]\d|2[0-3])[0-5]\d ?(?:hrs?|h|hours) ": 0,
    },
    "military": {
        r"digits:0\d[0-5]\d ": 0,
        r"digits:(?:1\d|2[0-3])(?:00|15|30|45) ": 0,
        r"digits:[1-9](?:15|30|45) ": 0,
    },
    "iso": {r"digits:20\d\d-[01]?\d-[0-3]?\d ": 0, r"digits:20\d\d\.[01]?\d\.[0-3]?\d ": 0},
    "dotted": {r"digits:[0-3]?\d\.(?:0[1-9]|1[0-2])(?:\.(?:20)?\d\d)? ": 0},
    "slashed": {r"digits:[0-3]?\d/[0-3]?\d(?:/(?:20)?\d\d)? ": 0},
    "year": {r"digits:20\d\d ": 0},
    "doms": {r"digits:[0-3]?\d-[0-3]?\d ": 0},
    "dashed": {r"digits:(?:0\d|1[0-2])-[0-3]\d ": 0},
    "th": {r"digits:[0-3]?\d(?:st|nd|rd|th) ": 0},
    "dom": {r"digits:[0-3]?\d(?:st|nd|rd|th)? ": 0},
}


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of one language."""

    language: str
    words: TimeWords
    vocabularies: Mapping[str, Vocabulary]
    rules: PhraseIndex[str]
    modifiers: PhraseIndex[str]
    trailing: PhraseIndex[str]
    busy: PhraseSet
    free: PhraseSet
    between: PhraseSet
    behind_day: PhraseSet
    afterwards: PhraseSet
    turning: Turning
    bare_hours: BareHours
    refusing: PhraseSet
    """What refuses the days behind a colon."""
    names: NameCorrection
    """Of long names of weekdays and months, each a whole word."""


@cache
def _load_grammar(language: str) -> Grammar:
    words, typed = load_time_words(language), load_typed_words(language)
    number: Vocabulary = {**words.numbers, r"digits:\d{1,3}(?:-\d{1,3})? ": 0}
    hours: Vocabulary = {
        **{name: n for name, n in words.clock_words.items() if name not in words.doubtful_hours},
        r"digits:[0-2]?\d(?:[:.][0-5]\d)?(?:am|pm)? ": 0,
    }
    sure = {name: n for name, n in words.months.items() if name not in words.doubtful_months}
    vocabularies: dict[str, Vocabulary] = {
        **_DIGITS,
        "n": number,
        "hour": hours,
        "ord": {
            name: day for name, day in words.ordinals.items() if name not in words.doubtful_ordinals
        },
        "ordcase": {name: words.ordinals[name] for name in words.doubtful_ordinals},
        "ordbig": {name: day for name, day in words.ordinals.items() if day >= SURE_ORDINAL},
        "ordmid": {
            name: day for name, day in words.ordinals.items() if MOST_OFFERED < day < SURE_ORDINAL
        },
        "nthadj": words.nth,
        "unit": words.units,
        "wd": words.weekdays,
        "wds": words.weekday_plurals,
        "month": words.months,
        "sure": sure,
        "part": words.day_parts,
        "cpart": words.compound_parts,
        "half": words.halves,
        "days": words.days,
        "season": _flat(words.seasons),
        "halfhour": words.half_hours,
        "underway": words.hours_under_way,
        "anhour": {name: words.clock_words[name] for name in words.doubtful_hours},
        "ish": {name: n for name, n in words.clock_words.items() if name.endswith("ish")},
        "quarter": words.quarters,
        "yearhalf": words.year_halves,
        "minutes": words.minutes,
        "following": dict.fromkeys(words.following, 1),
        "same": dict.fromkeys(words.same, 1),
        "final": dict.fromkeys(words.final, 1),
        "lonehour": {
            **{name: words.clock_words[name] for name in words.lone_hours},
            r"digits:[0-2]?\d(?:[:.][0-5]\d)? ": 0,
        },
    }
    rules = [(kind, rule) for kind, rule in words.rules if kind in _BEFORE_PAST]
    rules += [("past", rule) for rule in load_tense_words(language).past]
    rules += [(kind, rule) for kind, rule in words.rules if kind not in _BEFORE_PAST]
    return Grammar(
        language=language,
        words=words,
        vocabularies=vocabularies,
        rules=PhraseIndex((kind, PhraseSet((rule,), vocabularies)) for kind, rule in rules),
        modifiers=PhraseIndex(
            (kind, _right_before(phrase, words.fillers)) for kind, phrase in words.modifiers
        ),
        trailing=PhraseIndex((kind, PhraseSet((phrase,))) for kind, phrase in words.trailing),
        busy=PhraseSet(words.busy),
        free=PhraseSet(words.free),
        between=PhraseSet(words.between, at_end=True),
        behind_day=PhraseSet(words.behind_day, vocabularies),
        afterwards=PhraseSet(words.afterwards),
        turning=Turning(
            contrast=PhraseSet(words.contrast),
            correction=PhraseSet(words.corrections),
            reason=PhraseSet(words.explains),
            suits=PhraseSet(load_tense_words(language).suits),
            conclusion=PhraseSet(words.conclusions),
        ),
        bare_hours=BareHours(vocabularies, typed),
        refusing=PhraseSet(typed.refusing, at_end=True),
        names=NameCorrection(
            {
                name: f"{kind.removesuffix('s')} {vocabulary[entry]}"
                for kind in ("wd", "wds", "month", *(("part",) if language == "en" else ()))
                for vocabulary in (vocabularies[kind],)
                for entry in vocabulary
                for name in _single_words((entry,))
                if len(name) >= (SHORTEST_PART_CHARS if kind == "part" else SHORTEST_CHARS)
            },
            known=frozenset(
                name for vocabulary in vocabularies.values() for name in _single_words(vocabulary)
            )
            | frozenset(words.no_names),
        ),
    )


def _flat(vocabulary: Mapping[str, str]) -> Vocabulary:
    """Each spelling by itself, so that "easter monday" goes before "easter"."""
    flat: dict[str, str] = {}
    for entry, meant in vocabulary.items():
        plain_group = re.fullmatch(r"\(([^()\[\]]*)\)", entry)
        for spelling in plain_group[1].split("|") if plain_group else (entry,):
            flat[spelling] = meant
    return flat


def _single_words(entries: Iterable[str]) -> Iterator[str]:
    """The plain whole words of entries of a vocabulary."""
    for entry in entries:
        if not entry.startswith(DIGITS):
            yield from (fold(word) for word in re.findall(r"[^\W\d_]+(?!\*)\b", entry))


def _grammar_for(language: str) -> Grammar:
    return _load_grammar(language if language in LANGUAGES else "en")


def _right_before(phrase: str, fillers: str) -> PhraseSet:
    return PhraseSet((f"{phrase} [{fillers[1:-1]}]",), at_end=True)


@dataclass(frozen=True, slots=True)
class TimeMention:
    """What a message says of a time: what it means by it, and the window if it is wished for."""

    meaning: Meaning
    window: TimeWindow | None = None


@dataclass(frozen=True, slots=True)
class WishedTimes:
    """The times of a message one by one, with their places in its plain text."""

    words: str
    """The plain text: shares and prices are taken out, misspelt names of days are put right."""
    placed: tuple[Placed, ...]
    meanings: tuple[Meaning, ...]

    @property
    def wished(self) -> tuple[Placed, ...]:
        pairs = zip(self.placed, self.meanings, strict=True)
        return tuple(one for one, meaning in pairs if meaning is Meaning.WISH)


def parse_window(text: str, *, language: str, local_now: datetime) -> TimeWindow | None:
    """The window a message wishes for, in the customer's local wall time; None if it names none.

    `local_now` is naive. A language without a grammar is read as English.
    """
    return read_time(text, language=language, local_now=local_now).window


def read_time(text: str, *, language: str, local_now: datetime) -> TimeMention:
    """The time of a message: wished for, past, a reason for something, or none.

    A time that is wished for counts before the others.
    """
    times = find_times(text, language=language, local_now=local_now)
    grammar = _grammar_for(language)
    points = choose_points(times.wished, times.words, grammar.turning, local_now=local_now)
    window = join_points(points, local_now=local_now)
    if window is not None:
        return TimeMention(Meaning.WISH, replace(window, phrase=" ".join(text.split())[:200]))
    spoken_of = (Meaning.PAST, Meaning.REASON)
    return TimeMention(next((kind for kind in spoken_of if kind in times.meanings), Meaning.NONE))


def find_times(text: str, *, language: str, local_now: datetime) -> WishedTimes:
    """Every time that a message names."""
    grammar = _grammar_for(language)
    if grammar.language == "ru":
        text = in_cyrillic(text, grammar.names.known)
    text = unify_marks(text, language=grammar.language)
    as_written = plain(text)[:LONGEST_CHARS]
    masked = _NO_TIME.sub(_mask, as_written)
    words = grammar.names.correct(masked)

    @cache
    def clauses() -> Clauses:
        found = find_clauses(text, as_written)
        return replace(found, words=masked).moved_to(words)

    words = grammar.bare_hours.write(words, clauses, dashes=grammar.language == "ru")
    if local_now.year >= _LAST_YEAR:
        return WishedTimes(words, (), ())
    placed = _placed(words, grammar, local_now, clauses)
    if not placed:
        return WishedTimes(words, (), ())
    tense = load_tense(grammar.language)
    return WishedTimes(words, placed, meanings_of(words, placed, tense, clauses()))


def _mask(match: re.Match[str]) -> str:
    return "_" * (len(match.group()) - 1) + " "


def _placed(
    words: str, grammar: Grammar, local_now: datetime, clauses: Callable[[], Clauses]
) -> tuple[Placed, ...]:
    """Every point in time the words name, in their order, with its modifiers."""
    found: list[Found] = []
    rest = words
    # What a rule takes away is replaced by words no rule knows, so no later rule comes in.
    for kind, rule in grammar.rules.list_candidates(words):
        for match in rule.finditer(rest):
            if kind == "weekday_after_that" and match.end("wd") in clauses().starts:
                # "Wednesday, after that I'm busy" is that Wednesday.
                continue
            start = match.start(1) if kind.endswith(("_ctx", "_only")) else match.start()
            if kind.endswith("_hour"):
                start = match.start(next(name for name in HOURS if name in match.groupdict()))
            end = match.end(1) if kind.endswith(("_tail", "_only")) else match.end()
            groups = {name: part.strip() for name, part in match.groupdict().items() if part}
            bare = kind.removesuffix("_hour")
            for ending in ("_ctx", "_tail", "_only"):
                bare = bare.removesuffix(ending)
            found.append(Found(kind=bare, start=start, end=end, words=groups))
            rest = rest[:start] + "_" * (end - start - 1) + " " + rest[end:]
    found += _hours_behind(found, rest, grammar)
    if not found:
        return ()
    # Loaded with the first wish for a time: most messages name none and need no date arithmetic.
    from functions.outreach.domain.understanding.time import back_references
    from functions.outreach.domain.understanding.time.points import place

    busy = grammar.busy.search(grammar.afterwards.blank(words)) is not None
    free = grammar.free.search(words) is not None
    refused = _refused(words, found, grammar, clauses())
    placed: list[Placed] = []
    for each in sorted(found, key=lambda one: one.start):
        one = each
        if one.kind in back_references.KINDS:
            referred = back_references.refer_back(
                one, placed, words=grammar.words, local_now=local_now
            )
            if referred is not None or one.kind not in back_references.ELSE:
                placed = placed if referred is None else list(referred)
                continue
            one = replace(one, kind=back_references.ELSE[one.kind])
        modifiers = _trailing(rest, one.end, grammar) + _modifiers(rest, one.start, grammar)
        if not modifiers and one in refused:
            modifiers = ("not",)
        if "before" not in modifiers:
            modifiers = tuple(modifier for modifier in modifiers if modifier != "denied")
        earlier = placed[-1] if placed else None
        since = _counted_from(one, earlier, local_now)
        # "In surgery until two, then free": behind it, whatever the rest says.
        returns = busy or _is_free_afterwards(words, one.end, grammar)
        named = place(one, modifiers, words=grammar.words, local_now=since, busy=returns, free=free)
        if named is None:
            continue
        if earlier is not None:
            named = count_from_date(
                one,
                named,
                placed,
                words,
                articles=grammar.words.articles,
                local_now=local_now,
            )
            named = end_at_hour(named, earlier, words, local_now=local_now)
            span = join_range(
                earlier,
                named,
                words,
                vocabulary=grammar.words,
                between=grammar.between,
                local_now=local_now,
            )
        else:
            span = None
        if span is not None:
            placed[-1] = span
        else:
            placed.append(named)
    return _without_lengths(tuple(placed))


def _refused(words: str, found: Sequence[Found], grammar: Grammar, clauses: Clauses) -> list[Found]:
    """What a refusal before a colon turns down: "busy: Monday, Tuesday", up to what turns away from
    it ("but") or suits, and only where the refusal has no time of its own."""
    refused: list[Found] = []
    for first, colon, last in clauses.refused(grammar.refusing):
        if any(first <= one.start < colon for one in found):
            continue
        turn = grammar.turning.contrast.search(f" {words[colon:last]}")
        end = last if turn is None else colon - 1 + turn.start()
        within = [one for one in found if colon <= one.start < end]
        refused += [
            one
            for one in within
            if clauses.begins_at(one.end) or grammar.turning.suits.match(words, one.end) is None
        ]
    return refused


def _hours_behind(found: Iterable[Found], rest: str, grammar: Grammar) -> list[Found]:
    """Hours without a word that tells them, right behind a day."""
    hours: list[Found] = []
    for day in found:
        if day.kind not in _SINGLE_DAYS:
            continue
        match = grammar.behind_day.match(rest, day.end)
        if match is not None:
            groups = {name: part.strip() for name, part in match.groupdict().items() if part}
            start = match.start("lonehour")
            end = max(match.end(name) for name in groups)
            hours.append(Found(kind="clock", start=start, end=end, words=groups))
    return hours


def _is_free_afterwards(words: str, end: int, grammar: Grammar) -> bool:
    stretch = re.split(f"[{END}{ASKS}]", words[end - 1 :], maxsplit=1)[0]
    match = grammar.afterwards.search(stretch + END + " ")
    if match is None or len(stretch[: match.start()].split()) > NEAR_BEHIND:
        return False
    return grammar.free.search(" " + match.group()) is not None


def _counted_from(one: Found, earlier: Placed | None, local_now: datetime) -> datetime:
    """From when a bare day of a month counts: behind "in August" the 17th is August's."""
    week = _week_ahead(earlier, local_now) if one.kind == "weekday_range" else None
    if week is not None:
        return datetime.combine(week.first - DAY, local_now.time())
    bare = one.kind in _DAYS_OF_A_MONTH and not {"month", "following"} & set(one.words)
    if not bare or earlier is None or not isinstance(earlier.bare, Days):
        return local_now
    period = earlier.bare
    short = period.last is not None and (period.last - period.first).days <= _LONGEST_MONTH
    long_enough = period.last is not None and period.last > period.first
    later = period.first > local_now.date() and short and long_enough
    return datetime.combine(period.first, local_now.time()) if later else local_now


def _week_ahead(one: Placed | None, local_now: datetime) -> Days | None:
    """The week to come that a time names, or None."""
    week = one.bare if one is not None else None
    if not isinstance(week, Days) or week.last is None or week.first <= local_now.date():
        return None
    return week if (week.last - week.first).days == 6 else None


def _without_lengths(placed: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """ "Half an hour at three": how long it lasts says nothing of when, where an hour is named."""
    timed = any(isinstance(one.point, TimesOfDay) for one in placed)
    return tuple(one for one in placed if not (one.length and timed))


def _trailing(words: str, end: int, grammar: Grammar) -> tuple[str, ...]:
    following = grammar.trailing.list_candidates(words)
    return tuple(kind for kind, modifier in following if modifier.match(words, end))[:1]


def _modifiers(words: str, start: int, grammar: Grammar) -> tuple[str, ...]:
    """Kinds of the modifiers right before a point, the nearest first."""
    kinds: list[str] = []
    before = words[max(0, start - _REACH_BACK) : start]
    for _ in range(2):
        for kind, modifier in grammar.modifiers.list_candidates(before):
            match = modifier.search(before)
            if match:
                kinds.append(kind)
                before = before[: match.start()]
                break
    return tuple(kinds)
