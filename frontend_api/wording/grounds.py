"""What allows a contact, in the founder's words, from the evidence a decision records.

Must never show an id or a name of the code.
"""

from __future__ import annotations

from datetime import datetime

from frontend_api.wording.formats import day, joined

_FIXED = {"postal address on file": "your postal address is on file"}


def ground_words(evidence: str) -> str:
    """`consent of 3 May 2026, from stripe`, or several joined; empty for what nobody need read."""
    words = [words for proof in evidence.split("; ") if (words := _words(proof))]
    return joined(words) if words else ""


def _words(proof: str) -> str:
    kind, _, rest = proof.partition(":")
    if kind == "consent":
        source, on = _stamp(rest.partition(":")[2])
        return f"consent of {on}, from {source}"
    if kind == "soft_opt_in":
        return f"the soft opt-in you confirmed on {_stamp(rest)[1]}"
    if kind == "a2p":
        return "your A2P campaign"
    return _FIXED.get(proof, "")


def _stamp(text: str) -> tuple[str, str]:
    """(what stands before, the day) of `source:2026-05-03T12:00:00+00:00`; a source may hold colons
    of its own."""
    for place, character in enumerate(text):
        if character == ":":
            try:
                at = datetime.fromisoformat(text[place + 1 :])
            except ValueError:
                continue
            return text[:place].replace("_", " "), day(at)
    return text, "an unknown day"
