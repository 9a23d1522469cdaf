"""Tells from its headers that no person wrote a mail: RFC 3834, RFC 3464, RFC 8098 and practice.

It reads headers alone, never what the mail says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum
from types import MappingProxyType

Headers = tuple[tuple[str, str], ...]
"""Of one mail: names in lower case, values decoded."""


class Machine(IntEnum):
    """How surely a header tells a machine."""

    NO = 0
    LIKELY = 1
    """Some programs put it on what people write as well."""
    CERTAIN = 2


def machine_by_headers(headers: Headers) -> Machine:
    """The surest of what the headers say."""
    return max((_judge_header(name.lower(), value) for name, value in headers), default=Machine.NO)


def tells_a_machine(name: str, value: str) -> bool:
    """Whether one header says so; only such headers need to travel with a mail."""
    return _judge_header(name.lower(), value) is not Machine.NO


def _judge_header(name: str, value: str) -> Machine:
    rule = _rule_for(name)
    return rule(" ".join(value.casefold().split())) if rule else Machine.NO


_Rule = Callable[[str], Machine]


def _certain(present: bool) -> Machine:
    return Machine.CERTAIN if present else Machine.NO


_NEVER_PEOPLE = re.compile(
    r"(?<![a-z])(?:mailer-?daemon|post-?master|no-?_?reply|do-?_?not-?_?reply|auto-?reply"
    r"|auto-?responder|bounces?|nicht-?antworten|keine-?antwort|ne-?pas-?repondre|no-?responder"
    r"|nao-?responda|nie-?odpowiadaj|neatsakyti|neatsakykite|ne-?otvechat)(?:[+.=_-][^@\s]*)?@"
)
_AUTOMATIC_SUBJECT = re.compile(
    r"(?:\W*(?:re|aw|sv|antw|odp|ats|ha)\s*:\s*)?\W*(?:"
    r"automatic reply|auto(?:matic|mated)?[- ]?(?:reply|response|answer)|out of (?:the )?office"
    r"|automatische (?:antwort|rückmeldung)|autom\. antwort|abwesenheits|abwesend:"
    r"|réponse automatique|message d['’]absence|absence du bureau"
    r"|respuesta automática|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)"
    r"|automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|nieobecność"
    r"|automatisch antwoord|automatische beantwoording|afwezig(?:heid)?:"
    r"|resposta automática|fora do escritório|automatiskt svar|autosvar|frånvaro"
    r"|automatisk svar|automaattinen vastaus|automatická odpoveď|automatická odpověď"
    r"|automatinis (?:atsakymas|atsakas|laiškas)|nesu biure|ne biure|automātiskā atbilde"
    r"|автоматический ответ|автоответ|автоматична відповідь|нет на месте|вне офиса"
    r"|undeliver|delivery (?:status|has failed|failure|delayed)|mail delivery|returned mail"
    r"|failure notice|mail system error|warning: message .{0,40}delayed|message not delivered"
    r"|unzustellbar|zustellung (?:fehlgeschlagen|verzögert)|nicht zugestellt"
    r"|non remis|échec de la remise|remise retardée|no se puede entregar|no entregado"
    r"|non recapitabile|mancata consegna|niedostarcz|nie można dostarczyć|onbestelbaar"
    r"|não entregue|falha na entrega|det går inte att leverera|ej levererat"
    r"|nepristatyt|недоставлен|не доставлено|сообщение не доставлено"
    r"|(?:read|not read|delivered|return receipt|read receipt|gelesen|ungelesen gelöscht"
    r"|lesebestätigung|zugestellt|übermittelt|lu|non lu|remis|accusé de réception|leído|no leído"
    r"|entregado|letto|non letto|consegnato|ricevuta di ritorno|przeczytano|przeczytane|odczytano"
    r"|dostarczono|gelezen|ongelezen|bezorgd|lida|não lida|entregue|läst|oläst|levererat"
    r"|perskaityta|pristatyta|прочитано|прочтено|доставлено|уведомление о прочтении)\s*[:(]"
    r")"
)
"""How mail programs begin the subject of what they write by themselves."""
_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply", "auto_response"})
_MACHINE_TYPES = (
    "multipart/report",
    "message/delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
)

_RULES: MappingProxyType[str, _Rule] = MappingProxyType(
    {
        # RFC 3834, 5: every value but "no" tells a machine.
        "auto-submitted": lambda value: _certain(not value.startswith("no")),
        "precedence": lambda value: _certain(value in _PRECEDENCE),
        # The sender wants no automatic answer; Exchange writes it on its own ones.
        "x-auto-response-suppress": lambda value: (
            Machine.LIKELY if value not in {"", "none"} else Machine.NO
        ),
        # Exchange names the agent that wrote the mail; a person is none.
        "x-ms-exchange-generated-message-source": lambda value: _certain(bool(value)),
        "x-mail-autoreply": lambda value: _certain(value != "no"),
        "x-post-messageclass": lambda value: _certain("autoresponder" in value),
        "x-fc-machinegenerated": lambda value: _certain(value == "true"),
        "x-failed-recipients": lambda _: Machine.CERTAIN,
        "feedback-type": lambda _: Machine.CERTAIN,
        "list-id": lambda _: Machine.CERTAIN,
        # RFC 5321, 4.5.5: notices of machines are sent with an empty return path.
        "return-path": lambda value: _certain(value.replace(" ", "") == "<>"),
        "content-type": lambda value: _certain(value.startswith(_MACHINE_TYPES)),
        "content-class": lambda value: _certain(value.endswith(("mdn", "dsn"))),
        "from": lambda value: _certain(_NEVER_PEOPLE.search(value) is not None),
        "sender": lambda value: _certain(_NEVER_PEOPLE.search(value) is not None),
        "subject": lambda value: _certain(_AUTOMATIC_SUBJECT.match(value) is not None),
    }
)
_FAMILIES: tuple[tuple[str, _Rule], ...] = (
    ("x-auto", lambda value: _certain(value not in {"", "no", "none", "false"})),
    ("list-", lambda _: Machine.LIKELY),
    ("x-cron-env", lambda _: Machine.CERTAIN),
)
"""Beginnings of names, for what `_RULES` does not name: every program has a spelling of its own."""


def _rule_for(name: str) -> _Rule | None:
    named = _RULES.get(name)
    return named or next((rule for start, rule in _FAMILIES if name.startswith(start)), None)
