"""TwiML answers. Every attribute we depend on is written out: Twilio's defaults have changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from functions.outreach.adapters.twilio.links import hook_url
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.workflows.answer_call import Greeting
from tenancy.runtime.http import HttpResponse
from tenancy.runtime.signed_links import sign_token
from tenancy.tenant import TenantId


@dataclass(frozen=True, slots=True)
class RelaySettings:
    socket_url: str
    hooks_url: str
    token_key: bytes
    token_expires_at: datetime


SPEECH_LANGUAGES = {"en": "en-US", "lt": "lt-LT", "ru": "ru-RU"}


def hang_up() -> HttpResponse:
    response = Element("Response")
    SubElement(response, "Hangup")
    return _xml(response)


def relay(
    settings: RelaySettings, tenant: TenantId, conversation: ConversationId, greeting: Greeting
) -> HttpResponse:
    """Connect the call to our socket; the greeting (with the disclosure) cannot be interrupted."""
    about = {"tenant": tenant, "conversation": conversation}
    response = Element("Response")
    connect = SubElement(
        response,
        "Connect",
        action=hook_url(settings.hooks_url, "/hooks/twilio/voice-action", about),
        method="POST",
    )
    spoken = SubElement(
        connect,
        "ConversationRelay",
        url=settings.socket_url,
        welcomeGreeting=greeting.text,
        welcomeGreetingInterruptible="none",
        language=SPEECH_LANGUAGES.get(greeting.language, greeting.language),
        interruptible="any",
        reportInputDuringAgentSpeech="none",
        dtmfDetection="true",
    )
    token = sign_token(
        settings.token_key, {**about, "use": "voice"}, expires_at=settings.token_expires_at
    )
    SubElement(spoken, "Parameter", name="token", value=token)
    return _xml(response)


def _xml(root: Element) -> HttpResponse:
    text = '<?xml version="1.0" encoding="UTF-8"?>' + tostring(root, encoding="unicode")
    return HttpResponse(200, text.encode(), "text/xml")
