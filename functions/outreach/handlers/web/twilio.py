"""Twilio's webhooks: inbound messages, delivery reports, answered and ended calls.

A request without a valid signature is answered 403 and nothing of it is read. What only a call
needs is imported when one is answered: most requests are messages.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from functions.outreach import wiring
from functions.outreach.adapters.twilio.call_ends import MACHINES, read_call_end
from functions.outreach.adapters.twilio.links import form_is_signed, hook_url
from functions.outreach.domain.conversation.effects import TRANSFER
from functions.outreach.domain.conversation.events import (
    CallEnd,
    CallEnded,
    MachineAnswered,
    RecordingReady,
    TransferEnded,
    TransferResult,
)
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import InboundMessage
from functions.outreach.workflows.calls.find_call_end import report_call_end
from functions.outreach.workflows.receive_inbound import (
    receive,
    remember_user,
    report_delivery,
)
from functions.product.channels import Channel
from tenancy.runtime.http import HttpRequest, HttpResponse, plain_text
from tenancy.tenant import TenantId, tenant_id

if TYPE_CHECKING:
    from functions.outreach.handlers.web.twiml import RelaySettings

log = logging.getLogger(__name__)

Form = dict[str, str]
LONGEST_NAME = 100
GREETING_OVER = "machine_end"
"""`machine_end_beep`, `machine_end_silence`, `machine_end_other`: it records from here on."""
EMPTY = HttpResponse(200, b'<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml")
SECONDS = "seconds"
"""The parameter of our own hooks by which a call's length is carried from part to part."""
RECORDING_ID = re.compile(r"RE[0-9a-fA-F]{32}")
ACCEPTS = "1"
"""The key by which the founder takes the customer."""
TRANSFERS = {
    "busy": TransferResult.BUSY,
    "no-answer": TransferResult.NO_ANSWER,
    "canceled": TransferResult.NO_ANSWER,
    "failed": TransferResult.FAILED,
}


def handle(request: HttpRequest) -> HttpResponse:
    form = request.last_values()
    url = hook_url(wiring.environment().hooks_url, request.path, request.query)
    signed = form_is_signed(
        auth_tokens=wiring.secrets().twilio.hook_tokens,
        url=url,
        form=form,
        signature=request.headers.get("x-twilio-signature", ""),
    )
    if not signed:
        log.warning("unsigned_hook", extra={"path": request.path})
        return plain_text(403, "signature does not match")
    return ROUTES[request.path](request, form)


def _message(request: HttpRequest, form: Form) -> HttpResponse:
    """An SMS or WhatsApp message. Twilio's own retries carry the same MessageSid."""
    del request
    whatsapp = form["From"].startswith("whatsapp:")
    address = form["From"].removeprefix("whatsapp:")
    receive(
        wiring.receive_ports(),
        our_address=form["To"].removeprefix("whatsapp:"),
        message=InboundMessage(
            id=form["MessageSid"],
            channel=Channel.WHATSAPP if whatsapp else Channel.SMS,
            text=form.get("Body", ""),
            address=address,
            user_id=_user_id(form, address) if whatsapp else "",
            sender_name=form.get("ProfileName", "")[:LONGEST_NAME],
        ),
        provider_opt_out=form.get("OptOutType") == "STOP",
    )
    return EMPTY


def _user_id(form: Form, address: str = "") -> str:
    """WhatsApp's id of a person for this business, beside the number or in its place.

    A person with a WhatsApp name may show no number; then `From` is the id itself.
    """
    given = form.get("ExternalUserIdentifier", "").removeprefix("whatsapp:")
    stands_for_number = "" if not address or address.startswith("+") else address
    return stands_for_number or given


def _status(request: HttpRequest, form: Form) -> HttpResponse:
    tenant, conversation, effect = _about(request)
    number, user_id = form.get("To", "").removeprefix("whatsapp:"), _user_id(form)
    if user_id and number.startswith("+"):
        remember_user(
            wiring.receive_ports(),
            tenant,
            conversation=conversation,
            user_id=user_id,
            number=number,
        )
    report_delivery(
        wiring.receive_ports(),
        tenant=tenant,
        conversation=conversation,
        effect=effect,
        status=form.get("MessageStatus", ""),
        error=form.get("ErrorCode", ""),
    )
    return EMPTY


def _voice(request: HttpRequest, form: Form) -> HttpResponse:
    """A call was answered, or somebody rings the tenant's number."""
    from functions.outreach.handlers.web.twiml import hang_up, relay
    from functions.outreach.workflows.calls.answer_call import greeting_for

    if "conversation" not in request.query:
        return _inbound_call(form)
    tenant, conversation, effect = _about(request)
    if form.get("AnsweredBy", "human").startswith(MACHINES):
        ended = CallEnded(form["CallSid"], end=CallEnd.MACHINE, effect=effect)
        _tell(tenant, conversation, ended)
        return hang_up()
    greeting = greeting_for(
        wiring.advance_ports(), tenant=tenant, conversation=conversation, effect=effect
    )
    return relay(_relay_settings(), tenant, conversation, greeting) if greeting else hang_up()


def _machine(request: HttpRequest, form: Form) -> HttpResponse:
    """Detection, which went on beside the call, knows who took it. A person is left alone."""
    answered_by = form.get("AnsweredBy", "")
    if not answered_by.startswith(MACHINES):
        return EMPTY
    from functions.outreach import voice_wiring
    from functions.outreach.workflows.calls.answer_machine import answer_machine

    tenant, conversation, effect = _about(request)
    answer_machine(
        wiring.advance_ports(),
        voice_wiring.live_calls(),
        tenant=tenant,
        conversation=conversation,
        event=MachineAnswered(
            form["CallSid"], effect=effect, records=answered_by.startswith(GREETING_OVER)
        ),
    )
    return EMPTY


def _inbound_call(form: Form) -> HttpResponse:
    from functions.outreach import voice_wiring
    from functions.outreach.handlers.web.twiml import ask_for_message, hang_up, relay
    from functions.outreach.workflows.calls.answer_call import InboundCall, inbound_call, note_call

    found = inbound_call(
        wiring.receive_ports(),
        wiring.advance_ports(),
        voice_wiring.business_of,
        our_address=form["To"],
        caller=form["From"],
    )
    if isinstance(found, InboundCall):
        return relay(_relay_settings(), found.tenant, found.conversation, found.greeting)
    if found is None:
        return hang_up()
    note_call(wiring.receive_ports(), found, call=form["CallSid"], caller=form["From"])
    if found.line is None:
        return hang_up()
    about = {"tenant": found.tenant, "conversation": found.conversation or ""}
    return ask_for_message(wiring.environment().hooks_url, about, found.line)


def _caller_words(request: HttpRequest, form: Form) -> HttpResponse:
    """Words of a caller whom no conversation waits for."""
    from functions.outreach.handlers.web.twiml import hang_up
    from functions.outreach.workflows.calls.answer_call import take_message

    tenant, conversation, _ = _about(request)
    take_message(
        wiring.receive_ports(),
        tenant=tenant,
        conversation=conversation or None,
        call=form["CallSid"],
        caller=form["From"],
        words=form.get("SpeechResult", ""),
    )
    return hang_up()


def _relay_settings() -> RelaySettings:
    from functions.outreach.handlers.web.twiml import RelaySettings

    env = wiring.environment()
    return RelaySettings(
        socket_url=env.socket_url,
        hooks_url=env.hooks_url,
        token_key=wiring.secrets().signing.current,
        token_expires_at=wiring.clock().now() + wiring.VOICE_TOKEN_LIVES,
    )


def _voice_action(request: HttpRequest, form: Form) -> HttpResponse:
    """The relay ended, and with it the call.

    A call of ours is metered by the call status that follows. For a call the customer placed nobody
    asked for one, so it is metered by its sessions, and by its talk with the founder.
    """
    from functions.outreach.handlers.web.twiml import hang_up

    if is_transfer(form.get("HandoffData", "")):
        return _put_through(request, form)
    if form.get("SessionStatus") == "failed":
        log.warning("relay_failed", extra={"error": form.get("ErrorCode", "")})
    if form.get("Direction") == "inbound":
        tenant, conversation, _ = _about(request)
        seconds = _seconds_so_far(request, form, "SessionDuration")
        _tell(tenant, conversation, CallEnded(form["CallSid"], CallEnd.COMPLETED, seconds=seconds))
    return hang_up()


def _seconds_so_far(request: HttpRequest, form: Form, lasted: str) -> int:
    """How long a call has gone on: what its earlier parts lasted, and the part that ended now."""
    return int(request.query.get(SECONDS) or 0) + int(form.get(lasted) or 0)


def is_transfer(handoff: str) -> bool:
    """Whether the agent ended its session to put the caller through."""
    try:
        data = json.loads(handoff) if handoff else {}
    except ValueError:
        return False
    return isinstance(data, dict) and data.get("reason") == TRANSFER


def _put_through(request: HttpRequest, form: Form) -> HttpResponse:
    from functions.outreach import voice_wiring
    from functions.outreach.domain.steps.calls.call_limits import LONGEST_PUT_THROUGH_SECONDS
    from functions.outreach.handlers.web.twiml import dial_founder
    from functions.outreach.workflows.calls.transfer_call import founder_line

    tenant, conversation, _ = _about(request)
    line = founder_line(
        wiring.advance_ports(), tenant=tenant, conversation=conversation, call=form["CallSid"]
    )
    seconds = _seconds_so_far(request, form, "SessionDuration")
    live_calls = voice_wiring.live_calls()
    if (
        line is not None
        and line.was_recorded
        and not live_calls.end_recording(call=form["CallSid"])
    ):
        line = None
    if line is None:
        refused = replace(request, query={**request.query, SECONDS: str(seconds)})
        return _transfer_ended(refused, {**form, "DialCallStatus": "failed"})
    live_calls.allow(call=form["CallSid"], seconds=LONGEST_PUT_THROUGH_SECONDS)
    about = {"tenant": tenant, "conversation": conversation}
    return dial_founder(wiring.environment().hooks_url, about, line, so_far=_carried(seconds))


def _whisper(request: HttpRequest, form: Form) -> HttpResponse:
    """The founder picked up: nobody is put through before they press 1."""
    from functions.outreach.handlers.web.twiml import ask_founder, hang_up
    from functions.outreach.workflows.calls.transfer_call import whisper

    del form
    tenant, conversation, _ = _about(request)
    words = whisper(wiring.advance_ports(), tenant=tenant, conversation=conversation)
    about = {"tenant": tenant, "conversation": conversation}
    return ask_founder(wiring.environment().hooks_url, about, words) if words else hang_up()


def _whisper_answer(request: HttpRequest, form: Form) -> HttpResponse:
    """Silence is a yes: Twilio joins the two. Any other key ends the founder's side."""
    from functions.outreach.handlers.web.twiml import hang_up

    del request
    return EMPTY if form.get("Digits") == ACCEPTS else hang_up()


def _transfer_ended(request: HttpRequest, form: Form) -> HttpResponse:
    from functions.outreach import voice_wiring
    from functions.outreach.domain.steps.calls.call_limits import seconds_after_transfer
    from functions.outreach.handlers.web.twiml import hang_up, relay
    from functions.outreach.workflows.calls.transfer_call import end_transfer

    tenant, conversation, _ = _about(request)
    greeting = end_transfer(
        wiring.advance_ports(),
        tenant=tenant,
        conversation=conversation,
        event=TransferEnded(
            form["CallSid"],
            result=_transfer_result(form),
            # The action is asked for also when they hung up; the status is their own call's.
            hung_up=form.get("CallStatus") == "completed",
        ),
    )
    seconds = _seconds_so_far(request, form, "DialCallDuration")
    allowed = seconds_after_transfer(seconds) if greeting is not None else 0
    # The agent goes on, within what one call with it may cost: never where that could not be set.
    if (
        greeting is not None
        and allowed
        and voice_wiring.live_calls().allow(call=form["CallSid"], seconds=allowed)
    ):
        return relay(_relay_settings(), tenant, conversation, greeting, so_far=_carried(seconds))
    if form.get("Direction") == "inbound":
        # Of a call the customer placed nobody reports the end.
        _tell(tenant, conversation, CallEnded(form["CallSid"], CallEnd.COMPLETED, seconds=seconds))
    return hang_up()


def _carried(seconds: int) -> dict[str, str]:
    return {SECONDS: str(seconds)} if seconds else {}


def _transfer_result(form: Form) -> TransferResult:
    """A founder who picked up and was not joined with the customer declined."""
    status = form.get("DialCallStatus", "")
    if status in ("completed", "answered"):
        joined = form.get("DialBridged", "false").lower() == "true"
        return TransferResult.TALKED if joined else TransferResult.DECLINED
    return TRANSFERS.get(status, TransferResult.FAILED)


def _recording(request: HttpRequest, form: Form) -> HttpResponse:
    """What was recorded of a call is ready. Its address is ours to build, never the form's."""
    from functions.outreach import voice_wiring
    from functions.outreach.workflows.calls.keep_recording import note_recording

    file = form.get("RecordingSid", "")
    if form.get("RecordingStatus") != "completed" or not RECORDING_ID.fullmatch(file):
        return EMPTY
    tenant, conversation, _ = _about(request)
    seconds = form.get("RecordingDuration", "")
    noted = note_recording(
        wiring.conversations(),
        wiring.postbox(),
        voice_wiring.recording_files(),
        tenant=tenant,
        conversation=conversation,
        event=RecordingReady(
            form["CallSid"], file=file, seconds=int(seconds) if seconds.isdecimal() else 0
        ),
    )
    if not noted:
        log.error("recording_left", extra={"tenant": tenant, "recording": file})
    return EMPTY


def _call_status(request: HttpRequest, form: Form) -> HttpResponse:
    if "conversation" not in request.query:
        return EMPTY
    tenant, conversation, effect = _about(request)
    ended = read_call_end(
        form["CallSid"],
        status=form.get("CallStatus", ""),
        answered_by=form.get("AnsweredBy", ""),
        seconds=form.get("CallDuration", ""),
        effect=effect,
    )
    if ended is not None:
        _tell(tenant, conversation, ended)
    return EMPTY


def _tell(tenant: TenantId, conversation: ConversationId, event: CallEnded) -> None:
    report_call_end(wiring.postbox(), tenant=tenant, conversation=conversation, event=event)


def _about(request: HttpRequest) -> tuple[TenantId, ConversationId, EffectId]:
    """Our own query parameters; trusted because the signature covers them."""
    query = request.query
    return (
        tenant_id(query["tenant"]),
        ConversationId(query["conversation"]),
        EffectId(query.get("effect", "")),
    )


ROUTES: dict[str, Callable[[HttpRequest, Form], HttpResponse]] = {
    "/hooks/twilio/messages": _message,
    "/hooks/twilio/status": _status,
    "/hooks/twilio/voice": _voice,
    "/hooks/twilio/machine": _machine,
    "/hooks/twilio/caller-words": _caller_words,
    "/hooks/twilio/voice-action": _voice_action,
    "/hooks/twilio/whisper": _whisper,
    "/hooks/twilio/whisper-answer": _whisper_answer,
    "/hooks/twilio/transfer-ended": _transfer_ended,
    "/hooks/twilio/recording": _recording,
    "/hooks/twilio/call-status": _call_status,
}
