"""An invocation on the local cloud begins and ends with a line in its log."""

from __future__ import annotations

import io
import subprocess
import sys

from infra.deployables import ROOT
from infra.local.start_lines import AnnouncedEvents


def test_each_event_is_announced_once_and_handed_on_as_it_came() -> None:
    log = io.StringIO()
    events = AnnouncedEvents(io.StringIO('{"event": 1}\n{"event": 2}\n'), log)
    assert [events.readline(), events.readline()] == ['{"event": 1}\n', '{"event": 2}\n']
    assert log.getvalue() == "START\nEND\nSTART\n"


def test_the_end_of_events_announces_nothing() -> None:
    log = io.StringIO()
    assert AnnouncedEvents(io.StringIO(""), log).readline() == ""
    assert log.getvalue() == ""


def test_an_invocation_ends_when_the_next_event_is_asked_for() -> None:
    log = io.StringIO()
    events = AnnouncedEvents(io.StringIO("{}\n"), log)
    events.readline()
    log.write("a line of the handler\n")
    assert [events.readline(), events.readline()] == ["", ""]
    assert log.getvalue() == "START\na line of the handler\nEND\n"


def test_what_a_worker_imports_is_looked_through_for_garbage_no_more() -> None:
    """In a process of its own: the collector is one for the whole process."""
    script = (
        "import gc, io, sys; sys.stdin = io.StringIO('{}\\n');"
        "from infra.local.start_lines import announce_events; announce_events();"
        "before = gc.isenabled(); sys.stdin.readline();"
        "print(before, gc.isenabled(), gc.get_freeze_count() > 0)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["False", "True", "True"]
