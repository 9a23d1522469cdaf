"""An invocation on the local cloud begins with a line in its log."""

from __future__ import annotations

import io

from infra.local.start_lines import AnnouncedEvents


def test_each_event_is_announced_once_and_handed_on_as_it_came() -> None:
    log = io.StringIO()
    events = AnnouncedEvents(io.StringIO('{"event": 1}\n{"event": 2}\n'), log)
    assert [events.readline(), events.readline()] == ['{"event": 1}\n', '{"event": 2}\n']
    assert log.getvalue() == "START\nSTART\n"


def test_the_end_of_events_announces_nothing() -> None:
    log = io.StringIO()
    assert AnnouncedEvents(io.StringIO(""), log).readline() == ""
    assert log.getvalue() == ""
