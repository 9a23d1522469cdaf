"""Keeps what code and the rules find in every exemplar, as typed and as heard.

Most of the time that training takes goes into it. The file is written when the reader is trained,
and by `python -m infra.training.findings` alone after rules changed; a test holds that the rules
still find the same.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from functions.outreach.domain.understanding.acts import CODE, Reading, ReadingRequest
from functions.outreach.domain.understanding.learned.reader import findings_in
from functions.outreach.domain.understanding.rule_reader import RuleReader
from functions.outreach.domain.understanding.understand import found_by_code
from infra.training.exemplars import Exemplar, load_exemplars
from infra.training.noise import all_as_heard
from infra.training.requests import request_of

FILE = Path(__file__).with_name("findings.bin")
Findings = tuple[str, ...]


def found_before(request: ReadingRequest) -> tuple[Reading, ...]:
    """What the learned reader is shown: code's finding and the rules' answer."""
    return (Reading(found_by_code(request), reader=CODE), RuleReader().read(request))


def find_all(exemplars: Iterable[Exemplar]) -> list[Findings]:
    """The findings of each, as the names of features."""
    return [findings_in(found_before(request_of(exemplar))) for exemplar in exemplars]


def format_findings(found: Sequence[Findings]) -> bytes:
    """The bytes of a file: the different findings once, then which each exemplar has."""
    known = {each: at for at, each in enumerate(sorted(set(found)))}
    data = {"known": [*known], "found": [known[each] for each in found]}
    return zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 9)


def load_findings(count: int, file: Path = FILE) -> list[Findings]:
    """Those of the last training; `count` is how many exemplars there are, heard ones too."""
    data = json.loads(zlib.decompress(file.read_bytes()))
    known = [tuple(each) for each in data["known"]]
    if len(data["found"]) != count:
        raise ValueError(f"found in {len(data['found'])} exemplars, not {count}: train again")
    return [known[at] for at in data["found"]]


def main() -> None:
    """Read every exemplar by the rules and write what they find; the weights stay as they are."""
    exemplars = load_exemplars()
    FILE.write_bytes(format_findings(find_all([*exemplars, *all_as_heard(exemplars)])))


if __name__ == "__main__":
    main()
