"""cfn-lint finds nothing in any template, as packaged."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.deployables import DEPLOYABLES, Deployable
from infra.stacks.data import data_template
from infra.stage import Artifact


def findings(path: Path) -> str:
    done = subprocess.run(
        [Path(sys.executable).with_name("cfn-lint"), path],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_the_data_stack_is_clean(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text(json.dumps(data_template()))
    assert findings(path) == ""


@pytest.mark.parametrize("deployable", DEPLOYABLES, ids=lambda deployable: deployable.name)
def test_a_deployables_stack_is_clean(
    deployable: Deployable, production: Mapping[str, Artifact]
) -> None:
    assert findings(production[deployable.name].template) == ""
