"""A blind set measures only as long as nothing of it stands among what was learned from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from functions.outreach.domain.understanding.acts import Act, ActKind
from infra.training.exemplars import Exemplar, load_exemplars
from tests.benchmarks.reader_gates import Outcome, blind_files, gate_rows, interval, load_blind
from tests.probes.read_replies import read

pytestmark = pytest.mark.costly(first=2)


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("path", blind_files(), ids=lambda path: path.stem)
def test_no_line_stands_on_both_sides(path: Path) -> None:
    learned = {exemplar.text.casefold() for exemplar in load_exemplars()}
    replies = load_blind(path)
    assert len(replies) >= 200
    # One word can be anybody's: "STOP" is no line that was copied.
    both = {reply.text.casefold() for reply in replies} & learned
    assert {line for line in both if len(line.split()) > 2} == set()


def outcome(labels: str, kind: ActKind, slot: int | None = None) -> Outcome:
    acts = tuple(labels.split(","))
    meant = tuple(ActKind(act.partition(":")[0]) for act in acts)
    return Outcome(Exemplar("x", "en", "slots", "sms", acts, "x"), meant, Act(kind, slot=slot))


def test_the_gates_count_what_hurts() -> None:
    pitched = outcome("opt_out", ActKind.INTERESTED)
    assert pitched.missed_opt_out
    assert pitched.harmful
    asked = outcome("opt_out", ActKind.UNCLEAR)
    assert asked.missed_opt_out
    assert not asked.harmful
    ended = outcome("interested", ActKind.OPT_OUT)
    assert ended.suppressed_by_mistake
    assert ended.harmful
    booked = outcome("chooses_slot:2", ActKind.CHOOSES_SLOT, slot=0)
    assert booked.wrong_booking
    assert outcome("chooses_slot:2", ActKind.CHOOSES_SLOT, slot=1).right
    assert outcome("complaint", ActKind.ANSWERS).harmful
    assert not outcome("complaint", ActKind.HUMAN_WANTED).harmful
    rows = {str(row["name"]).split(" (")[0]: row for row in gate_rows("x", [pitched, asked])}
    assert rows["x opt-out recall"]["value"] == 0.0
    assert rows["x harmful"]["value"] == 0.5
    assert rows["x harmful"]["holds"] is False


def test_the_interval_is_wilsons() -> None:
    assert interval(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-3)
    assert interval(62, 100) == pytest.approx((0.5221, 0.7090), abs=1e-3)
    assert interval(0, 0) == (0.0, 1.0)


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
