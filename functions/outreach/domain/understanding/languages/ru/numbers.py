"""Russian numbers, and days of the month in words, in every case they are said in."""

_SMALL = {
    1: "один|одну|одной|одна|одного|одним",
    2: "два|две|двух|двум|двумя|пару|пара|пары",
    3: "три|трех|трем|тремя|несколько|нескольких",
    4: "четыре|четырех|четырем|четырьмя",
    8: "восемь|восьми|восемью|восьмью",
    40: "сорок|сорока",
    50: "пятьдесят|пятидесяти|пятьюдесятью",
    60: "шестьдесят|шестидесяти",
    90: "девяносто|девяноста",
}
_STEMS = {
    1: "перв",
    2: "втор",
    3: "трет",
    4: "четверт",
    5: "пят",
    6: "шест",
    7: "седьм",
    8: "восьм",
    9: "девят",
    10: "десят",
    11: "одиннадцат",
    12: "двенадцат",
    13: "тринадцат",
    14: "четырнадцат",
    15: "пятнадцат",
    16: "шестнадцат",
    17: "семнадцат",
    18: "восемнадцат",
    19: "девятнадцат",
    20: "двадцат",
    30: "тридцат",
}
_MISSPELT = {11: "|одинадцать|одинадцати", 15: "|четверти|четверть"}
_ALIKE = {**_STEMS, 7: "сем"}
"""Stems whose numbers end alike: -ь, -и, -ью."""


def _forms(number: int) -> str:
    if number in _SMALL:
        return _SMALL[number]
    stem = _ALIKE[number]
    return f"{stem}ь|{stem}и|{stem}ью{_MISSPELT.get(number, '')}"


NUMBERS = {
    **{f"({_forms(number)})": number for number in (*range(1, 21), 30, 40, 50, 60, 90)},
    **{
        f"({'|'.join(_forms(tens).split('|')[:2])}) ({'|'.join(_forms(five).split('|')[:4])})": (
            tens + five
        )
        for tens in (20, 30, 40, 50)
        for five in (5,)
    },
}
"""Of numbers in two words only those said of minutes: each more costs the first message."""
HOURS = {
    "(часу|час|часа дня|часом)": 1,
    "(один|одну|одной|одна)": 1,
    **{
        f"({_forms(hour).split('|пару')[0].split('|несколько')[0].split('|четверт')[0]})": hour
        for hour in range(2, 21)
    },
    "(двадцать один|двадцати одного)": 21,
    "(двадцать два|двадцати двух)": 22,
}
"""Hours of the clock. "An hour" is one only where its words cannot be a length of time."""
LATEST_SPOKEN = 18
LONE_HOURS = tuple(words for words, hour in HOURS.items() if 1 < hour <= LATEST_SPOKEN)
"""Those that mean an hour right behind a day."""


def _ordinal(number: int, *endings: str) -> str:
    """Forms of an ordinal of neuter gender; "третий" has a soft sign before each ending."""
    tens, ones = divmod(number, 10)
    whole = number in _STEMS
    stem = _STEMS[number if whole else ones]
    soft = {"ое": "ье", "ого": "ьего", "ому": "ьему", "ым": "ьим", "ом": "ьем"}
    forms = [stem + (soft[ending] if stem == _STEMS[3] else ending) for ending in endings]
    first = "" if whole else {2: "двадцать ", 3: "тридцать "}[tens]
    return f"{first}({'|'.join(forms)})"


LONE_ORDINALS = {_ordinal(day, "ое", "ого"): day for day in range(1, 32)}
"""Days of a month by themselves: "двадцатого", "на шестое"."""
DATIVE_ORDINALS = {_ordinal(day, "ому"): day for day in range(4, 32)}
"""What may be of anything else too: "к пятому" is a day, "к пятому клиенту" is none."""
ORDINALS = {
    **{f"{_ordinal(day, 'ому', 'ым', 'ом')} (числу|числом|числе)": day for day in range(1, 32)},
    **{_ordinal(day, "ое", "ого", "ому", "ым"): day for day in range(21, 32) if day != 30},
    **LONE_ORDINALS,
    **DATIVE_ORDINALS,
}
GENITIVES = {hour: _ordinal(hour, "ого").strip("()") for hour in range(1, 13)}
"""Of hours: "четверть пятого"."""
HOURS_UNDER_WAY = {_ordinal(hour, "ом").strip("()"): hour for hour in range(1, 13)}
"""„В девятом часу“."""
STEMS = {number: _STEMS[number] for number in range(1, 5)}
