"""What the functions of a local stage complained about last, from their logs."""

from __future__ import annotations

from typing import Any

LINES_A_FUNCTION = 3
MARKS = ('"level": "ERROR"', '"level": "WARNING"', "Traceback", "Task timed out")


def last_errors(logs: Any) -> list[str]:
    """The newest complaints of each function, shortened; `logs` is a CloudWatch Logs client."""
    found: list[str] = []
    for group in logs.describe_log_groups()["logGroups"]:
        name = group["logGroupName"]
        complaints = [
            (event["timestamp"], event["message"].strip())
            for stream in logs.describe_log_streams(logGroupName=name)["logStreams"]
            for event in logs.get_log_events(
                logGroupName=name, logStreamName=stream["logStreamName"]
            )["events"]
            if any(mark in event["message"] for mark in MARKS)
        ]
        found += [
            f"{name.rsplit('/', 1)[-1]}: {message[-700:]}"
            for _, message in sorted(complaints)[-LINES_A_FUNCTION:]
        ]
    return found
