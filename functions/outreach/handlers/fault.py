"""How a failure is logged: its kind and place, never its text, which may quote a customer."""

from __future__ import annotations

import traceback

INNERMOST = 4


def described(error: BaseException) -> dict[str, str]:
    """The error's type and the innermost frames, for a log record's `extra`."""
    frames = traceback.extract_tb(error.__traceback__)[-INNERMOST:]
    places = " < ".join(
        f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno}" for frame in reversed(frames)
    )
    return {"error": type(error).__name__, "place": places}
