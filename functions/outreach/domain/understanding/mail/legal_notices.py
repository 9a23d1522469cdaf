"""Paragraphs that a company's mail server appends to what its people write.

Nobody's words, and never those of a person who speaks of themselves, whatever they ask to delete.
"""

from __future__ import annotations

import re

_ADDRESSEE = (
    *("intended for", "intended only for", "intended solely for", "intended recipient"),
    *("addressee", "adressat", "bestimmt", "destinat", "adresat", "geadresseerde", "mottagare"),
    *("gavėj", "адресат", "предназначен"),
)
_MORE = (
    (
        *("confiden", "privileg", "vertraulich", "poufn", "vertrouwelijk", "konfidentiell"),
        *("sekretess", "riservat", "reservad", "konfidenc", "конфиденц"),
    ),
    (
        *("in error", "by mistake", "irrtümlich", "par erreur", "por error", "por erro"),
        *("per errore", "omyłk", "abusievelijk", "av misstag", "per klaidą", "ошиб"),
    ),
    (
        *("delete", "destroy", "löschen", "vernichten", "supprimer", "détruire", "elimin"),
        *("apagar", "cancellar", "usun", "verwijder", "radera", "ištrin", "sunaikin", "удалит"),
    ),
    (
        *("disclos", "distribut", "unauthori", "copying", "weitergabe", "unbefugt", "diffusion"),
        *("divulg", "rozpowszech", "verspreid", "spridning", "platin", "распростран"),
    ),
    (
        *("virus", "liabil", "haftung", "responsab", "odpowiedzialno", "aansprakelijk", "ansvar"),
        *("atsakomyb", "ответственност"),
    ),
)
"""Beginnings of words, one group for each thing such a notice says besides whom it is for."""
_FIRST_PERSON = frozenset(
    (
        *("me", "my", "ich", "mich", "mir", "mein", "meine", "je", "mon", "moi", "yo", "mi"),
        *("mis", "io", "mio", "mia", "mnie", "mój", "moja", "ik", "mij", "mijn", "meu", "minha"),
        *("jag", "mig", "mitt", "aš", "mane", "mano", "я", "мне", "меня", "мой", "моя", "мои"),
    )
)
_ENGLISH_I = re.compile(r"\bI\b")
"""A small "i" is "and" in other languages."""
_WORD = re.compile(r"[^\W\d_]+")
SHORTEST_NOTICE_WORDS = 14


def is_legal_notice(paragraph: str) -> bool:
    """Whether it says whom a mail is for and at least two things more that such notices say."""
    words = _WORD.findall(paragraph.casefold())
    if len(words) < SHORTEST_NOTICE_WORDS:
        return False
    if _ENGLISH_I.search(paragraph) or not _FIRST_PERSON.isdisjoint(words):
        return False
    plain = " ".join(words)
    if not any(stem in plain for stem in _ADDRESSEE):
        return False
    return sum(any(stem in plain for stem in group) for group in _MORE) >= 2
