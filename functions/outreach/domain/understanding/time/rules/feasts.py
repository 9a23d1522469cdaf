"""Computes on which days a feast of a year falls: fixed days, days counted from Easter, "the last
Monday of August". It knows no country: a name that two countries use is whichever comes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter

from functions.outreach.domain.understanding.time.values import DAY, Days

MONDAY, THURSDAY, SUNDAY = 0, 3, 6
LAST = -1
"""The number of the last such weekday of a month."""

_FIXED: Mapping[str, tuple[int, int]] = {
    "new_years_day": (1, 1),
    "epiphany": (1, 6),
    "orthodox_christmas_eve": (1, 6),
    "old_new_year": (1, 13),
    "orthodox_epiphany": (1, 19),
    "burns": (1, 25),
    "half_of_winter": (1, 25),
    "tatyana": (1, 25),
    "candlemas": (2, 2),
    "valentine": (2, 14),
    "defender": (2, 23),
    "david": (3, 1),
    "womens_day": (3, 8),
    "patrick": (3, 17),
    "orthodox_annunciation": (4, 7),
    "george": (4, 23),
    "labour_day_of_may": (5, 1),
    "victory_day": (5, 9),
    "juneteenth": (6, 19),
    "russia_day": (6, 12),
    "ligo": (6, 23),
    "midsummer": (6, 24),
    "independence_day": (7, 4),
    "statehood_day": (7, 6),
    "ivan_kupala": (7, 7),
    "peter_and_paul": (7, 12),
    "honey_spas": (8, 14),
    "assumption": (8, 15),
    "apple_spas": (8, 19),
    "school_begins": (9, 1),
    "michaelmas": (9, 29),
    "pokrov": (10, 14),
    "halloween": (10, 31),
    "all_saints": (11, 1),
    "all_souls": (11, 2),
    "unity_day": (11, 4),
    "bonfire_night": (11, 5),
    "veterans_day": (11, 11),
    "andrew": (11, 30),
    "christmas_eve": (12, 24),
    "christmas_day": (12, 25),
    "boxing_day": (12, 26),
    "new_years_eve": (12, 31),
}
"""Month and day."""

_RANGES: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "first_days_of_january": ((1, 1), (1, 8)),
    "navruz": ((3, 21), (3, 23)),
    "may_holidays": ((5, 1), (5, 10)),
    "western_christmas": ((12, 24), (12, 26)),
    "between_the_years": ((12, 27), (12, 31)),
    "christmas_to_new_year": ((12, 26), (12, 31)),
}
"""First and last month and day."""

_FROM_EASTER: Mapping[str, tuple[int, int]] = {
    "shrovetide": (-55, -49),
    "shrove_tuesday": (-47, -47),
    "ash_wednesday": (-46, -46),
    "lent": (-48, -1),
    "mothering_sunday": (-21, -21),
    "palm_sunday": (-7, -7),
    "holy_week": (-6, -1),
    "maundy_thursday": (-3, -3),
    "good_friday": (-2, -2),
    "easter_sunday": (0, 0),
    "easter_monday": (1, 1),
    "easter_tuesday": (2, 2),
    "easter_week": (-6, 0),
    "week_after_easter": (7, 7),
    "remembrance_of_the_dead": (9, 9),
    "ascension": (39, 39),
    "pentecost": (49, 49),
    "whit_monday": (50, 50),
    "corpus_christi": (60, 60),
}
"""Days from Easter Sunday to the first and the last day."""

_WEEKDAYS_OF_MONTHS: Mapping[str, tuple[tuple[int, int, int], ...]] = {
    "bank_holiday": ((5, MONDAY, 1), (5, MONDAY, LAST), (8, MONDAY, LAST)),
    "may_bank_holiday": ((5, MONDAY, 1), (5, MONDAY, LAST)),
    "august_bank_holiday": ((8, MONDAY, LAST),),
    "october_bank_holiday": ((10, MONDAY, LAST),),
    "june_bank_holiday": ((6, MONDAY, 1),),
    "luther_king": ((1, MONDAY, 3),),
    "presidents_day": ((2, MONDAY, 3),),
    "kaziukas": ((3, SUNDAY, 1),),
    "mothers_day_of_may": ((5, SUNDAY, 1),),
    "memorial_day": ((5, MONDAY, LAST),),
    "fathers_day_lithuanian": ((6, SUNDAY, 1),),
    "fathers_day": ((6, SUNDAY, 3),),
    "labor_day": ((9, MONDAY, 1),),
    "columbus_day": ((10, MONDAY, 2),),
    "remembrance_sunday": ((11, SUNDAY, 2),),
    "thanksgiving": ((11, THURSDAY, 4),),
}
"""Month, weekday and which of them."""


def find_feast_days(name: str, year: int, *, orthodox: bool) -> tuple[Days, ...]:
    """The days of a feast in a year, in their order; none for a name that is no feast."""
    if name in _FIXED:
        return (_one_day(date(year, *_FIXED[name])),)
    if name in _RANGES:
        (month, day), (last_month, last_day) = _RANGES[name]
        return (Days(date(year, month, day), date(year, last_month, last_day)),)
    sunday = easter(year, EASTER_ORTHODOX if orthodox else EASTER_WESTERN)
    if name in _FROM_EASTER:
        first, last = _FROM_EASTER[name]
        return (Days(sunday + timedelta(days=first), sunday + timedelta(days=last)),)
    if name in _WEEKDAYS_OF_MONTHS:
        mondays = tuple(
            _one_day(_nth(year, month, weekday, number))
            for month, weekday, number in _WEEKDAYS_OF_MONTHS[name]
        )
        if name == "bank_holiday":
            return tuple(sorted((*mondays, _one_day(sunday + DAY)), key=lambda days: days.first))
        return mondays
    return _of_several_days(name, year, sunday, orthodox=orthodox)


def _of_several_days(name: str, year: int, sunday: date, *, orthodox: bool) -> tuple[Days, ...]:
    paschal = Days(sunday, sunday) if orthodox else Days(sunday - 2 * DAY, sunday + DAY)
    match name:
        case "easter":
            return (paschal,)
        case "christmas":
            first, last = ((1, 6), (1, 7)) if orthodox else ((12, 24), (12, 26))
            return (Days(date(year, *first), date(year, *last)),)
        case "new_year":
            return (Days(date(year, 12, 31), date(year + 1, 1, 1)),)
        case "black_friday":
            return (_one_day(_nth(year, 11, THURSDAY, 4) + DAY),)
        case "cyber_monday":
            return (_one_day(_nth(year, 11, THURSDAY, 4) + 4 * DAY),)
        case "mothers_day":
            # Britain's is in Lent, America's in May.
            return (_one_day(sunday - 21 * DAY), _one_day(_nth(year, 5, SUNDAY, 2)))
        case "holidays":
            # "The holidays" are whichever come next: the turn of the year, Easter, or summer's.
            may = (Days(date(year, 5, 1), date(year, 5, 9)),) if orthodox else ()
            easter_days = () if orthodox else (paschal,)
            summer = Days(date(year, 7, 1), date(year, 8, 31))
            new_year = Days(date(year, 12, 20), date(year + 1, 1, 8 if orthodox else 6))
            return (*easter_days, *may, summer, new_year)
    return ()


def _one_day(day: date) -> Days:
    return Days(day, day)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    if number == LAST:
        after = date(year + (month == 12), month % 12 + 1, 1) - DAY
        return after - timedelta(days=(after.weekday() - weekday) % 7)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)
