"""The text of a message: template variables, segments and opt-out keywords, by Twilio's rules."""

from __future__ import annotations

import json
import re

TEMPLATE_SID = re.compile(r"HX[0-9a-fA-F]{32}\Z")
_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_FORBIDDEN_IN_VARIABLE = re.compile(r"[\n\t]| {5,}")
_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
KEYWORDS = {
    **dict.fromkeys(
        ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"), "STOP"
    ),
    **dict.fromkeys(("START", "UNSTOP"), "START"),
    "HELP": "HELP",
}
KEYWORD_REPLIES = {
    "STOP": "You have successfully been unsubscribed. You will not receive any more messages "
    "from this number. Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed to messages from this number. "
    "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def keyword(body: str) -> str | None:
    """STOP, START or HELP if the whole message is one of Twilio's keywords."""
    return KEYWORDS.get(body.strip().upper())


def read_variables(text: str) -> dict[str, str] | None:
    """ContentVariables, or None where Twilio answers 21656."""
    try:
        variables = json.loads(text) if text else {}
    except ValueError:
        return None
    if not isinstance(variables, dict):
        return None
    for value in variables.values():
        if not isinstance(value, str) or not value or _FORBIDDEN_IN_VARIABLE.search(value):
            return None
    return variables


def render(template: str, variables: dict[str, str]) -> str:
    """The text a template shows; an unknown template shows its variables' values alone."""
    if not template:
        return " ".join(variables.values())
    return _PLACEHOLDER.sub(lambda found: variables.get(found[1], found[0]), template)


def segments(body: str) -> int:
    """How many SMS segments a text takes: 160/153 characters in GSM-7, 70/67 otherwise."""
    alone, joined = (160, 153) if set(body) <= _GSM else (70, 67)
    return 1 if len(body) <= alone else -(-len(body) // joined)
