"""The weights that ship are what the exemplars teach."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.learned.features import features_of
from functions.outreach.domain.understanding.learned.reader import (
    ACT_OF_LABEL,
    findings_in,
)
from functions.outreach.domain.understanding.learned.weights import Weights
from infra.training.exemplars import Exemplar, load_exemplars
from infra.training.findings import format_findings, found_before, load_findings
from infra.training.noise import as_heard
from infra.training.requests import request_of
from infra.training.trained_on import load_digests, reader_digests


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
def test_a_clause_is_counted_beside_what_was_found_in_its_whole_and_the_greatest_score_counts() -> (
    None
):
    import numpy as np

    from infra.training.train_reader import ROWS, count_clauses

    lines = [
        Exemplar(text, "en", "slots", "sms", ("thanks",), "one")
        for text in ("ok then", "thanks a lot, forget my number")
    ]
    clauses = count_clauses(lines, [(), ("sure thanks",)], np.ones(ROWS, np.float32))
    assert clauses.of.tolist() == [1, 1]
    wanted = features_of(
        "forget my number", asked="slots", channel="sms", found=("sure thanks",), rows=ROWS
    )
    assert {*clauses.rows[1].indices} == {row for rows, _ in wanted.weighted() for row in rows}
    best = clauses.best(np.array([-2.0, 0.5]), np.array([-1.0, 0.1]))
    assert best.tolist() == [-1.0, 0.5]


@pytest.mark.slow
def test_the_weights_that_ship_were_trained_on_what_stands_here(exemplars: list[Exemplar]) -> None:
    # Loads scikit-learn, which nobody else who collects the tests needs.
    from infra.training.train_reader import trained_on

    now = trained_on(exemplars, load_findings(2 * len(exemplars)))
    assert now == load_digests("reader"), "python -m infra.training.train_reader"


@pytest.mark.slow
def test_the_rules_find_in_exemplars_what_they_found_when_it_was_kept(
    exemplars: list[Exemplar],
) -> None:
    known = load_findings(2 * len(exemplars))
    otherwise = [
        exemplars[at].text
        for at in range(0, len(exemplars), 24)
        if findings_in(found_before(request_of(exemplars[at]))) != known[at]
    ]
    assert otherwise == [], "python -m infra.training.findings, then train again"


@pytest.mark.slow
def test_a_changed_exemplar_finding_or_way_of_counting_is_seen(exemplars: list[Exemplar]) -> None:
    lines, found = exemplars[:400], [("sure declined",)] * 800
    known = reader_digests(lines, found, rows=1 << 10, settings={"penalty": 1.0})
    first, *others = lines
    for changed in (
        reader_digests([*others, first], found, rows=1 << 10, settings={"penalty": 1.0}),
        reader_digests(
            [replace(first, labels=("opt_out",)), *others],
            found,
            rows=1 << 10,
            settings={"penalty": 1.0},
        ),
        reader_digests(lines, [(), *found[1:]], rows=1 << 10, settings={"penalty": 1.0}),
        reader_digests(lines, found, rows=1 << 11, settings={"penalty": 1.0}),
        reader_digests(lines, found, rows=1 << 10, settings={"penalty": 2.0}),
    ):
        assert changed != known


@pytest.mark.slow
def test_training_knows_again_what_it_was_taught_and_every_time_the_same(
    exemplars: list[Exemplar],
) -> None:
    from infra.training.train_reader import train

    acts = ("opt_out", "interested", "declined")
    plain = [each for each in exemplars if each.labels in {(act,) for act in acts}]
    strangers = [
        replace(each, writer=f"{number} blind set")
        for number, start in (("first", 0), ("second", 50))
        for each in plain[start::200]
    ]
    taught = [*plain[20::60], *strangers]
    found = [()] * (2 * len(taught))
    weights, _ = train(taught, found)
    assert train(taught, found)[0] == weights
    right = sum(_likeliest(weights, each, acts) == each.labels[0] for each in taught)
    assert right / len(taught) >= 0.9


def _likeliest(weights: Weights, exemplar: Exemplar, acts: tuple[str, ...]) -> str:
    chances = weights.probabilities(
        features_of(
            exemplar.text,
            asked=exemplar.situation,
            channel=exemplar.channel,
            found=(),
            rows=weights.rows,
        )
    )
    return max(acts, key=lambda act: chances[act])
