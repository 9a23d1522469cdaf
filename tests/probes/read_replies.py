"""Reads lines `language, channel, state, text` (tab-separated) as the product would: JSON a line.

`python -m tests.probes.read_replies < replies.tsv`; states are opening, slots, churn, retention and
booked. With `--knowledge FILE` (lines `answer id, wording, wording …`) it names the
answer chosen and the three likeliest, each with its probability.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from functions.outreach.domain.understanding.acts import CODE, Act, ActKind, Reading, ReadingRequest
from functions.outreach.domain.understanding.counted_acts import counted, first_of
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.knowledge import ApprovedQuestion
from functions.outreach.domain.understanding.matching.answer_finder import rank_answers
from functions.outreach.domain.understanding.understand import (
    Unavailable,
    found_by_code,
    understand,
)
from functions.product.channels import Channel
from infra.training.catalogues import load_wordings
from infra.training.exemplars import Exemplar
from infra.training.requests import request_of
from tests.benchmarks.reader_gates import ASKED, SITUATIONS, TO_FOUNDER

DEGREES = {ActKind.OPT_OUT: "certain", ActKind.POSSIBLE_OPT_OUT: "possible"}


def main() -> None:
    """Read standard input to its end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--knowledge", type=Path, help="approved answers and their wordings")
    chosen = parser.parse_args()
    answers = load_wordings(chosen.knowledge) if chosen.knowledge else ()
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        if problem := find_problem(line):
            parser.error(f"line {number}: {problem}")
        print(json.dumps(read(line.rstrip("\n"), answers), ensure_ascii=False))


def find_problem(line: str) -> str:
    """What is wrong with a line, in words; empty if nothing is."""
    parts = line.split("\t", 3)
    if len(parts) < 4:
        return "language, channel, state and text stand with tabs between them"
    for what, value, known in (
        ("channel", parts[1], [channel.value for channel in Channel]),
        ("state", parts[2], list(SITUATIONS)),
    ):
        if value not in known:
            return f"no {what} {value!r}: there are {', '.join(known)}"
    return ""


def read_acts(line: str, answers: tuple[ApprovedQuestion, ...] = ()) -> tuple[Act, ...]:
    """The acts of one line that count."""
    request = replace(_request_in(line), answers=answers)
    return counted(understand(request, load_embedded_readers()), channel=request.channel)


def _request_in(line: str) -> ReadingRequest:
    language, channel, state, text = line.split("\t", 3)
    return request_of(Exemplar(text, language, SITUATIONS[state], channel, ("unclear",), "probe"))


def read(line: str, answers: tuple[ApprovedQuestion, ...] = ()) -> dict[str, object]:
    """What was understood of one line and what would be decided by it."""
    request = replace(_request_in(line), answers=answers)
    acts = read_acts(line, answers)
    deciding = (first_of(acts) or acts[0]).kind
    opt_out = next((DEGREES[act.kind] for act in acts if act.kind in DEGREES), "no")
    likely = rank_answers(request.text, answers, language=request.language)
    return {
        "text": request.text,
        "acts": [_shown(act) for act in acts],
        "deciding": deciding.value,
        "decision": _decision(deciding),
        "opt_out": opt_out,
        "answer": next((act.answer for act in acts if act.answer), None),
        "likeliest": [[each.answer, each.probability] for each in likely],
        "readers": {
            answer.reader: [_shown(act) for act in answer.acts] for answer in _answers(request)
        },
    }


def _answers(request: ReadingRequest) -> list[Reading]:
    """What each reader says by itself, with what was found before it."""
    answers: list[Reading] = []
    code = Reading(found_by_code(request), reader=CODE)
    for reader in load_embedded_readers():
        answer = reader.read(request, (code, *answers))
        if not isinstance(answer, Unavailable):
            answers.append(answer)
    return answers


def _decision(kind: ActKind) -> str:
    if kind in ASKED:
        return "ask"
    return "founder" if kind in TO_FOUNDER else "act"


def _shown(act: Act) -> dict[str, object]:
    window = act.window
    return {
        "kind": act.kind.value,
        "confidence": act.confidence,
        "slot": None if act.slot is None else act.slot + 1,
        "channel": act.channel.value if act.channel else None,
        "answer": act.answer,
        "window": None
        if window is None
        else [window.earliest.isoformat(), window.latest.isoformat() if window.latest else None],
    }


if __name__ == "__main__":
    main()
