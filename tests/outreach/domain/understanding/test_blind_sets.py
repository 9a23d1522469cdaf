"""A blind set measures only as long as nothing of it stands among what was learned from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infra.training.exemplars import load_exemplars
from tests.benchmarks.reader_gates import blind_files, gate_rows, interval, judge, load_blind
from tests.probes.read_replies import read


@pytest.mark.parametrize("path", blind_files(), ids=lambda path: path.stem)
def test_no_line_stands_on_both_sides(path: Path) -> None:
    learned = {exemplar.text.casefold() for exemplar in load_exemplars()}
    replies = load_blind(path)
    assert len(replies) >= 200
    # One word can be anybody's: "STOP" is no line that was copied.
    both = {reply.text.casefold() for reply in replies} & learned
    assert {line for line in both if len(line.split()) > 2} == set()


def test_the_gates_count_what_hurts() -> None:
    replies = load_blind(blind_files()[0])
    rows = {str(row["name"]).split(" (")[0]: row for row in gate_rows("x", judge(replies))}
    assert rows["x wrong bookings"]["goal"] == 0.0
    assert all(0 <= float(str(row["value"])) <= 1 for row in rows.values())
    assert interval(0, 10)[0] == 0
    low, high = interval(62, 100)
    assert low < 0.62 < high


@pytest.mark.parametrize(
    ("line", "deciding", "opt_out"),
    [
        ("en\tsms\topening\tSTOP", "opt_out", "certain"),
        ("en\tsms\tslots\tthe second one please", "chooses_slot", "no"),
        ("lt\tsms\topening\tkiek tai kainuoja?", "asks_price", "no"),
    ],
)
def test_the_probe_says_what_would_be_decided(line: str, deciding: str, opt_out: str) -> None:
    answer = read(line)
    assert (answer["deciding"], answer["opt_out"]) == (deciding, opt_out)
    assert set(json.loads(json.dumps(answer))["readers"]) == {"embedded", "learned"}
