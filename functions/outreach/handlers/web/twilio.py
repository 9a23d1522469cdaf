"""Twilio's webhooks: inbound messages, delivery reports, answered and ended calls.

A request without a valid signature is answered 403 and nothing of it is read. What only a call
needs is imported when one is answered: most requests are messages.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from functions.outreach import wiring
from functions.outreach.adapters.twilio.links import form_is_signed, hook_url
from functions.outreach.domain.conversation.events import (
    CallEnd,
    CallEnded,
    Event,
    MachineAnswered,
)
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import InboundMessage
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
MACHINES = ("machine", "fax")
GREETING_OVER = "machine_end"
"""`machine_end_beep`, `machine_end_silence`, `machine_end_other`: it records from here on."""
EMPTY = HttpResponse(200, b'<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml")
ENDS = {
    "no-answer": CallEnd.NO_ANSWER,
    "busy": CallEnd.BUSY,
    "failed": CallEnd.FAILED,
    "canceled": CallEnd.FAILED,
    "completed": CallEnd.COMPLETED,
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
    from functions.outreach.workflows.answer_call import greeting_for

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
    from functions.outreach.workflows.answer_machine import answer_machine

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
    from functions.outreach.workflows.answer_call import InboundCall, inbound_call, note_call

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
    """What somebody said whom no conversation waits for."""
    from functions.outreach.handlers.web.twiml import hang_up
    from functions.outreach.workflows.answer_call import take_message

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
    asked for one, so the session's own length is what it is metered by.
    """
    from functions.outreach.handlers.web.twiml import hang_up

    if form.get("SessionStatus") == "failed":
        log.warning("relay_failed", extra={"error": form.get("ErrorCode", "")})
    if form.get("Direction") == "inbound":
        tenant, conversation, _ = _about(request)
        seconds = int(form.get("SessionDuration") or 0)
        _tell(tenant, conversation, CallEnded(form["CallSid"], CallEnd.COMPLETED, seconds=seconds))
    return hang_up()


def _call_status(request: HttpRequest, form: Form) -> HttpResponse:
    end = ENDS.get(form.get("CallStatus", ""))
    if end is not None and "conversation" in request.query:
        machine = form.get("AnsweredBy", "").startswith(MACHINES)
        tenant, conversation, effect = _about(request)
        _tell(
            tenant,
            conversation,
            CallEnded(
                form["CallSid"],
                end=CallEnd.MACHINE if machine and end is CallEnd.COMPLETED else end,
                seconds=0 if machine else int(form.get("CallDuration") or 0),
                effect=effect,
            ),
        )
    return EMPTY


def _tell(tenant: TenantId, conversation: ConversationId, event: Event) -> None:
    dedupe = "|".join(str(getattr(event, name, "")) for name in ("call", "end", "seconds"))
    wiring.postbox().reply(tenant=tenant, conversation=conversation, event=event, dedupe=dedupe)


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
    "/hooks/twilio/call-status": _call_status,
}
