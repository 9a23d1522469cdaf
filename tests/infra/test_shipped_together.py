"""What a deployable imports of our own code is in its list of packages; found without packaging."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from infra.deployables import DEPLOYABLES, Deployable

ROOT = Path(__file__).resolve().parents[2]
OURS = ("frontend_api", "functions", "infra", "tenancy")


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def shipped(deployable: Deployable) -> dict[str, Path]:
    """Module → its file."""
    files = {ROOT / deployable.app}
    for name in deployable.packages:
        listed = ROOT / name
        files |= set(listed.rglob("*.py")) if listed.is_dir() else {listed}
    left = [ROOT / name for name in deployable.without]
    return {
        module_of(file): file for file in files if not any(file.is_relative_to(n) for n in left)
    }


def imported_of_ours(source: str) -> set[str]:
    """Modules of our own that are imported when the code runs, wherever in the file."""
    found: set[str] = set()
    pending: list[ast.AST] = [ast.parse(source)]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        pending.extend(ast.iter_child_nodes(node))
    return {name for name in found if name.partition(".")[0] in OURS}


@cache
def imported_by(file: Path) -> set[str]:
    return imported_of_ours(file.read_text(encoding="utf-8"))


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("deployable", [pytest.param(one, id=one.name) for one in DEPLOYABLES])
def test_what_is_imported_of_our_own_code_is_shipped_with_it(deployable: Deployable) -> None:
    modules = shipped(deployable)
    missing = {
        (module, name)
        for module, file in modules.items()
        for name in imported_by(file)
        if name not in modules
    }
    assert missing == set()


def test_an_import_for_type_checkers_ships_nothing() -> None:
    source = (
        "import functions.product\n"
        "if TYPE_CHECKING:\n    from tenancy.tenant import TenantId\n"
        "def work():\n    from tenancy.values import stored\n"
    )
    assert imported_of_ours(source) == {"functions.product", "tenancy.values"}
