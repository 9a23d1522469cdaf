"""Reads lines `language, local now, text` (tab-separated) as the product would: JSON a line.

`python -m tests.probes.read_times [FILE]`; without a file standard input is read. The customer is
in an open conversation in which nothing was offered yet.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.scheduling.callback import callback_instant
from functions.outreach.domain.understanding.acts import ActKind, Reading, ReadingRequest
from functions.outreach.domain.understanding.counted_acts import counted, first_of
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.rule_reader import RuleReader, time_in
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.outreach.domain.understanding.understand import understand
from infra.training.exemplars import Exemplar
from infra.training.requests import request_of

END_OF_DAY = time(23, 59)
AWAKE, ASLEEP = time(8), time(21)
"""Nobody is contacted outside these hours: "after three" ends with them, "before eleven" begins."""


def main() -> None:
    """Read a file, or standard input to its end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="lines to read instead of the input")
    chosen = parser.parse_args()
    lines = chosen.file.read_text(encoding="utf-8").splitlines() if chosen.file else sys.stdin
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if problem := find_problem(line):
            parser.error(f"line {number}: {problem}")
        print(json.dumps(read(line.rstrip("\n")), ensure_ascii=False))


def find_problem(line: str) -> str:
    """What is wrong with a line, in words; empty if nothing is."""
    parts = line.split("\t", 2)
    if len(parts) < 3:
        return "language, local now and text stand with tabs between them"
    try:
        datetime.fromisoformat(parts[1])
    except ValueError:
        return f"{parts[1]!r} is no time such as 2026-11-24T15:00"
    return ""


def read(line: str) -> dict[str, object]:
    """When the line's customer wants something, and what the product would make of it."""
    language, local_now, text = line.split("\t", 2)
    now = datetime.fromisoformat(local_now)
    request = replace(
        request_of(Exemplar(text, language, "question", "sms", ("unclear",), "probe")),
        local_now=now,
    )
    mention = time_in(request)
    window = mention.window
    acts = counted(understand(request, load_embedded_readers()), channel=request.channel)
    deciding = (first_of(acts) or acts[0]).kind
    later = deciding is ActKind.NOT_NOW or _puts_off(RuleReader().read(request))
    start, end = span_of(window, now) if window else (None, None)
    return {
        "text": text,
        "meaning": mention.meaning.value,
        "kind": _kind(window, later=later),
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "moment": window.at.isoformat() if window and window.at else None,
        "from_time": _clock(window.from_time if window else None),
        "to_time": _clock(window.to_time if window else None),
        "weekdays": list(window.weekdays) if window else [],
        "callback": _callback(window, request) if window or later else None,
        "deciding": deciding.value,
    }


def _kind(window: TimeWindow | None, *, later: bool) -> str:
    """`slot`: an hour of one day; `wish`: any other window; `later`: puts off to a callback."""
    if later:
        return "later"
    if window is None:
        return "none"
    hour = window.at is not None or window.from_time is not None
    one_day = window.at is not None or window.latest == window.earliest
    return "slot" if hour and one_day else "wish"


def _puts_off(reading: Reading) -> bool:
    return any(act.kind is ActKind.NOT_NOW for act in reading.acts)


def span_of(window: TimeWindow, now: datetime) -> tuple[datetime, datetime | None]:
    """Local start, never past, and end; an open end is None."""
    if window.at is not None:
        return window.at, window.at
    first, last = window.from_time, window.to_time
    later = window.earliest > now.date() and first is None
    start_of_day = AWAKE if later and last is not None and last > AWAKE else time(0)
    end_of_day = ASLEEP if last is None and first is not None and first < ASLEEP else END_OF_DAY
    start = max(now, datetime.combine(window.earliest, first or start_of_day))
    if window.latest is None:
        return start, None
    return start, datetime.combine(window.latest, last or end_of_day)


def _clock(clock: time | None) -> str | None:
    return clock.isoformat("minutes") if clock else None


def _callback(window: TimeWindow | None, request: ReadingRequest) -> str | None:
    """When the agent would come back, in the customer's local time; a first ask has no default."""
    now = request.local_now.replace(tzinfo=UTC)
    at = callback_instant(window, now=now, zone="UTC", rules=ChannelRules())
    return at.replace(tzinfo=None).isoformat() if at else None


if __name__ == "__main__":
    main()
