"""Twelve made-up customers, each with a way of talking, and what may come of a talk with them.

Words only; `performance.py` plays them against the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from functions.outreach.domain.conversation.state import Outcome
from tenancy.values.lazy_dataclass import dataclass

STILL_OPEN = ""
"""The agent waits: neither an outcome nor the founder's turn."""


@dataclass(frozen=True, slots=True)
class Persona:
    name: str
    plays: str
    """What the founder reads about them."""
    says: Mapping[str, tuple[str, ...]]
    """Language → their messages in order; what is left when the talk is over goes unused."""
    fitting: tuple[str, ...]
    """Outcomes that surprise nobody."""
    machine: bool = False
    """A call that an answering machine takes."""

    def lines(self, language: str) -> tuple[str, ...]:
        """In the language asked for, else in English."""
        return self.says.get(language) or self.says["en"]


def _in(**says: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(says)


_THEIRS = (Outcome.NEEDS_FOUNDER, Outcome.DECLINED)

PERSONAS: tuple[Persona, ...] = (
    Persona(
        "Eager",
        "Says yes and takes the first time offered.",
        _in(
            en=("Yes, tell me more", "The first one"),
            lt=("Taip, papasakokite daugiau", "Pirmas tinka"),
            ru=("Да, расскажите подробнее", "Первый вариант подходит"),
        ),
        (Outcome.BOOKED,),
    ),
    Persona(
        "Busy",
        "Has no time now.",
        _in(
            en=("Busy right now, ask me again in a month",),
            lt=("Dabar neturiu laiko, parašykite po mėnesio",),
            ru=("Сейчас нет времени, напишите через месяц",),
        ),
        (Outcome.CALLBACK, STILL_OPEN),
    ),
    Persona(
        "Price-minded",
        "Asks what it costs, and for less.",
        _in(
            en=(
                "What does it cost?",
                "Can you do it cheaper?",
                "Fine, let's talk",
                "The first one",
            ),
            lt=("Kiek tai kainuoja?", "Gal galima pigiau?", "Gerai, pakalbėkim", "Pirmas tinka"),
            ru=("Сколько это стоит?", "А дешевле можно?", "Хорошо, давайте", "Первый вариант"),
        ),
        (Outcome.BOOKED, Outcome.NEEDS_FOUNDER, STILL_OPEN),
    ),
    Persona(
        "Annoyed",
        "Has a complaint first of all.",
        _in(
            en=("Your product has been broken for a week and support never answers!",),
            lt=("Jūsų programa savaitę neveikia, o pagalba neatsako!",),
            ru=("Ваша программа неделю не работает, а поддержка молчит!",),
        ),
        _THEIRS,
    ),
    Persona(
        "Wrong person",
        "Is somebody else.",
        _in(
            en=("You have the wrong number, I am not this person",),
            lt=("Jūs apsirikote numeriu, aš ne tas žmogus",),
            ru=("Вы ошиблись номером, это не я",),
        ),
        (Outcome.WRONG_PERSON, STILL_OPEN),
    ),
    Persona(
        "Opts out sideways",
        "Wants no more messages and does not say “stop”.",
        _in(
            en=("Please lose my number", "Yes, leave me alone"),
            lt=("Pamirškite mano numerį", "Taip, palikite mane ramybėje"),
            ru=("Забудьте мой номер", "Да, оставьте меня в покое"),
        ),
        (Outcome.OPTED_OUT,),
    ),
    Persona(
        "Another language",
        "Asks to go on in Lithuanian, or in English if you write Lithuanian.",
        _in(
            en=("Ar galite rašyti lietuviškai?",),
            lt=("Could you write in English, please?",),
            ru=("Ar galite rašyti lietuviškai?",),
        ),
        (*_THEIRS, STILL_OPEN),
    ),
    Persona(
        "Answering machine",
        "Nobody takes the call.",
        _in(en=()),
        (STILL_OPEN,),
        machine=True,
    ),
    Persona(
        "Out of office",
        "An automatic reply, no person.",
        _in(
            en=("I am out of the office until Monday. This is an automatic reply.",),
            lt=("Šiuo metu atostogauju ir grįšiu pirmadienį. Tai automatinis atsakymas.",),
            ru=("Я в отпуске до понедельника. Это автоматический ответ.",),
        ),
        (STILL_OPEN,),
    ),
    Persona(
        "Unsure",
        "Wants to think, and asks something first.",
        _in(
            en=("Hmm, let me think about it", "Does it work with our accounting software?"),
            lt=("Hm, turiu pagalvoti", "Ar tai veikia su mūsų apskaitos programa?"),
            ru=("Хм, надо подумать", "Это работает с нашей бухгалтерией?"),
        ),
        (STILL_OPEN, Outcome.NEEDS_FOUNDER, Outcome.CALLBACK),
    ),
    Persona(
        "Not their decision",
        "Somebody else decides.",
        _in(
            en=("That is for my boss to decide",),
            lt=("Dėl to sprendžia mano vadovas",),
            ru=("Это решает мой начальник",),
        ),
        (*_THEIRS, STILL_OPEN),
    ),
    Persona(
        "Suspicious",
        "Asks whether a person writes, and wants one.",
        _in(
            en=("Are you a real person?", "I want to talk to a human"),
            lt=("Ar jūs tikras žmogus?", "Noriu kalbėti su žmogumi"),
            ru=("Вы настоящий человек?", "Хочу говорить с человеком"),
        ),
        (Outcome.NEEDS_FOUNDER,),
    ),
)
