"""Whether a text that a founder wrote names a person: whole names, addresses, numbers, ids.

Pure. A number is found however people write it: grouped, with its country or as at home, where the
digit dialled first depends on the country. Must never find what is a part of a longer word, address
or number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from functions.erasure.person import PersonIdentity

SHORTEST_NAME = 3
"""Characters; less than that is part of too many names and words to be about anybody."""
SHORTEST_NUMBER = 7
"""Digits of a number, without its country where that is known; fewer are the end of many."""
SHORTEST_ID = 7
"""Characters of a customer id; people count with shorter ones ("365 days") and speak them."""
LONGEST_NUMBER = 24
"""Digits: fifteen at most behind a plus, and what is dialled before them."""
_BEFORE, _AFTER = r"(?<![\w.@-])", r"(?![\w@-]|\.\w)"
"""What stands before and after a whole word or address."""
_SHORT_CODES = re.compile(
    "1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]",
)
"""Country codes of one and two digits (E.164); all others have three."""
_TRUNK = "(?:0|8|1|01|06|80|8?10)?"
"""What is dialled before a number within a country: nothing, or one of these."""
_ABROAD = "(?:00|011|810|0011)?"
"""What is dialled in place of the plus."""
_BETWEEN = r"[\s()./\-\u2010-\u2015\u2212]"
_SPACING = re.compile(_BETWEEN)
_DIGITS = re.compile(rf"(?<![\w@])(\+?)[\s(]{{0,2}}(\d(?:{_BETWEEN}{{0,4}}\d)*)(?![\w@])")
"""Digits with what people put between them; a plus begins another number."""
_ROUND = re.compile(r"\d+000")


def names_number(text: str, number: str) -> bool:
    """Whether a phone number (E.164, or as somebody typed it) stands in a text."""
    digits = _SPACING.sub("", number).removeprefix("+")
    if not digits.isdecimal():
        return names_words(text, number)
    code = _country_code(digits) if number.startswith("+") else ""
    national = digits[len(code) :]
    if len(national) < SHORTEST_NUMBER:
        return False
    forms = f"(?:{'|'.join(_forms_at_home(code, national))})"
    full = re.compile(f"{_ABROAD}{code}{_TRUNK}{forms}")
    at_home = re.compile(f"{_TRUNK}{forms}")
    for abroad, written in _written_numbers(text):
        if full.fullmatch(written) or (not abroad and at_home.fullmatch(written)):
            return True
    return False


def _forms_at_home(code: str, national: str) -> tuple[str, ...]:
    """What people dial within the country, without the digit dialled first.

    In Argentina that of a mobile number has a 15 between its area code, of two to four digits, and
    the rest, in place of the 9 before it that is dialled from abroad.
    """
    short = national[1:] if national[0] == "9" and len(national) == 11 else national
    if code != "54" or len(short) != 10:
        return (national,)
    mobile = (f"{short[:area]}15{short[area:]}" for area in (2, 3, 4))
    return (short, f"9{short}", *mobile)


def _country_code(digits: str) -> str:
    short = _SHORT_CODES.match(digits)
    return short[0] if short else digits[:3]


def _written_numbers(text: str) -> Iterator[tuple[bool, str]]:
    """(whether it says its country, digits) of all that may be a number: groups that stand together
    may be an amount and a number, so each run of them is one. Where a country is given, the number
    begins with it."""
    plain = "".join(one for one in unicodedata.normalize("NFKC", text) if not _is_unseen(one))
    for found in _DIGITS.finditer(plain):
        groups = re.findall(r"\d+", found[2])
        abroad = bool(found[1]) or groups[0].startswith("00")
        for first in range(1 if abroad else len(groups)):
            written = ""
            for group in groups[first:]:
                written += group
                if len(written) > LONGEST_NUMBER:
                    break
                yield abroad, written


def _is_unseen(character: str) -> bool:
    """Marks of direction and joiners, which come along when a number is copied."""
    return unicodedata.category(character) == "Cf"


def names_words(text: str, sought: str) -> bool:
    """Whether a whole name, address or id stands in a text, in any case and spacing."""
    plain, wanted = (" ".join(one.casefold().split()) for one in (text, sought))
    return bool(re.search(f"{_BEFORE}{re.escape(wanted)}{_AFTER}", plain))


def names_person(text: str, person: PersonIdentity, *, called: tuple[str, ...]) -> bool:
    """Whether a text holds one of the names, or an address, a number or an id of the person.

    An id that is short or a round number is a word of the language too, and not sought.
    """
    ids = (one for one in person.customer_ids if is_distinct_id(one))
    words = (*called, *person.emails, *ids)
    return any(names_number(text, one) for one in person.phones) or any(
        names_words(text, one) for one in words if len(one) >= SHORTEST_NAME
    )


def is_distinct_id(customer_id: str) -> bool:
    """Whether nobody writes a customer id but to name the customer."""
    return len(customer_id) >= SHORTEST_ID and not _ROUND.fullmatch(customer_id)
