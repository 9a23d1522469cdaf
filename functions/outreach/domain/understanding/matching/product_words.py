"""Whether a question speaks of what is sold: the app, an invoice, somebody's own customers.

What was approved about this talk ("is this recorded?") answers no such question ("can I record my
screen?"). It must never be asked of answers about the product itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from functions.outreach.domain.understanding.languages.plain_text import fold

ABOUT_THE_TALK = frozenset(
    {
        "what-about",
        "who-are-you",
        "are-you-ai",
        "how-number",
        "how-long",
        "who-founder",
        "my-data",
        "how-stop",
        "recorded",
        "obligation",
    }
)
"""Topics of the table that are about the sender and the talk that is offered."""

_PRODUCT = {
    "en": (
        "app apps program programs programme software tool tools system platform product feature*"
        " screen* card cards invoice* client clients customer customers notification* reminder*"
        " subscription* account accounts file files database dashboard report reports"
    ),
    "lt": (
        "program* sistem* aplikacij* irank* kortel* saskait* klient* prenumerat* ekran* pranesim*"
        " priminim* paskyr* failas failo failai failu ataskait*"
    ),
    "ru": (
        "програм* прога прогу проги систем* приложени* карта карту карты карте карточк* счет счета"
        " клиент* подписк* экран* уведомл* напомин* тариф* аккаунт* файл файла файлы отчет*"
    ),
}


def _read_words() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    tables = {}
    for language, words in _PRODUCT.items():
        every = fold(words).split()
        whole = frozenset(word for word in every if not word.endswith("*"))
        tables[language] = whole, tuple(word[:-1] for word in every if word.endswith("*"))
    return tables


_WORDS = _read_words()


def product_words_in(words: Sequence[str], *, language: str) -> frozenset[str]:
    """The words, or beginnings of words, that name the product or what is done with it."""
    whole, begins = _WORDS.get(language, (frozenset(), ()))
    found = {word for word in words if word in whole}
    spaced = f" {' '.join(words)}"
    found.update(begin for begin in begins if f" {begin}" in spaced)
    return frozenset(found)
