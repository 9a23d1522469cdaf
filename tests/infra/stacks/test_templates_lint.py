"""cfn-lint finds nothing in any template, as packaged."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.deployables import DEPLOYABLES
from infra.stacks.data import data_template
from infra.stacks.identity import identity_resources
from infra.stage import Artifact

STACKS = ["data", *(deployable.name for deployable in DEPLOYABLES)]


@pytest.fixture(scope="module")
def findings(
    production: Mapping[str, Artifact], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """Stack → what is wrong with it. One run over all: loading the specification is what costs."""
    data = tmp_path_factory.mktemp("data") / "data.json"
    data.write_text(json.dumps(data_template()))
    paths = {"data": data} | {name: artifact.template for name, artifact in production.items()}
    done = subprocess.run(
        [Path(sys.executable).with_name("cfn-lint"), "--format", "json", *paths.values()],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert (done.returncode == 0) == (found == [])
    by_path: dict[str, list[str]] = {str(path): [] for path in paths.values()}
    for one in found:
        by_path[one["Filename"]].append(f"{one['Rule']['Id']} {one['Message']}")
    return {name: by_path[str(path)] for name, path in paths.items()}


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_is_clean(stack: str, findings: dict[str, list[str]]) -> None:
    assert findings[stack] == []


def test_codes_of_the_user_pool_come_in_our_own_words() -> None:
    """Cognito's own words name neither us nor why the mail came."""
    pool = identity_resources()["UserPool"]["Properties"]
    words = pool["VerificationMessageTemplate"]
    assert words["EmailSubject"] == "Your Warmline code"
    assert "{####}" in words["EmailMessage"]
    assert "Warmline" in words["EmailMessage"]
