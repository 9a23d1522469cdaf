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
            complaint
            for stream in logs.describe_log_streams(logGroupName=name)["logStreams"]
            for complaint in _complaints(
                logs.get_log_events(logGroupName=name, logStreamName=stream["logStreamName"])
            )
        ]
        found += [
            f"{name.rsplit('/', 1)[-1]}: {message[-700:]}"
            for _, message in sorted(complaints)[-LINES_A_FUNCTION:]
        ]
    return found


def _complaints(page: Any) -> list[tuple[int, str]]:
    """When, and what. Each line is an event, so a traceback goes on to the line that names it."""
    found: list[tuple[int, str]] = []
    is_traced = False
    for event in page["events"]:
        at, text = event["timestamp"], event["message"].rstrip()
        if is_traced:
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{text}")
            is_traced = text.startswith(" ")
        elif any(mark in text for mark in MARKS):
            found.append((at, text))
            is_traced = text.startswith("Traceback")
    return found
