"""Which side of known opposites a question is on: with or without, in or out, before or after.

A question on one side is never answered by what was approved for the other side alone; it must
never say more of a text than that.
"""

from __future__ import annotations

from collections.abc import Sequence

from functions.outreach.domain.understanding.languages.plain_text import fold
from tenancy.values.lazy_dataclass import dataclass

Side = tuple[str, bool]
"""A pair of opposites by its first word, and whether it is that word's side."""

_OPPOSITES = {
    "en": (
        "with / without",
        "before / after",
        "import* upload* / export* download*",
        "upgrad* / downgrad*",
        "enable* / disable*",
        "buy buying / sell selling",
        "add adding / remov* delet*",
        "start* begin* / stop* end ending finish* cancel*",
        "more / less fewer",
        "cheaper / dearer pricier",
        "incoming / outgoing",
        "online / offline",
        "monthly month / yearly annual* year",
        "join* / leave leaving quit*",
        "open* / clos*",
        "send* sent / receiv*",
        "increas* rais* / decreas* lower* reduc*",
        "inside / outside",
        "first / last",
        "old older / new newer",
    ),
    "lt": (
        "su / be",
        "pries iki / po",
        "import* ikel* / eksport* iskel*",
        "ijung* / isjung*",
        "prisijung* / atsijung*",
        "pirk* nusipirk* / parduo*",
        "prideti prided* / pasalin* istrin* isim*",
        "pradet* prades* / baig* nutrauk* atsauk*",
        "daugiau / maziau",
        "pigiau pigesn* / brangiau brangesn*",
        "menes* / metin* metams",
        "atidar* / uzdar*",
        "siust* siun* / gaut* gaun*",
        "padidin* / sumazin*",
        "iden* itrauk* / istrauk* isiim*",
    ),
    "ru": (
        "с со / без",
        "до / после",
        "импорт* загруз* / экспорт* выгруз*",
        "включ* подключ* / выключ* отключ*",
        "войти вход* / выйти выход*",
        "купить покуп* / прода*",
        "добав* / удал* убра*",
        "нача* / законч* прекра* отмен*",
        "больше / меньше",
        "дешевле / дороже",
        "месяц* / год* ежегодн*",
        "откр* / закр*",
        "отправ* / получ*",
        "увелич* / уменьш*",
        "повы* / пони*",
    ),
}
_PARTICLES = {
    "en": {
        "in": ("in", True),
        "out": ("in", False),
        "up": ("up", True),
        "down": ("up", False),
        "on": ("on", True),
        "off": ("on", False),
    }
}
"""Words that are one side only behind what they belong to: "my data in", "in London" is none."""
_BEHIND = frozenset(
    ("of", "to", "into", "from", "again", "too", "and", "or", "when", "if", "as", "for", "with")
)
"""What may follow such a word."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """The words of a language that are on a side, and what words on one begin with."""

    whole: dict[str, Side]
    begins: tuple[tuple[str, Side], ...]
    any_begin: tuple[str, ...]


def _read_pairs() -> dict[str, _Sides]:
    tables = {}
    for language, pairs in _OPPOSITES.items():
        whole: dict[str, Side] = {}
        begins: list[tuple[str, Side]] = []
        for pair in pairs:
            name = pair.split(maxsplit=1)[0]
            for is_first, side in zip((True, False), pair.split(" / "), strict=True):
                for word in fold(side).split():
                    if word.endswith("*"):
                        begins.append((word[:-1], (name, is_first)))
                    else:
                        whole[word] = (name, is_first)
        tables[language] = _Sides(whole, tuple(begins), tuple(begin for begin, _ in begins))
    return tables


_SIDES = _read_pairs()
_NO_SIDES = _Sides({}, (), ())


def sides_of(words: Sequence[str], *, language: str) -> frozenset[Side]:
    """The sides that the words of one text are on. A text on both is on neither."""
    known, particles = _SIDES.get(language, _NO_SIDES), _PARTICLES.get(language, {})
    found: set[Side] = set()
    for at, word in enumerate(words):
        if word in known.whole:
            found.add(known.whole[word])
        elif word in particles and (at + 1 == len(words) or words[at + 1] in _BEHIND):
            found.add(particles[word])
        elif word.startswith(known.any_begin):
            found.update(side for begin, side in known.begins if word.startswith(begin))
    return frozenset(side for side in found if (side[0], not side[1]) not in found)


def are_opposed(question: frozenset[Side], answer: frozenset[Side]) -> bool:
    """Whether the answer's wordings are only on the other side of something the question names.

    `answer` holds the sides of all its wordings.
    """
    return any(
        (name, not first) in answer and (name, first) not in answer for name, first in question
    )
