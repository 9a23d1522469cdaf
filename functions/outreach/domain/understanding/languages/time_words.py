"""The shape of a language's words for time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Vocabularies and rules of one language, in the pattern language of `pattern`."""

    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    """Days of the month in words."""
    units: Mapping[str, str]
    """Word to `minute`, `hour`, `day`, `week`, `fortnight`, `month`, `quarter`, `half_year` or
    `year`."""
    weekdays: Mapping[str, int]
    """One such day, 0 = Monday."""
    weekday_plurals: Mapping[str, int]
    """Every such day."""
    months: Mapping[str, int]
    doubtful_months: frozenset[str]
    """Keys of `months` that are other words too ("may", "march"): rules `<month>` still find them,
    `<sure>` does not."""
    day_parts: Mapping[str, str]
    """Word to `morning`, `noon`, `lunch`, `afternoon`, `evening`, `tonight` or `work`."""
    compound_parts: Mapping[str, str]
    """The same in several words, looked for before anything else ("po pietų", "после обеда")."""
    halves: Mapping[str, str]
    """Words beside an hour that tell its half of the day: `pm` or a part of the day."""
    days: Mapping[str, int]
    """Words for today and the days after it, to days from today."""
    seasons: Mapping[str, str]
    """Word to `spring`, `summer`, `autumn`, `winter`, `holidays`, `christmas`, `new_year` or
    `easter`."""
    rules: tuple[tuple[str, str], ...]
    """(kind, pattern) of points in time; an earlier rule takes its words from later ones. A kind
    that ends in `_ctx` is the point without what goes before its first named word, which may be a
    modifier; one that ends in `_tail` without what follows it."""
    modifiers: tuple[tuple[str, str], ...]
    """(kind, pattern) of what stands right before a point: `after`, `from`, `before`, `by`,
    `until`, `towards`, `end`, `start`, `middle` or `not`."""
    fillers: str
    """Words that may stand between a modifier and its point."""
    busy: tuple[str, ...]
    """Words that make "until five" the time somebody becomes free."""
    free: tuple[str, ...]
    """Words that make "until Friday" the last day that suits."""
    clock_words: Mapping[str, int]
    """Hours in words."""
    doubtful_hours: frozenset[str] = frozenset()
    """Keys of `clock_words` that are lengths of time too ("часа"): rules `<anhour>` find them,
    `<hour>` does not."""
    doubtful_ordinals: frozenset[str] = frozenset()
    """Keys of `ordinals` that are of anything else too ("к пятому"): rules `<ordcase>` find them,
    `<ord>` does not."""
    quarters: Mapping[str, int] = field(default_factory=dict)
    """Quarters of a year by number."""
    nth: Mapping[str, int] = field(default_factory=dict)
    """Forms of `ordinals` that agree with a weekday or week ("первую пятницу")."""
    year_halves: Mapping[str, int] = field(default_factory=dict)
    minutes: Mapping[str, int] = field(default_factory=dict)
    """Minutes behind an hour ("two thirty")."""
    following: tuple[str, ...] = ()
    """Words that make a month, week or year the next one."""
    final: tuple[str, ...] = ()
    """Words for the last of a month's Fridays or weeks."""
    lone_hours: tuple[str, ...] = ()
    """Keys of `clock_words` that mean an hour right behind a day ("Tuesday ten")."""
    behind_day: tuple[str, ...] = ()
    """An hour of `lone_hours` right behind a day that was found, and what may follow it ("next
    Sunday, eleven, after mass")."""
    to: tuple[str, ...] = ()
    """What joins two days into a range wherever it stands between them."""
    both: tuple[str, ...] = ()
    """What does so behind one of `between`."""
    between: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    """Words for the hour it is now, on another day."""
    either: tuple[str, ...] = ()
    """What makes two neighbouring days a choice."""
    contrast: tuple[str, ...] = ()
    """Words between two times after which only the second is meant."""
    corrections: tuple[str, ...] = ()
    """Words that take back what stands before them ("no wait")."""
    conclusions: tuple[str, ...] = ()
    """Words that lead from a reason to what is wanted ("so")."""
    explains: tuple[str, ...] = ()
    """Beginnings of a reason right behind a time ("Tuesday I've got the dentist")."""
    afterwards: tuple[str, ...] = ()
    """What is said of the time behind another one; it says nothing of the time before."""
    no_names: tuple[str, ...] = ()
    """Words one letter from the name of a day or month that are words of their own."""
    articles: tuple[str, ...] = ()
    """Words that make a weekday the one behind a date that was named before ("the Monday")."""
    hours_under_way: Mapping[str, int] = field(default_factory=dict)
    """Ordinals of the hour that is under way ("в девятом часу": between eight and nine)."""
    month_first: bool = False
    """Whether 12.07 may be the 7th of December; of both readings the sooner is meant."""
    half_hours: Mapping[str, int] = field(default_factory=dict)
    """Single words for half an hour before an hour ("полтретьего")."""
    trailing: tuple[tuple[str, str], ...] = ()
    """Modifiers that stand right after their point ("mėnesio pabaigoje")."""
    until_is_deadline: bool = True
    """Whether "until Friday" without more is the last day that suits, not the first."""
    orthodox: bool = False
    """Which Easter the language's holidays follow."""
