"""Logs as one JSON object a line, with the fields a record was given. Adds nothing by itself.

What may be logged (ids, rules, kinds of errors; never a person's words or addresses) is decided
where a record is written.
"""

from __future__ import annotations

import json
import logging
import sys

_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Level, logger and message, then the record's own `extra` fields. Never a traceback's text."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {name: value for name, value in vars(record).items() if name not in _PLAIN}
        return json.dumps(
            {
                "level": record.levelname,
                "logger": record.name,
                "message": record.getMessage(),
                **fields,
            },
            default=str,
        )


def install(*loggers: str) -> None:
    """Send these packages' records to standard output as JSON; safe to call again."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    for name in loggers:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.INFO)
