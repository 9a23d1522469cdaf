"""The trigger table of outreach: every Lambda of this deployable, and nothing else.

Each trigger hands its event to one handler, imported when it first runs so that no Lambda pays for
another's dependencies. It decides nothing. Queue ARNs are placeholders: the deployment template
puts the real ones in their place. Chalice Blueprints are not used: their Lambda entry points skip
whatever this module sets up.
"""
# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

from typing import Any

from chalice.app import Chalice, Cron, LambdaFunctionEvent, Rate, Response, SQSEvent, WebsocketEvent

from tenancy.runtime.logs import install

install("functions", "tenancy")

app = Chalice(app_name="outreach")
app.experimental_feature_flags.update(["WEBSOCKETS"])

_PLACEHOLDER = "arn:aws:sqs:us-east-1:123456789012:"
_ANY_CONTENT: list[str] = []  # Chalice checks no content type against an empty list.


def _answer(handle: Any) -> Response:
    from functions.outreach.handlers.collector import settle
    from tenancy.runtime.http import TOO_LARGE, plain_text, request_from_event, response_parts

    asked = app.current_request
    if asked is None:
        raise RuntimeError("a route was called outside a request")
    request = request_from_event(asked.to_original_event())
    if request.is_too_large:
        return Response(**response_parts(plain_text(413, TOO_LARGE)))
    answer = Response(**response_parts(handle(request)))
    settle()
    return answer


def _twilio() -> Response:
    from functions.outreach.handlers.web import twilio

    return _answer(twilio.handle)


@app.route("/hooks/twilio/messages", methods=["POST"], content_types=_ANY_CONTENT)
def twilio_messages() -> Response:
    return _twilio()


@app.route("/hooks/twilio/status", methods=["POST"], content_types=_ANY_CONTENT)
def twilio_status() -> Response:
    return _twilio()


@app.route("/hooks/twilio/voice", methods=["POST"], content_types=_ANY_CONTENT)
def twilio_voice() -> Response:
    return _twilio()


@app.route("/hooks/twilio/machine", methods=["POST"], content_types=_ANY_CONTENT)
def twilio_machine() -> Response:
    return _twilio()


@app.route("/hooks/twilio/caller-words", methods=["POST"], content_types=_ANY_CONTENT)
def twilio_caller_words() -> Response:
    return _twilio()


@app.route("/hooks/twilio/voice-action", methods=["POST"], content_types=_ANY_CONTENT)
def twilio_voice_action() -> Response:
    return _twilio()


@app.route("/hooks/twilio/whisper", methods=["POST"], content_types=_ANY_CONTENT)
def twilio_whisper() -> Response:
    return _twilio()


@app.route("/hooks/twilio/whisper-answer", methods=["POST"], content_types=_ANY_CONTENT)
def twilio_whisper_answer() -> Response:
    return _twilio()


@app.route("/hooks/twilio/transfer-ended", methods=["POST"], content_types=_ANY_CONTENT)
def twilio_transfer_ended() -> Response:
    return _twilio()


@app.route("/hooks/twilio/call-status", methods=["POST"], content_types=_ANY_CONTENT)
def twilio_call_status() -> Response:
    return _twilio()


@app.route("/hooks/twilio/recording", methods=["POST"], content_types=_ANY_CONTENT)
def twilio_recording() -> Response:
    return _twilio()


@app.route("/hooks/stripe", methods=["POST"], content_types=_ANY_CONTENT)
def stripe_hook() -> Response:
    from functions.outreach.handlers.web import stripe

    return _answer(stripe.handle)


@app.route("/hooks/stripe/{tenant}", methods=["POST"], content_types=_ANY_CONTENT)
def founder_stripe_hook(tenant: str) -> Response:  # noqa: ARG001  Chalice passes it by name.
    from functions.outreach.handlers.web import founder_stripe

    return _answer(founder_stripe.handle)


@app.route("/hooks/google-calendar", methods=["POST"], content_types=_ANY_CONTENT)
def google_calendar_hook() -> Response:
    from functions.outreach.handlers.web import google_calendar

    return _answer(google_calendar.handle)


@app.route("/hooks/cal-com/{token}", methods=["POST"], content_types=_ANY_CONTENT)
def calcom_hook(token: str) -> Response:  # noqa: ARG001  Chalice passes it by name.
    from functions.outreach.handlers.web import calcom

    return _answer(calcom.handle)


@app.route("/c/{token}", methods=["GET", "POST"], content_types=_ANY_CONTENT)
def customer_page(token: str) -> Response:  # noqa: ARG001  Chalice passes the placeholder by name.
    from functions.outreach.handlers.web import customer_page as page

    return _answer(page.handle)


@app.route("/u/{token}", methods=["GET", "POST"], content_types=_ANY_CONTENT)
def one_click_opt_out(token: str) -> Response:  # noqa: ARG001  As above.
    from functions.outreach.handlers.web import customer_page as page

    return _answer(page.handle)


@app.on_ws_connect(name="voice_connect")
def voice_connect(event: WebsocketEvent) -> Any:
    from functions.outreach.handlers import voice_socket

    return voice_socket.connect(event.to_dict())


@app.on_ws_message(name="voice_message")
def voice_message(event: WebsocketEvent) -> Any:
    from functions.outreach.handlers import voice_socket

    return voice_socket.message(event.to_dict())


@app.on_ws_disconnect(name="voice_disconnect")
def voice_disconnect(event: WebsocketEvent) -> Any:
    from functions.outreach.handlers import voice_socket

    return voice_socket.disconnect(event.to_dict())


# One message a batch: with more, an innocent neighbour can follow a poison message to the DLQ.
@app.on_sqs_message(queue_arn=_PLACEHOLDER + "replies.fifo", batch_size=1, name="advance_replies")
def advance_replies(event: SQSEvent) -> Any:
    from functions.outreach.handlers.queues import replies

    return replies.handle(event.to_dict())


@app.on_sqs_message(queue_arn=_PLACEHOLDER + "wakes.fifo", batch_size=1, name="advance_wakes")
def advance_wakes(event: SQSEvent) -> Any:
    from functions.outreach.handlers.queues import wakes

    return wakes.handle(event.to_dict())


@app.on_sqs_message(queue_arn=_PLACEHOLDER + "effects", batch_size=5, name="perform_effects")
def perform_effects(event: SQSEvent) -> Any:
    from functions.outreach.handlers.queues import effects

    return effects.handle(event.to_dict())


@app.on_sqs_message(queue_arn=_PLACEHOLDER + "mail", batch_size=5, name="receive_mail")
def receive_mail(event: SQSEvent) -> Any:
    from functions.outreach.handlers.queues import mail

    return mail.handle(event.to_dict())


@app.lambda_function(name="send_code")
def send_code(event: dict[str, Any], context: Any) -> Any:  # noqa: ARG001  Chalice passes it.
    from functions.outreach.handlers import codes

    return codes.send_code(event)


@app.schedule(Rate(1, unit=Rate.MINUTES), name="wake_due")
def wake_due(event: LambdaFunctionEvent) -> Any:
    from functions.outreach.handlers import schedules

    return schedules.wake_due(event.to_dict())


@app.schedule(Rate(1, unit=Rate.MINUTES), name="fill_dial_pools")
def fill_dial_pools(event: LambdaFunctionEvent) -> Any:
    from functions.outreach.handlers import schedules

    return schedules.fill_dial_pools(event.to_dict())


@app.schedule(Rate(5, unit=Rate.MINUTES), name="report_usage")
def report_usage(event: LambdaFunctionEvent) -> Any:
    from functions.outreach.handlers import schedules

    return schedules.report_usage(event.to_dict())


@app.schedule(Rate(5, unit=Rate.MINUTES), name="sync_calendars")
def sync_calendars(event: LambdaFunctionEvent) -> Any:
    from functions.outreach.handlers import schedules

    return schedules.sync_calendars(event.to_dict())


@app.schedule(Cron(20, 3, "*", "*", "?", "*"), name="reconcile_usage")
def reconcile_usage(event: LambdaFunctionEvent) -> Any:
    from functions.outreach.handlers import schedules

    return schedules.reconcile_usage(event.to_dict())
