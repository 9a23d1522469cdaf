"""Reads the TwiML our side answers with, as strictly as Twilio's parser does.

Only the verbs a conversation needs are played; any other verb is refused like an invalid one, so
that nothing silently does less here than on a real call.
"""

from __future__ import annotations

import inspect
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass

from twilio.twiml.voice_response import Connect as ConnectVerb
from twilio.twiml.voice_response import ConversationRelay as ConversationRelayNoun
from twilio.twiml.voice_response import Dial as DialVerb
from twilio.twiml.voice_response import VoiceResponse

_SDK_NAMES = set(inspect.signature(ConnectVerb.conversation_relay).parameters) - {"self", "kwargs"}
RELAY_ATTRIBUTES = frozenset(
    re.sub(r"_([a-z])", lambda found: found[1].upper(), name) for name in _SDK_NAMES
)
"""Every attribute the SDK can write; a misspelt one is refused."""
_LANGUAGE_NAMES = set(inspect.signature(ConversationRelayNoun.language).parameters) - {
    "self",
    "kwargs",
}
LANGUAGE_ATTRIBUTES = frozenset(
    re.sub(r"_([a-z])", lambda found: found[1].upper(), name) for name in _LANGUAGE_NAMES
)


def _written(verb: Callable[..., object], *besides: str) -> frozenset[str]:
    """The attributes that a method of the SDK can write."""
    names = set(inspect.signature(verb).parameters) - {"self", "kwargs", *besides}
    return frozenset(re.sub(r"_([a-z])", lambda found: found[1].upper(), name) for name in names)


GATHER_ATTRIBUTES = _written(VoiceResponse.gather)
DIAL_ATTRIBUTES = _written(VoiceResponse.dial, "number")
NUMBER_ATTRIBUTES = _written(DialVerb.number, "phone_number")
_INTERRUPTIBLE = r"none|dtmf|speech|any|true|false"
_YES_OR_NO = r"true|false"
RELAY_VALUES = {
    "welcomeGreetingInterruptible": _INTERRUPTIBLE,
    "interruptible": _INTERRUPTIBLE,
    "reportInputDuringAgentSpeech": _INTERRUPTIBLE,
    "interruptSensitivity": r"low|medium|high",
    "ttsProvider": r"Google|Amazon|ElevenLabs",
    "transcriptionProvider": r"Google|Deepgram",
    # 600 to 5000 milliseconds; anything else is error 64101.
    "speechTimeout": r"auto|[6-9]\d\d|[1-4]\d{3}|5000",
    **dict.fromkeys(
        (
            "applicationReconnect",
            "dtmfDetection",
            "echoPromptFiltering",
            "ignoreBackchannel",
            "partialPrompts",
            "preemptible",
            "profanityFilter",
            "turnDetection",
        ),
        _YES_OR_NO,
    ),
}
"""Attribute → the values it may have, from Twilio's reference of `<ConversationRelay>`."""


@dataclass(frozen=True, slots=True)
class TwimlRefused:
    """Why a document cannot be played, with Twilio's error code."""

    code: int
    message: str


@dataclass(frozen=True, slots=True)
class Say:
    text: str


@dataclass(frozen=True, slots=True)
class Hangup:
    """Ends the call; `rejected` if it was never picked up (`<Reject>`), with its reason."""

    rejected: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str
    method: str


@dataclass(frozen=True, slots=True)
class Connect:
    """A ConversationRelay session and where to report its end."""

    url: str
    action: str
    method: str
    attributes: dict[str, str]
    parameters: dict[str, str]

    @property
    def greeting(self) -> str:
        return self.attributes.get("welcomeGreeting", "")

    @property
    def language(self) -> str:
        return self.attributes.get("language", "en-US")

    @property
    def ignores_backchannel(self) -> bool:
        return self.attributes.get("ignoreBackchannel", "false").lower() == "true"

    @property
    def hears_keys(self) -> bool:
        return self.attributes.get("dtmfDetection", "false").lower() == "true"


@dataclass(frozen=True, slots=True)
class Gather:
    """What is spoken first, and where the words or keys of the answer go."""

    says: tuple[Say, ...]
    inputs: frozenset[str]
    action: str
    method: str


@dataclass(frozen=True, slots=True)
class Dial:
    """Another phone is rung and joined, after it heard the document at `whisper_url`."""

    number: str
    whisper_url: str
    whisper_method: str
    action: str
    method: str
    caller_id: str
    timeout_s: int


Verb = Say | Hangup | Redirect | Connect | Gather | Dial


def read(document: str) -> list[Verb] | TwimlRefused:
    """The verbs of a voice document, in order."""
    root = _root(document)
    if isinstance(root, TwimlRefused):
        return root
    verbs: list[Verb] = []
    for element in root:
        verb = _verb(element)
        if isinstance(verb, TwimlRefused):
            return verb
        if verb is not None:
            verbs.append(verb)
    return verbs


def message_replies(document: str) -> list[str] | TwimlRefused:
    """The texts of `<Message>` in an answer to an inbound message."""
    root = _root(document)
    if isinstance(root, TwimlRefused):
        return root
    if unknown := {element.tag for element in root} - {"Message"}:
        return TwimlRefused(12200, f"Schema validation warning: {', '.join(sorted(unknown))}")
    return ["".join(element.itertext()).strip() for element in root]


def _root(document: str) -> ET.Element | TwimlRefused:
    try:
        root = ET.fromstring(document.strip())
    except ET.ParseError as error:
        return TwimlRefused(12100, f"Document parse failure: {error}")
    if root.tag != "Response":
        return TwimlRefused(12100, "Document parse failure: the root is not <Response>")
    return root


def _verb(element: ET.Element) -> Verb | TwimlRefused | None:
    match element.tag:
        case "Say":
            return Say("".join(element.itertext()).strip())
        case "Pause":
            return None
        case "Hangup":
            return Hangup()
        case "Reject":
            return Hangup(rejected=element.get("reason", "rejected"))
        case "Redirect":
            url = (element.text or "").strip()
            return Redirect(url=url, method=element.get("method", "POST").upper())
        case "Connect":
            return _connect(element)
        case "Gather":
            return _gather(element)
        case "Dial":
            return _dial(element)
    return TwimlRefused(12200, f"Schema validation: <{element.tag}> is not a verb played here")


def _gather(element: ET.Element) -> Gather | TwimlRefused:
    if unknown := set(element.attrib) - GATHER_ATTRIBUTES:
        names = ", ".join(sorted(unknown))
        return TwimlRefused(12200, f"Schema validation: unknown attribute {names}")
    inputs = frozenset(element.get("input", "dtmf").split())
    if inputs - {"dtmf", "speech"}:
        return TwimlRefused(13312, "Invalid input attribute of <Gather>")
    if strange := {child.tag for child in element} - {"Say", "Pause", "Play"}:
        return TwimlRefused(12200, f"Schema validation: <{sorted(strange)[0]}> in <Gather>")
    says = tuple(Say("".join(child.itertext()).strip()) for child in element if child.tag == "Say")
    return Gather(
        says=says,
        inputs=inputs,
        action=element.get("action", ""),
        method=element.get("method", "POST").upper(),
    )


def _dial(element: ET.Element) -> Dial | TwimlRefused:
    nouns = list(element)
    if len(nouns) != 1 or nouns[0].tag != "Number":
        return TwimlRefused(12200, "Schema validation: <Dial> holds one <Number> here")
    number = nouns[0]
    unknown = (set(element.attrib) - DIAL_ATTRIBUTES) | (set(number.attrib) - NUMBER_ATTRIBUTES)
    if unknown:
        names = ", ".join(sorted(unknown))
        return TwimlRefused(12200, f"Schema validation: unknown attribute {names}")
    timeout = element.get("timeout", "30")
    if not timeout.isdigit() or not 5 <= int(timeout) <= 600:
        return TwimlRefused(13212, "Invalid timeout value of <Dial>")
    return Dial(
        number=(number.text or "").strip(),
        whisper_url=number.get("url", ""),
        whisper_method=number.get("method", "POST").upper(),
        action=element.get("action", ""),
        method=element.get("method", "POST").upper(),
        caller_id=element.get("callerId", ""),
        timeout_s=int(timeout),
    )


def _connect(element: ET.Element) -> Connect | TwimlRefused:
    nouns = list(element)
    if len(nouns) != 1 or nouns[0].tag != "ConversationRelay":
        return TwimlRefused(12200, "Schema validation: <Connect> holds one <ConversationRelay>")
    relay = nouns[0]
    if unknown := set(relay.attrib) - RELAY_ATTRIBUTES:
        names = ", ".join(sorted(unknown))
        return TwimlRefused(12200, f"Schema validation: unknown attribute {names}")
    url = relay.get("url", "")
    if not url.startswith(("wss://", "ws://")):
        return TwimlRefused(64101, "Invalid ConversationRelay url: it is a wss:// address")
    for name, value in relay.attrib.items():
        if re.fullmatch(RELAY_VALUES.get(name, ".*"), value, re.DOTALL) is None:
            return TwimlRefused(64101, f"Invalid ConversationRelay attribute {name}: {value}")
    parameters: dict[str, str] = {}
    for child in relay:
        if child.tag == "Parameter":
            parameters[child.get("name", "")] = child.get("value", "")
            continue
        if child.tag != "Language":
            return TwimlRefused(12200, f"Schema validation: <{child.tag}> in <ConversationRelay>")
        unknown = set(child.attrib) - LANGUAGE_ATTRIBUTES
        if unknown or not child.get("code"):
            return TwimlRefused(12200, f"Schema validation: <Language> {unknown or 'code'}")
    return Connect(
        url=url,
        action=element.get("action", ""),
        method=element.get("method", "POST").upper(),
        attributes=dict(relay.attrib),
        parameters=parameters,
    )
