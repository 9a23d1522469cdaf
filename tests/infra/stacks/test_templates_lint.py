"""cfn-lint and checkov find nothing in any template, as packaged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.deployables import DEPLOYABLES, ROOT
from infra.stacks.as_on_aws import as_on_aws
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


@pytest.fixture(scope="module")
def weaknesses(
    production: Mapping[str, Artifact], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """Stack → checks of checkov that it fails on AWS. What is excepted says why beside it."""
    folder = tmp_path_factory.mktemp("checkov")
    templates = {"data": data_template()} | {
        name: json.loads(artifact.template.read_text()) for name, artifact in production.items()
    }
    for name, template in templates.items():
        (folder / f"{name}.json").write_text(json.dumps(as_on_aws(template)))
    done = subprocess.run(
        [
            *(ROOT / ".venv-checkov" / "bin" / "checkov", "--framework", "cloudformation"),
            *("-d", folder, "-o", "json", "--compact", "--quiet", "--skip-download"),
        ],
        env=os.environ | {"BC_SKIP_MAPPING": "TRUE"},
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert report["summary"]["passed"] > 300
    assert report["summary"]["parsing_errors"] == 0
    failed = report["results"]["failed_checks"]
    return {
        name: [
            f"{one['check_id']} {one['resource']}: {one['check_name']}"
            for one in failed
            if Path(one["file_path"]).stem == name
        ]
        for name in templates
    }


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_fails_no_check(stack: str, weaknesses: dict[str, list[str]]) -> None:
    assert weaknesses[stack] == []


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
