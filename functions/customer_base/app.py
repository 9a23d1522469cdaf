"""The trigger table of the customer base: every Lambda of this deployable, and nothing else.

Each trigger hands its event to one handler. It decides nothing. Queue ARNs are placeholders: the
deployment template puts the real ones in their place. Chalice Blueprints are not used: their
Lambda entry points skip whatever this module sets up.
"""
# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

from typing import Any

from chalice.app import Chalice, Cron, LambdaFunctionEvent, SQSEvent

app = Chalice(app_name="base")

_PLACEHOLDER = "arn:aws:sqs:us-east-1:123456789012:"


# One message a batch: an import may take as long as the function may run.
@app.on_sqs_message(queue_arn=_PLACEHOLDER + "imports", batch_size=1, name="import_customers")
def import_customers(event: SQSEvent) -> Any:
    from functions.customer_base import handlers

    return handlers.import_customers(event.to_dict())


@app.on_sqs_message(queue_arn=_PLACEHOLDER + "segments", batch_size=1, name="segment_customers")
def segment_customers(event: SQSEvent) -> Any:
    from functions.customer_base import handlers

    return handlers.segment_customers(event.to_dict())


@app.schedule(Cron(10, 2, "*", "*", "?", "*"), name="nightly_segments")
def nightly_segments(event: LambdaFunctionEvent) -> Any:
    from functions.customer_base import handlers

    return handlers.nightly_segments(event.to_dict())


@app.lambda_function(name="query_customers")
def query_customers(event: dict[str, Any], context: Any) -> Any:  # noqa: ARG001  Chalice passes it.
    from functions.customer_base import handlers

    return handlers.query_customers(event)
