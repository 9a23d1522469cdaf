"""The weights that ship are what the exemplars teach."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from functions.outreach.domain.understanding.acts import ActKind, Reading, ReadingRequest
from functions.outreach.domain.understanding.learned.features import features_of
from functions.outreach.domain.understanding.learned.reader import (
    ACT_OF_LABEL,
    LearnedReader,
    findings_in,
)
from functions.outreach.domain.understanding.learned.weights import load_weights
from functions.outreach.domain.understanding.understand import understand
from infra.training.exemplars import Exemplar, load_exemplars
from infra.training.findings import format_findings, found_before, load_findings
from infra.training.noise import as_heard
from infra.training.requests import request_of

RETRAINED = (
    "opt_out",
    "wrong_person",
    "distress",
    "complaint",
    "declined",
    "interested",
    "answers",
    "asks_question",
    "unclear",
)
"""Columns that decide most often, and those that must not be missed; all of them take minutes."""
SAME_DECISIONS = 0.99
"""Another processor adds in another order: a few decisions on the line may differ."""


@dataclass(frozen=True, slots=True)
class _Answered:
    """The rules' reading of one message, which two readers are put beside."""

    reading: Reading

    def read(self, request: ReadingRequest, earlier: tuple[Reading, ...]) -> Reading:
        return self.reading


@pytest.fixture(scope="module")
def exemplars() -> list[Exemplar]:
    return load_exemplars()


@pytest.mark.slow
def test_every_language_has_exemplars_of_every_act_and_no_line_twice(
    exemplars: list[Exemplar],
) -> None:
    labels = {act for exemplar in exemplars for act in exemplar.acts}
    assert labels - set(ACT_OF_LABEL) <= {kind.value for kind in ActKind}
    for language in ("en", "lt", "ru"):
        own = [exemplar for exemplar in exemplars if exemplar.language == language]
        assert {exemplar.acts[0] for exemplar in own} == labels
        twice = [text for text, n in Counter(e.text.casefold() for e in own).items() if n > 1]
        assert twice == []


def test_noise_is_the_same_for_the_same_seed_and_leaves_words() -> None:
    line = Exemplar("Please, call me on Tuesday!", "en", "slots", "sms", ("other_times",), "one")
    heard = [as_heard(line, Random(seed)) for seed in range(50)]
    assert heard == [as_heard(line, Random(seed)) for seed in range(50)]
    assert {each.channel for each in heard} == {"voice"}
    assert all(each.text and "!" not in each.text for each in heard)
    assert len({each.text for each in heard}) > 10


def test_findings_are_read_as_they_were_written_and_only_for_as_many_exemplars(
    tmp_path: Path,
) -> None:
    file = tmp_path / "findings.bin"
    found = [("sure opt_out",), (), ("code opt_out 1", "likely declined"), ()]
    file.write_bytes(format_findings(found))
    assert load_findings(4, file) == found
    with pytest.raises(ValueError, match="in 4 exemplars, not 5: train again"):
        load_findings(5, file)


@pytest.mark.slow
def test_what_few_exemplars_have_tells_more_and_what_was_asked_tells_as_much_as_ever() -> None:
    from infra.training.train_reader import ROWS, count_features

    lines = [
        Exemplar(text, "en", "slots", "sms", ("answers",), "one")
        for text in ("the dog", "the cat", "the bird", "the zebra")
    ]
    counted = count_features(lines, [()] * len(lines))
    features = [
        features_of(line.text, asked="slots", channel="sms", found=(), rows=ROWS) for line in lines
    ]
    in_all = {*features[0].words} & {*features[1].words}
    alone = {*features[0].words} - {row for each in features[1:] for row in each.words}
    assert max(counted.rarity[sorted(in_all)]) < min(counted.rarity[sorted(alone)])
    assert set(counted.rarity[list(features[0].situation)]) == {1.0}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_training_again_decides_as_the_weights_that_ship(exemplars: list[Exemplar]) -> None:
    # Loads scikit-learn, which nobody else who collects the tests needs.
    from infra.training.train_reader import refit

    shipped, again = load_weights(), refit(exemplars, load_weights(), RETRAINED)
    known = load_findings(2 * len(exemplars))
    sample = range(0, len(exemplars), 12)
    same, otherwise = 0, []
    for at in sample:
        request = request_of(exemplars[at])
        found = found_before(request)
        if findings_in(found) != known[at]:
            otherwise.append(exemplars[at].text)
        rules = _Answered(found[-1])
        decided = [
            understand(request, (rules, LearnedReader(weights))).acts[0].kind
            for weights in (shipped, again)
        ]
        same += decided[0] is decided[1]
    assert otherwise == [], "the rules find otherwise now: python -m infra.training.findings"
    assert same / len(sample) >= SAME_DECISIONS
