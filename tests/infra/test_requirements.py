"""What each deployable declares is what its code imports, and nothing else."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from infra.deployables import DEPLOYABLES, ROOT, Deployable

pytestmark = pytest.mark.costly(first=2)

EVERY_DEPLOYABLE = [pytest.param(deployable, id=deployable.name) for deployable in DEPLOYABLES]

MODULES = {"boto3": {"boto3", "botocore"}, "python-dateutil": {"dateutil"}}
"""The modules of a distribution whose name is not its module's."""

NEEDED_AT_RUN_TIME = {
    "tzdata": "zoneinfo reads the time zones of this package: Lambda's image brings none",
}
"""Declared although no code of ours imports it, and why."""

PUT_IN_BY_PACKAGING = {
    "chalice": "`chalice package` writes its own runtime beside app.py",
}
"""Imported although no deployable declares it, and why."""


def declared(deployable: Deployable) -> set[str]:
    lines = deployable.requirements.with_suffix(".in").read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def sources(deployable: Deployable) -> Iterator[Path]:
    for name in (*deployable.packages, deployable.app):
        path = ROOT / name
        for source in path.rglob("*.py") if path.is_dir() else (path,):
            if str(source.relative_to(ROOT)) not in deployable.without:
                yield source


def imports(tree: ast.AST) -> Iterator[str]:
    """Top-level names of absolute imports, those for type checkers excepted."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.partition(".")[0]
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        yield from imports(node)


@cache
def imported_by(source: Path) -> frozenset[str]:
    return frozenset(imports(ast.parse(source.read_text(encoding="utf-8"))))


def imported(deployable: Deployable) -> set[str]:
    found = {module for source in sources(deployable) for module in imported_by(source)}
    own = {"functions", "tenancy", "frontend_api"}
    return found - own - set(sys.stdlib_module_names) - PUT_IN_BY_PACKAGING.keys()


def modules(names: set[str]) -> set[str]:
    return {module for name in names for module in MODULES.get(name, {name.replace("-", "_")})}


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("deployable", EVERY_DEPLOYABLE)
def test_every_package_a_deployable_imports_is_one_it_declares(deployable: Deployable) -> None:
    assert imported(deployable) - modules(declared(deployable)) == set()


@pytest.mark.parametrize("deployable", EVERY_DEPLOYABLE)
def test_every_package_a_deployable_declares_is_one_it_imports(deployable: Deployable) -> None:
    used = imported(deployable)
    idle = {name for name in declared(deployable) if not modules({name}) & used}
    assert idle - NEEDED_AT_RUN_TIME.keys() == set()


def test_every_exception_is_still_one() -> None:
    declared_anywhere = set().union(*(declared(each) for each in DEPLOYABLES))
    imported_anywhere = set().union(*(imported(each) for each in DEPLOYABLES))
    assert NEEDED_AT_RUN_TIME.keys() <= declared_anywhere
    assert not NEEDED_AT_RUN_TIME.keys() & imported_anywhere
    assert not PUT_IN_BY_PACKAGING.keys() & declared_anywhere


@pytest.mark.parametrize("deployable", EVERY_DEPLOYABLE)
def test_every_declared_package_is_pinned(deployable: Deployable) -> None:
    pins = re.findall(r"^([a-z0-9][\w.-]*)==", deployable.requirements.read_text(), re.MULTILINE)
    assert declared(deployable) <= set(pins)
