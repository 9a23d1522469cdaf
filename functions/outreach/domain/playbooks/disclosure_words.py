"""Whether a disclosure says, in so many words, that an AI is the one who speaks.

A name never says it: neither the business's own ("Rainmaker AI") nor what a slot will be filled
with. A word of another language never says it either, and no abbreviation that is also a word.
"""

from __future__ import annotations

import re

_WORDS = {
    "en": r"(?i:a\.?i\.?+|artificial[ -]intelligence)",
    "lt": r"DI|AI|(?i:dirbtin\w+ intelekt\w+)",
    "ru": r"ИИ|AI|(?i:искусственн\w+ интеллект\w*)",
    "de": r"KI|AI|(?i:künstlich\w* intelligen\w+)",
    "fr": r"IA|AI|(?i:intelligence artificielle)",
    "es": r"IA|AI|(?i:inteligencia artificial)",
    "it": r"IA|AI|(?i:intelligenza artificiale)",
    "pt": r"IA|AI|(?i:inteligência artificial)",
    "pl": r"AI|(?i:sztuczn\w+ inteligencj\w+)",
    "nl": r"AI|(?i:kunstmatige intelligentie)",
}
"""Abbreviations only in capitals where the same letters are a word: French and Italian "ai",
Lithuanian "ai!"."""
_OTHER_LANGUAGES = r"AI|(?i:artificial intelligence)"
_DENIED = re.compile(
    r"(?:\b(?:not|no|never|without|ne|nesu|nėra|jokio|jokia|be|не|нет|никак\w+|без|kein\w*|nicht"
    r"|pas|sans|non|senza|não|sem|sin|nie|bez|niet|geen)|n['’]t)(?:\s+[\w'’-]+){0,2}\s+[\W_]*\Z",
    re.IGNORECASE,
)
"""A denial at most two words before: "I am not an AI", "no AI here"."""

_FREE_OF_IT = r"[-\s]?(?i:free|less|frei|vrij|libre|fri)\b"
"""What follows where a line boasts of having none: "an AI-free message"."""


def says_an_ai_speaks(text: str, *, language: str, business_name: str) -> bool:
    """True if the words of the line itself name an AI, and do not deny being one."""
    own = re.sub(r"\{[^{}]*\}", " · ", text)
    if business_name.strip():
        own = re.sub(re.escape(business_name.strip()), " · ", own, flags=re.IGNORECASE)
    words = _WORDS.get(language, _OTHER_LANGUAGES)
    return any(
        not _DENIED.search(own[: found.start()])
        for found in re.finditer(rf"(?<![\w'’])(?:{words})(?!\w|{_FREE_OF_IT})", own)
    )


def discloses(text: str, *, language: str, business_name: str) -> bool:
    """Whether a filled line says by itself that an AI speaks, and for which business."""
    business = business_name.strip()
    named = bool(business) and business.casefold() in text.casefold()
    return named and says_an_ai_speaks(text, language=language, business_name=business)
