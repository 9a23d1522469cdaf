"""What of a customer's words may leave: the newest text alone, without whom it names.

It keeps what a reading needs (times, amounts, tone) and must never let through a known name, an
address, a link, or a number long enough to be one of somebody's.
"""

from __future__ import annotations

import re

from functions.outreach.domain.understanding.acts import ReadingRequest
from functions.outreach.domain.understanding.mail.newest_words import newest_words

LONGEST_CHARS = 2000
"""A longer reply has made its point by then."""
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_MAIL = re.compile(r"[^\s<>(),;]+@[^\s<>(),;]+\.\w+")
_DATES = re.compile(
    r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}(?:[./-](?:\d{4}|\d{2}))?|\d{1,2}[.:]\d{2})"
    r"(?:\s*-?\s*(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}(?:[./-](?:\d{4}|\d{2}))?"
    r"|\d{1,2}(?:[.:]\d{2})?))*"
)
"""Dates, times and ranges of them."""
_NUMBER = re.compile(r"\+?\(?\d[\d\s().\-/:]{3,}\d")
_LONGEST_PLAIN_DIGITS = 5
"""A price or a year has no more; a phone, a card, an account or an order has."""
_ID = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_-]{7,}\b")
_CAPITAL = "[A-ZÀ-ÖØ-ÞĄČĘĖĮŠŲŪŽŁŚŹŻĆŃА-ЯЁ]"
_INTRODUCING = re.compile(
    r"(?<!\w)(?:my name is|name['’]s|this is(?: not)?|it['’]s(?: not)?|i am(?: not)?"
    r"|i['’]m(?: not)?|not|ne|не|hi|hello|hey|dear|regards|cheers|best|thanks|mano vardas|čia|aš"
    r"|sveiki|labas|gerbiam\w+|pagarbiai|меня зовут|это(?: не)?|я(?: не)?|здравствуйте|привет"
    r"|уважаем\w+|с уважением)[,!]?\s+(?:mrs?[.]?\s+|ms[.]?\s+)?"
    rf"(?P<name>(?-i:{_CAPITAL})[\w'’-]+(?:\s(?-i:{_CAPITAL})[\w'’-]+)?)",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december american british european german russian
    lithuanian english please thank thanks sorry not yes no ok okay can could would will what when
    how why who is are do does the there it this that we you they my your if but and so interested
    sure ready available able happy busy
    """.split()  # noqa: SIM905  A list of quotes is harder to read.
)
"""Words with a capital that are no names, where a name may stand."""


def outgoing_text(request: ReadingRequest) -> str:
    """The words that are sent: cut to the newest text, capped, and redacted."""
    text = newest_words(request.text)
    inflected = request.language != "en"
    return redact(text[:LONGEST_CHARS], names=request.names, inflected=inflected)


def redact(text: str, *, names: tuple[str, ...] = (), inflected: bool = False) -> str:
    """Replace links, addresses, long numbers, ids and names by what they are, in brackets."""
    text = _MAIL.sub("[address]", _LINK.sub("[link]", text))
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[name]", text, flags=re.IGNORECASE)
    for word in sorted({word for name in names for word in name.split() if len(word) > 2}):
        # As it is written in the name alone: "Good" of "Good Books", never "good".
        text = re.sub(rf"(?<!\w){_forms(word, inflected=inflected)}(?!\w)", "[name]", text)
    text = _NUMBER.sub(_number_or_date, text)
    return _INTRODUCING.sub(_introduced, _ID.sub("[id]", text))


def _forms(word: str, *, inflected: bool) -> str:
    """ "Irena" is "Irenai" and "Ireną" too where names are inflected."""
    if inflected and len(word) > 3:
        return rf"{re.escape(word[:-1])}\w{{0,3}}"
    return re.escape(word)


def _number_or_date(found: re.Match[str]) -> str:
    text = found[0]
    if _DATES.fullmatch(text.strip()):
        return text
    digits = sum(char.isdigit() for char in text)
    return text if digits <= _LONGEST_PLAIN_DIGITS else "[number]"


def _introduced(found: re.Match[str]) -> str:
    """Capitalised words after a greeting, a signature or "this is": a name, most likely."""
    words = found["name"].split()
    named = []
    for word in words:
        if not (word[0].isupper() and word[1:].islower()) or word.lower() in _NO_NAMES:
            break
        named.append(word)
    if not named:
        return found[0]
    rest = found[0][found.start("name") - found.start() :]
    before = found[0][: found.start("name") - found.start()]
    return f"{before}[name]{rest[len(' '.join(named)) :]}"
