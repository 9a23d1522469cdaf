"""SQS batches: each record on its own, and the failed ones handed back to the queue."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from functions.outreach.handlers.collector import settle
from functions.outreach.handlers.fault import described

log = logging.getLogger(__name__)

Failures = dict[str, list[dict[str, str]]]


def each(event: Mapping[str, Any], handle: Callable[[dict[str, Any]], None]) -> Failures:
    """Run `handle` on every record's JSON body.

    What raises goes back to the queue (and after its attempts to the dead letters). In a FIFO queue
    the later records of the same group go back too, or they would overtake the failed one. Logged
    is the kind of error only: a body may hold what a customer wrote.
    """
    failed: list[dict[str, str]] = []
    stopped_groups: set[str] = set()
    for record in event["Records"]:
        group = record.get("attributes", {}).get("MessageGroupId", "")
        fifo = str(record.get("eventSourceARN", "")).endswith(".fifo")
        if fifo and group in stopped_groups:
            failed.append({"itemIdentifier": record["messageId"]})
            continue
        try:
            handle(json.loads(record["body"]))
        except Exception as error:  # noqa: BLE001  the boundary
            log.error(
                "record_failed", extra={**described(error), "message_id": record["messageId"]}
            )
            failed.append({"itemIdentifier": record["messageId"]})
            stopped_groups.add(group)
    settle()
    return {"batchItemFailures": failed}
