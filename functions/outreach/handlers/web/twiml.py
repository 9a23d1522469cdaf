"""TwiML answers, built with Twilio's own library.

Every attribute we depend on is written out, because Twilio's defaults have changed before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from twilio.twiml.voice_response import VoiceResponse

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
    response = VoiceResponse()
    response.hangup()
    return _xml(response)


def relay(
    settings: RelaySettings, tenant: TenantId, conversation: ConversationId, greeting: Greeting
) -> HttpResponse:
    """Connect the call to our socket; the greeting (with the disclosure) cannot be interrupted."""
    about = {"tenant": tenant, "conversation": conversation}
    response = VoiceResponse()
    connect = response.connect(
        action=hook_url(settings.hooks_url, "/hooks/twilio/voice-action", about), method="POST"
    )
    spoken = connect.conversation_relay(
        url=settings.socket_url,
        welcome_greeting=greeting.text,
        welcome_greeting_interruptible="none",
        language=SPEECH_LANGUAGES.get(greeting.language, greeting.language),
        interruptible="any",
        report_input_during_agent_speech="none",
        dtmf_detection="true",
    )
    token = sign_token(
        settings.token_key, {**about, "use": "voice"}, expires_at=settings.token_expires_at
    )
    spoken.parameter(name="token", value=token)
    return _xml(response)


def _xml(response: VoiceResponse) -> HttpResponse:
    return HttpResponse(200, str(response).encode(), "text/xml")
