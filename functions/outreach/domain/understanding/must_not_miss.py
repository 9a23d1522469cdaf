"""Finds, by code alone, the five acts nobody may miss, in every language and every state.

It only finds; what follows is decided by the conversation. It must never find an act in what a
customer merely quotes.
"""

from __future__ import annotations

import re

from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.outreach.domain.understanding.languages.plain_text import plain, words_of
from functions.outreach.domain.understanding.languages.tables import (
    MustNotMissPhrases,
    load_must_not_miss_phrases,
)
from functions.outreach.domain.understanding.opt_out import CLEAR_WORDS, Degree, find_opt_out

_NOT_ME = re.compile(
    r"\b(?:I['’]?m|I am|[Tt]his is|[Ii]t['’]?s) not (?!Sure|Interested|Ready|Available|Able|"
    r"Happy|American|British|European|"
    r"German|Russian|Lithuanian|Canadian|A |An |The )[A-Z][a-z]{2,20}\s*[.,!]?\s*(?:$|[.,!\n])"
)
"""A name is known from a word by its capital: "I'm not Anna"."""

_QUOTED = re.compile(r"[„“”\"«»]([^„“”\"«»]{1,400})[“”\"«»]")
"""A passage in quotation marks of any of our languages; one word so marked is only stressed."""
_LEAST_OF_ONES_OWN = 3
"""With fewer words around it the passage is the message."""

CONFIDENCE_OF = {
    Degree.CERTAIN: 1.0,
    Degree.CLEAR: 0.9,
    Degree.POSSIBLE: 0.6,
    Degree.TAKEN_BACK: 0.55,
    Degree.QUOTED: 0.5,
}
"""Of an opt-out that code found: a bare word is certain, a phrase in a longer message is not."""

MAY_BE_ANYBODYS = 0.6
"""Of hostility that code found in a grave word alone: "a funeral tea" is no grief."""


def find_must_not_miss(text: str, *, headers: tuple[tuple[str, str], ...] = ()) -> tuple[Act, ...]:
    """The must-not-miss acts of one message. Headers are those of a mail, names in lower case.

    A mail whose headers say that no person wrote it is `AUTOMATIC` and nothing else. Where they
    only make it likely, a short opt-out still counts: no machine writes "stop mailing me" alone.
    """
    certain, likely = _written_by_machine(headers) if headers else (False, False)
    if certain:
        return (Act(ActKind.AUTOMATIC),)
    newest = _newest_words(text) if headers or "\n" in text else text
    words, phrases = plain(newest), load_must_not_miss_phrases()
    opted_out = find_opt_out(words)
    if opted_out is not Degree.NO and _is_only_quoted(newest):
        opted_out = Degree.QUOTED
    brief = opted_out is not Degree.NO and len(words_of(words)) <= CLEAR_WORDS
    if likely and not brief:
        return (Act(ActKind.AUTOMATIC),)
    hostile = _hostility(words, phrases)
    found = (
        (ActKind.HUMAN_WANTED, phrases.human.search(phrases.not_human.blank(words)) is not None),
        (ActKind.WRONG_PERSON, _is_wrong_person(newest, words, phrases)),
        (ActKind.HOSTILE, hostile > 0),
        (ActKind.AUTOMATIC, _is_automatic(words, phrases)),
    )
    acts = tuple(
        Act(kind, confidence=hostile if kind is ActKind.HOSTILE else 1.0)
        for kind, present in found
        if present
    )
    opt_out = CONFIDENCE_OF.get(opted_out)
    return acts if opt_out is None else (Act(ActKind.OPT_OUT, confidence=opt_out), *acts)


def _written_by_machine(headers: tuple[tuple[str, str], ...]) -> tuple[bool, bool]:
    """Whether no person wrote a mail, for certain and likely; imported with the first mail."""
    from functions.outreach.domain.understanding.mail.automatic import Machine, machine_by_headers

    machine = machine_by_headers(headers)
    return machine is Machine.CERTAIN, machine is Machine.LIKELY


def _newest_words(text: str) -> str:
    """Without what is quoted; imported with the first message of several lines."""
    from functions.outreach.domain.understanding.mail.reply_text import latest_reply_text

    return latest_reply_text(text)


def _is_only_quoted(text: str) -> bool:
    """Whether the opt-out is in what somebody else says: "one of mine wrote “stop mailing me”"."""
    own = _QUOTED.sub(lambda found: " " if " " in found[1].strip() else found[0], text)
    if own == text or len(words_of(plain(own))) < _LEAST_OF_ONES_OWN:
        return False
    return find_opt_out(plain(own)) is Degree.NO


def is_screening(text: str) -> bool:
    """Whether an assistant asks who calls before it puts the call through to a person."""
    return load_must_not_miss_phrases().screening.search(plain(text)) is not None


def _hostility(words: str, phrases: MustNotMissPhrases) -> float:
    """1 for anger or despair, `MAY_BE_ANYBODYS` for a grave word, 0 for neither."""
    words = phrases.not_hostile.blank(words)
    if phrases.hostile.search(words):
        return 1.0
    return MAY_BE_ANYBODYS if phrases.grave.search(words) else 0.0


def _is_wrong_person(raw: str, words: str, phrases: MustNotMissPhrases) -> bool:
    return phrases.wrong_person.search(words) is not None or _NOT_ME.search(raw) is not None


def _is_automatic(words: str, phrases: MustNotMissPhrases) -> bool:
    return phrases.automatic.search(words) is not None or phrases.automatic_hint.count(words) >= 2
