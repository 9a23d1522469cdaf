"""Who hears and who speaks each language in a call: one table for every part of the product."""

from __future__ import annotations

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Voice:
    """The voice of one language, and what makes text of the answer."""

    code: str
    """BCP 47."""
    name: str
    """The voice, as its provider names it; empty is the provider's own choice."""
    provider: str = "Google"
    transcription: str = "Deepgram"
    speech_model: str = "nova-3-general"

    @property
    def spoken_name(self) -> str:
        """The voice as `<Say>` names it (twilio.com/docs/voice/twiml/say/text-speech)."""
        return f"{self.provider}.{self.name}" if self.name else ""


VOICES = {
    "en": Voice("en-US", name="en-US-Chirp3-HD-Aoede"),
    "lt": Voice("lt-LT", name="lt-LT-Chirp3-HD-Aoede"),
    "ru": Voice("ru-RU", name="ru-RU-Chirp3-HD-Aoede"),
}
"""Deepgram's Nova-3 knows Russian since 2025-11-04 and Lithuanian since 2025-11-24 (its changelog);
of Twilio's voices, Amazon's know no Lithuanian and Google's do. Nobody has listened to them yet."""


def voice_of(language: str) -> Voice:
    """The voice of a language; one without a row is spoken as the provider chooses."""
    return VOICES.get(language) or Voice(language, name="")
