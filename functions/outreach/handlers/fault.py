"""How a failure is logged: its kind and place, never its text, which may quote a customer."""

from __future__ import annotations

import traceback

OURS = ("functions/", "tenancy/")
PLACES = 5
CAUSES = 4


def described(error: BaseException) -> dict[str, str]:
    """The error's type, the types (and AWS codes) that caused it, and our own frames."""
    kinds = [type(error).__name__]
    cause = error.__cause__ or error.__context__
    while cause is not None and len(kinds) < CAUSES:
        kinds.append(_kind(cause))
        cause = cause.__cause__ or cause.__context__
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if any(folder in frame.filename for folder in OURS)
    ][-PLACES:]
    places = (f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno}" for frame in frames)
    return {"error": " < ".join(kinds), "place": " < ".join(reversed(list(places)))}


def _kind(error: BaseException) -> str:
    response = getattr(error, "response", None)
    code = response.get("Error", {}).get("Code", "") if isinstance(response, dict) else ""
    operation = getattr(error, "operation_name", "")
    return f"{type(error).__name__}({code} {operation})" if code else type(error).__name__
