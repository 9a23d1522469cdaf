"""Twilio's side of one ConversationRelay session: a real WebSocket to our side, text in, text out.

It plays speech recognition and speech synthesis; it never decides what anybody says. A frame it
does not understand is answered with `error`, and ten in a row end the session (64105).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from infra.sandbox.ledger import Ledger, Record, new_sid
from infra.sandbox.settings import Settings
from infra.sandbox.twilio.twiml import Connect
from infra.sandbox.webhooks import is_loopback

SECONDS_PER_WORD = 0.4
"""About 150 words a minute: how long speech takes while the sandbox clock stands still."""
MALFORMED_LIMIT = 10
MS_PER_CHARACTER = 60
BACKCHANNEL = frozenset(
    {"uh-huh", "mhm", "mm-hmm", "yeah", "right", "ok", "okay", "aha", "taip", "угу", "ага", "да"}
)
"""Words of somebody who listens. Twilio does not publish its own list."""
CUT_BY_SPEECH = {"any", "speech", "true"}
"""Values of the `interruptible` attributes under which speech cuts the agent off."""


@dataclass(frozen=True, slots=True)
class FrameShape:
    """Fields of one frame type our side may send, with their JSON types."""

    required: dict[str, type]
    optional: dict[str, type]


FRAMES = {
    "text": FrameShape(
        {"token": str}, {"last": bool, "lang": str, "interruptible": bool, "preemptible": bool}
    ),
    "play": FrameShape({"source": str}, {"loop": int, "preemptible": bool, "interruptible": bool}),
    "sendDigits": FrameShape({"digits": str}, {}),
    "language": FrameShape({}, {"ttsLanguage": str, "transcriptionLanguage": str}),
    "end": FrameShape({}, {"handoffData": str}),
}


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """How a session ended, as reported to the Connect action."""

    session: str
    status: str
    """`ended` by us, `completed` because the call ended, `failed`."""
    seconds: int
    handoff: str | None = None
    error_code: int | None = None
    error_message: str = ""


def read_frame(text: str | bytes) -> dict[str, Any] | None:
    """A frame from our side, or None if the relay would call it invalid."""
    try:
        frame = json.loads(text)
    except ValueError:
        return None
    if not isinstance(frame, dict):
        return None
    shape = FRAMES.get(str(frame.get("type")))
    if shape is None:
        return None
    fields = {name: value for name, value in frame.items() if name != "type"}
    kinds = shape.required | shape.optional
    wrong = [name for name, value in fields.items() if type(value) is not kinds.get(name)]
    return None if wrong or set(shape.required) - set(fields) else frame


def spoken_seconds(transcript: list[Record]) -> int:
    words = sum(len(str(entry.get("text", "")).split()) for entry in transcript)
    return max(1, round(words * SECONDS_PER_WORD))


OPEN_TIMEOUT_S = 60
"""A cold function on a busy machine takes its time to accept a handshake."""


class RelaySession:
    """One session of one call."""

    def __init__(
        self,
        *,
        connect_to: Connect,
        call: Record,
        settings: Settings,
        sign: Callable[[str], str],
        ledger: Ledger,
    ) -> None:
        self.id = new_sid("VX")
        self._to = connect_to
        self._call = call
        self._settings = settings
        self._sign = sign
        self._ledger = ledger
        self._socket: ClientConnection | None = None
        self._hung_up = False
        self._tokens: list[str] = []
        self._malformed = 0
        self._began = ledger.now()
        self._first_entry = len(call["transcript"])
        greeting = "welcomeGreetingInterruptible"
        self._cuttable = connect_to.attributes.get(greeting, "any") in CUT_BY_SPEECH
        self.ready = asyncio.Event()
        """Set once the setup frame was sent; nobody can speak before."""

    async def run(self) -> SessionEnd:
        """Hold the session until one side ends it."""
        if not self._is_ours(self._to.url):
            return self._failed(64102, "Unable to connect to WebSocket URL")
        headers = {"X-Twilio-Signature": self._sign(self._to.url)}
        try:
            async with connect(
                self._to.url,
                additional_headers=headers,
                proxy=None,
                ping_interval=None,
                open_timeout=OPEN_TIMEOUT_S,
            ) as socket:
                self._socket = socket
                return await self._converse(socket)
        except (OSError, InvalidHandshake, InvalidURI, TimeoutError) as error:
            return self._failed(64102, f"Unable to connect to WebSocket URL: {error}")
        except ConnectionClosed:
            return self._closed()
        finally:
            self._socket = None
            self.ready.set()

    def _is_ours(self, url: str) -> bool:
        """On this machine, and the public address our side gave as its own: no way behind it."""
        ours, plain = self._settings.socket_url, url.partition("?")[0]
        return is_loopback(url) and plain == (ours or plain)

    async def _converse(self, socket: ClientConnection) -> SessionEnd:
        await socket.send(json.dumps(self._setup()))
        if self._to.greeting:
            self._write("agent", self._to.greeting, greeting=True)
        self.ready.set()
        async for text in socket:
            frame = read_frame(text)
            if frame is None:
                self._malformed += 1
                shown = text if isinstance(text, str) else "binary"
                self._ledger.alert(64107, "Invalid message received", call=self._call["sid"])
                if self._malformed >= MALFORMED_LIMIT:
                    await socket.close()
                    return self._failed(64105, "Ten malformed messages in a row")
                await self._send(
                    {"type": "error", "description": f"Invalid message received: {shown}"}
                )
                continue
            self._malformed = 0
            if frame["type"] == "end":
                self._flush_tokens()
                await socket.close()
                return self._end("ended", handoff=frame.get("handoffData"))
            self._play(frame)
        return self._closed()

    def _closed(self) -> SessionEnd:
        if self._hung_up:
            return self._end("completed")
        return self._failed(64105, "WebSocket ended")

    def _setup(self) -> dict[str, Any]:
        call = self._call
        return {
            "type": "setup",
            "sessionId": self.id,
            "accountSid": self._settings.account_sid,
            "parentCallSid": "",
            "callSid": call["sid"],
            "from": call["from"],
            "to": call["to"],
            "forwardedFrom": "",
            "callType": "PSTN",
            "callerName": "",
            "direction": call["direction"],
            "callStatus": "IN-PROGRESS",
            "customParameters": self._to.parameters,
        }

    def _play(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "text":
                usual = self._to.attributes.get("interruptible", "any") in CUT_BY_SPEECH
                self._cuttable = bool(frame.get("interruptible", usual))
                self._tokens.append(frame["token"])
                if frame.get("last"):
                    self._flush_tokens()
            case "sendDigits":
                self._write("agent", "", keys=frame["digits"])
            case "play":
                self._write("agent", "", audio=frame["source"])

    def _flush_tokens(self) -> None:
        text = "".join(self._tokens).strip()
        self._tokens.clear()
        if text:
            self._write("agent", text)

    async def say(self, text: str) -> str | None:
        """The person speaks; the words arrive as one final prompt. A sentence if impossible."""
        if self._socket is None:
            return "Nobody is on the line."
        self._write("customer", text)
        language = self._to.attributes.get("transcriptionLanguage", self._to.language)
        await self._send({"type": "prompt", "voicePrompt": text, "lang": language, "last": True})
        return None

    async def press(self, digit: str) -> str | None:
        if digit not in set("0123456789*#") or len(digit) != 1:
            return "A key is one of 0-9, * and #."
        if self._socket is None:
            return "Nobody is on the line."
        self._write("customer", "", keys=digit)
        if self._to.hears_keys:
            await self._send({"type": "dtmf", "digit": digit})
        return None

    async def interrupt(self, heard: str, words: str = "") -> str | None:
        """The person speaks over the agent after having heard only this much."""
        if self._socket is None:
            return "Nobody is on the line."
        if words.strip(" .!").lower() in BACKCHANNEL and self._to.ignores_backchannel:
            return "The agent speaks on: these words only say that somebody listens."
        if not self._cuttable:
            return "The agent cannot be interrupted now."
        last = next((e for e in reversed(self._transcript) if e["who"] == "agent"), None)
        if last is None or not last["text"].startswith(heard):
            return "What was heard is the beginning of what the agent said last."
        last["heard"] = heard
        self._ledger.touch()
        await self._send(
            {
                "type": "interrupt",
                "utteranceUntilInterrupt": heard,
                "durationUntilInterruptMs": len(heard) * MS_PER_CHARACTER,
            }
        )
        return None

    async def hang_up(self) -> None:
        """The call ended; the session ends with it."""
        self._hung_up = True
        if self._socket is not None:
            await self._socket.close()

    @property
    def _transcript(self) -> list[Record]:
        transcript: list[Record] = self._call["transcript"]
        return transcript

    def _write(self, who: str, text: str, **more: Any) -> None:
        self._transcript.append({"who": who, "text": text, "at": self._ledger.stamp(), **more})
        self._ledger.touch()

    async def _send(self, frame: dict[str, Any]) -> None:
        if self._socket is None:
            return
        try:
            await self._socket.send(json.dumps(frame, ensure_ascii=False))
        except ConnectionClosed:
            self._ledger.touch()

    def _end(self, status: str, **more: Any) -> SessionEnd:
        passed = round((self._ledger.now() - self._began).total_seconds())
        spoken = spoken_seconds(self._transcript[self._first_entry :])
        return SessionEnd(self.id, status, max(passed, spoken), **more)

    def _failed(self, code: int, message: str) -> SessionEnd:
        self._ledger.alert(code, message, call=self._call["sid"])
        return self._end("failed", error_code=code, error_message=message)
