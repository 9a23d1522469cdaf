"""The voice socket: Twilio's ConversationRelay, one short invocation per frame.

Never raises in `message`: API Gateway would push its own error frame into the relay (Twilio 64107).
A frame it does not understand is logged and answered by nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from functions.outreach import wiring
from functions.outreach.adapters.twilio.links import form_is_signed
from functions.outreach.domain.conversation.events import (
    CallConnected,
    Event,
    Interrupted,
    OptedOutByLink,
)
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.handlers.collector import settle
from functions.outreach.handlers.fault import described
from functions.outreach.ports import InboundMessage, LiveCall
from functions.outreach.workflows.calls.speak_turn import speak_turn
from functions.product.channels import Channel
from tenancy.runtime.signed_links import BadToken, read_token_of
from tenancy.tenant import tenant_id
from tenancy.values.foreign_json import read_foreign_json

log = logging.getLogger(__name__)

Frame = dict[str, Any]
OPT_OUT_KEY = "9"


def connect(event: Mapping[str, Any]) -> dict[str, int]:
    """Accept the handshake only if Twilio signed it, over the exact configured URL."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    signed = form_is_signed(
        auth_tokens=wiring.secrets().twilio.hook_tokens,
        url=wiring.environment().socket_url,
        form={},
        signature=headers.get("x-twilio-signature", ""),
    )
    if not signed:
        log.warning("unsigned_socket")
    return {"statusCode": 200 if signed else 403}


def message(event: Mapping[str, Any]) -> dict[str, int]:
    try:
        _frame(event)
    except Exception as error:  # noqa: BLE001  the boundary
        log.error("frame_failed", extra=described(error))
    settle()
    return {"statusCode": 200}


def disconnect(event: Mapping[str, Any]) -> dict[str, int]:
    """The call's end arrives with its duration by the status hook; here only the row goes."""
    wiring.sockets().forget(event["requestContext"]["connectionId"])
    return {"statusCode": 200}


def _frame(event: Mapping[str, Any]) -> None:
    context = event["requestContext"]
    connection = context["connectionId"]
    frame = _parsed(event.get("body") or "")
    kind = frame.get("type", "")
    if kind == "setup":
        _setup(connection, frame)
        return
    live = wiring.sockets().find(connection)
    if live is None:
        log.warning("frame_before_setup", extra={"type": str(kind)[:20]})
        return
    happened = _event_of(frame, live, frame_id=str(context.get("messageId", "")))
    if happened is not None:
        speak_turn(wiring.advance_ports(), wiring.call_socket(), live, happened)


def _parsed(body: str) -> Frame:
    try:
        frame = read_foreign_json(body)
    except ValueError:
        frame = None
    if not isinstance(frame, dict):
        log.warning("frame_not_understood")
        return {}
    return frame


def _setup(connection: str, frame: Frame) -> None:
    token = (frame.get("customParameters") or {}).get("token", "")
    about = read_token_of(wiring.secrets().signing, token, now=wiring.clock().now())
    if isinstance(about, BadToken) or about.get("use") != "voice":
        log.warning("setup_without_token")
        return
    live = LiveCall(
        connection=connection,
        call=str(frame.get("callSid", "")),
        tenant=tenant_id(about["tenant"]),
        conversation=ConversationId(about["conversation"]),
    )
    wiring.sockets().remember(live, now=wiring.clock().now())
    connected = CallConnected(
        live.call, inbound=frame.get("direction") == "inbound", asked=about.get("asked")
    )
    speak_turn(wiring.advance_ports(), wiring.call_socket(), live, connected)
    readers = wiring.remote_readers()
    if readers is not None:
        # While the greeting is heard: a spoken answer has no second to spare for it.
        readers.prepare()


def _event_of(frame: Frame, live: LiveCall, *, frame_id: str) -> Event | InboundMessage | None:
    """What a frame means; None for what needs no step."""
    match frame.get("type"):
        case "prompt" if frame.get("last", True) and str(frame.get("voicePrompt", "")).strip():
            return InboundMessage(
                id=f"{live.call}-{frame_id}",
                channel=Channel.VOICE,
                text=str(frame["voicePrompt"]),
                address="",
                call=live.call,
            )
        case "dtmf" if frame.get("digit") == OPT_OUT_KEY:
            return OptedOutByLink(f"{live.call}-key", channel=Channel.VOICE)
        case "interrupt":
            return Interrupted(live.call, heard=str(frame.get("utteranceUntilInterrupt", "")))
        case "prompt" | "dtmf" | "info":
            return None
        case "error":
            log.warning("relay_error")
            return None
        case unknown:
            log.warning("frame_not_understood", extra={"type": str(unknown)[:20]})
            return None
