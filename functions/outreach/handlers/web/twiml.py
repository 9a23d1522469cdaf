"""TwiML answers, built with Twilio's own library.

Every attribute we depend on is written out, because Twilio's defaults have changed before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from twilio.twiml.voice_response import VoiceResponse

from functions.outreach.adapters.twilio.links import hook_url
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.domain.speaking.stranger_call import SpokenLine
from functions.outreach.domain.speaking.voices import VOICES, voice_of
from functions.outreach.domain.steps.calls.call_limits import LONGEST_TALK
from functions.outreach.workflows.calls.answer_call import Greeting
from functions.outreach.workflows.calls.transfer_call import FounderLine
from tenancy.runtime.http import HttpResponse
from tenancy.runtime.signed_links import sign_token
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class RelaySettings:
    socket_url: str
    hooks_url: str
    token_key: bytes
    token_expires_at: datetime


LONGEST_HINTS = 500
FOUNDER_RINGS_SECONDS = 20
LONGEST_TALK_SECONDS = int(LONGEST_TALK.total_seconds())


def _hints(names: tuple[str, ...]) -> str:
    """Names a recogniser would not expect, separated by commas, as many as fit."""
    kept: list[str] = []
    for name in dict.fromkeys(" ".join(each.replace(",", " ").split()) for each in names):
        if name and len(", ".join([*kept, name])) <= LONGEST_HINTS:
            kept.append(name)
    return ", ".join(kept)


def hang_up() -> HttpResponse:
    response = VoiceResponse()
    response.hangup()
    return _xml(response)


def ask_for_message(hooks_url: str, about: Mapping[str, str], line: SpokenLine) -> HttpResponse:
    """One approved line, and what the caller says to it; silence ends the call."""
    voice, response = voice_of(line.language), VoiceResponse()
    listens = response.gather(
        input="speech",
        action=hook_url(hooks_url, "/hooks/twilio/caller-words", about),
        method="POST",
        language=voice.code,
        speech_timeout="auto",
        profanity_filter="false",
        action_on_empty_result="false",
    )
    listens.say(line.text, language=voice.code, voice=voice.spoken_name or None)
    response.hangup()
    return _xml(response)


def dial_founder(
    hooks_url: str, about: Mapping[str, str], line: FounderLine, *, so_far: Mapping[str, str]
) -> HttpResponse:
    """Ring the founder, who hears the whisper first; then this side is asked what came of it.

    `so_far` is what the end of the transfer has to know of the call before it.
    """
    response = VoiceResponse()
    dial = response.dial(
        action=hook_url(hooks_url, "/hooks/twilio/transfer-ended", {**about, **so_far}),
        method="POST",
        timeout=FOUNDER_RINGS_SECONDS,
        caller_id=line.our_number,
        time_limit=LONGEST_TALK_SECONDS,
        answer_on_bridge="false",
        record="do-not-record",
    )
    dial.number(
        line.founder_phone,
        url=hook_url(hooks_url, "/hooks/twilio/whisper", about),
        method="POST",
    )
    return _xml(response)


def ask_founder(hooks_url: str, about: Mapping[str, str], words: str) -> HttpResponse:
    """Spoken to the founder alone, in the console's language; silence ends their side."""
    voice, response = voice_of("en"), VoiceResponse()
    keys = response.gather(
        input="dtmf",
        num_digits=1,
        timeout=6,
        action=hook_url(hooks_url, "/hooks/twilio/whisper-answer", about),
        method="POST",
    )
    keys.say(words, language=voice.code, voice=voice.spoken_name or None)
    response.hangup()
    return _xml(response)


def relay(
    settings: RelaySettings,
    tenant: TenantId,
    conversation: ConversationId,
    greeting: Greeting,
    *,
    so_far: Mapping[str, str] = MappingProxyType({}),
) -> HttpResponse:
    """Connect the call to our socket; the greeting (with the disclosure) cannot be interrupted."""
    about = {"tenant": tenant, "conversation": conversation}
    speech = voice_of(greeting.language)
    response = VoiceResponse()
    connect = response.connect(
        action=hook_url(settings.hooks_url, "/hooks/twilio/voice-action", {**about, **so_far}),
        method="POST",
    )
    spoken = connect.conversation_relay(
        url=settings.socket_url,
        welcome_greeting=greeting.text,
        welcome_greeting_interruptible="none",
        language=speech.code,
        tts_provider=speech.provider,
        voice=speech.name or None,
        transcription_provider=speech.transcription,
        speech_model=speech.speech_model,
        hints=_hints(greeting.names),
        interruptible="any",
        interrupt_sensitivity="medium",
        # "Uh-huh" says that somebody listens, and is no word to the agent.
        ignoreBackchannel="true",
        preemptible="false",
        report_input_during_agent_speech="none",
        echo_prompt_filtering="true",
        partial_prompts="false",
        # Anger has to be heard in its own words.
        profanity_filter="false",
        dtmf_detection="true",
        # By silence alone: for which languages Twilio's detection works is not published.
        turn_detection="false",
        speechTimeout="auto",
        application_reconnect="true",
    )
    for other in VOICES.values():
        # Declared so that the language can be changed while the call goes on.
        if other.code != speech.code:
            spoken.language(
                code=other.code,
                tts_provider=other.provider,
                voice=other.name,
                transcription_provider=other.transcription,
                speech_model=other.speech_model,
            )
    token = sign_token(
        settings.token_key,
        {**about, "use": "voice", "asked": greeting.asked},
        expires_at=settings.token_expires_at,
    )
    spoken.parameter(name="token", value=token)
    return _xml(response)


def _xml(response: VoiceResponse) -> HttpResponse:
    return HttpResponse(200, str(response).encode(), "text/xml")
