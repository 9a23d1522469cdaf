"""The documents say what is true: every path, target and variable they name exists, and back."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from functions.webhooks.events import WebhookKind

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "ARCHITECTURE.md", *(ROOT / "docs").rglob("*.md")])
IDS = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
FOLDERS = r"(?:functions|frontend_api|tenancy|infra|tests|docs|requirements|\.ci)"
VARIABLE = re.compile(r"\bWARMLINE_[A-Z_]+[A-Z]\b")
QUEUES_OF_VARIABLES = ("IMPORTS", "SEGMENTS", "REPLIES", "WAKES", "EFFECTS")
"""`infra/stacks/app.py` spells these from the names of the queues."""
MADE = {
    "build/bench.json",
    "build/eval.json",
    "build/screenshots",
    "build/cache",
}
"""What targets write; named in the documents, never in the tree."""


def tracked(*suffixes: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    names = [name for name in listed.split("\0") if name.endswith(suffixes)]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_path_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = set(re.findall(rf"`({FOLDERS}/[\w./-]*)`", text))
    linked = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", text)
    missing = {path for path in named if not (ROOT / path).exists()}
    missing |= {path for path in linked if not (document.parent / path).exists()}
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_target_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    code = " ".join(re.findall(r"```[^`]*```|`[^`\n]+`", text))
    named = set(re.findall(r"(?:^|[`\n ])make ([a-z][a-z-]*)", code))
    assert named <= targets()


def test_every_target_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert targets() == set(re.findall(r"^\| `make ([a-z-]+)` \|", readme, re.MULTILINE))


def test_what_the_targets_write_is_named_truly() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(build/[\w.]+)`", readme)) <= MADE


@pytest.mark.slow
def test_every_variable_in_the_code_is_documented_and_no_other() -> None:
    used = {
        name
        for path in [*tracked(".py"), ROOT / "Makefile"]
        for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
        if path != Path(__file__)
    }
    built = {f"WARMLINE_{queue}_QUEUE_URL" for queue in QUEUES_OF_VARIABLES}
    documented = {
        name for path in DOCUMENTS for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
    }
    assert used | built == documented


def test_every_event_for_other_tools_is_documented_and_no_other() -> None:
    page = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
    table = page.partition("| event | when |")[2].partition("\n\n")[0]
    first = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    named = [name for cell in first for name in re.findall(r"`([a-z_.]+)`", cell)]
    assert sorted(named) == sorted(WebhookKind)
