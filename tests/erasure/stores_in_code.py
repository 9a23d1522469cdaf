"""Where rows and files are kept, read out of the code: kinds of rows, partitions and folders.

A store that is not seen here is not searched, so what cannot be read is an error, never left out.
A row that is saved without a kind is not seen here: the proof fails for one that names a person.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from enum import EnumType, StrEnum
from functools import cache
from pathlib import Path

from tenancy.data.table import TenantKeys
from tests.source_trees import parsed, source_text

ROOT = Path(__file__).parents[2]
PACKAGES = ("tenancy", "functions", "frontend_api")
_FOLDER = re.compile(r"tenants/\{tenant(?:_id\(tenant\))?\}/(\w[\w-]*)")


def partitions() -> frozenset[str]:
    """What stands behind the tenant in every partition key that can be built."""
    return frozenset(
        made.__func__(_ANYBODY, *["x"] * (made.__func__.__code__.co_argcount - 1)).split("#")[1]
        for name, made in vars(TenantKeys).items()
        if isinstance(made, staticmethod)
        and not name.startswith("_")
        # An index lists rows of other partitions.
        and not name.endswith("_listing")
    )


_DOCUMENTS = {"WorkspaceItem": "DocumentKind"}
_ANYBODY = "t_anybody000001"


@cache
def kinds(model: str) -> frozenset[str]:
    """Every `kind` that a row of `WorkspaceItem` or `ControlItem` is ever given."""
    return frozenset(kind for path in _sources() for kind in _kinds_in(path, model))


@cache
def folders() -> frozenset[str]:
    """Every folder of a tenant in the bucket, by what stands behind the tenant."""
    found = {folder for path in _sources() for folder in _FOLDER.findall(source_text(path))}
    for path in _sources():
        for called, call in _calls(path):
            if called == "tenant_file" and len(call.args) > 1:
                found |= _values(path, call, call.args[1])
    return frozenset(found)


def _sources() -> list[Path]:
    return [path for one in PACKAGES for path in sorted((ROOT / one).rglob("*.py"))]


@cache
def _calls(path: Path) -> tuple[tuple[str, ast.Call], ...]:
    """What is called in a file, and how; every question walks the same trees."""
    return tuple(
        (ast.unparse(node.func).partition("[")[0], node)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
    )


def _kinds_in(path: Path, model: str) -> Iterator[str]:
    for called, call in _calls(path):
        named = [word.value for word in call.keywords if word.arg == "kind"]
        if called == model and named:
            yield from _values(path, call, named[0])
        elif called in {f"{model}.kind.set", _DOCUMENTS.get(model)}:
            yield from _values(path, call, call.args[0])


def _values(path: Path, call: ast.Call, wanted: ast.expr) -> set[str]:
    """What an expression may come to; AssertionError where the code does not tell."""
    found = _value(path, wanted)
    if found is None:
        found = _given_to_function(path, call, wanted)
    assert found, f"{path}:{call.lineno}: {ast.unparse(wanted)} cannot be read"
    return found


def _value(path: Path, wanted: ast.expr) -> set[str] | None:
    match wanted:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return {text.partition("#")[0]}
        case ast.JoinedStr(values=[ast.FormattedValue(value=ast.Name() as first), *_]):
            return {text.partition("#")[0] for text in _value(path, first) or ()}
        case ast.BinOp(op=ast.BitOr(), right=right):
            # `attribute | other`: what is there already, or the other.
            return _value(path, right)
        case ast.Name() | ast.Attribute():
            return _constant(path, ast.unparse(wanted))
        case ast.Call(func=ast.Name(id=name)):
            return _returned(path, name)
    return None


def _constant(path: Path, dotted: str) -> set[str] | None:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    found: object = importlib.import_module(name.removesuffix(".__init__"))
    for step in dotted.split("."):
        if not hasattr(found, step):
            return None
        found = getattr(found, step)
    return {found} if isinstance(found, str) else None


def _returned(path: Path, function: str) -> set[str] | None:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            last = node.body[-1]
            return _value(path, last.value) if isinstance(last, ast.Return) and last.value else None
    return None


def _given_to_function(path: Path, call: ast.Call, wanted: ast.expr) -> set[str] | None:
    """What callers in the same module give for the parameter that the expression begins with."""
    parameter, _, rest = ast.unparse(wanted).partition(".")
    for node in ast.walk(parsed(path)):
        if not isinstance(node, ast.FunctionDef) or call not in set(ast.walk(node)):
            continue
        every = [*node.args.args, *node.args.kwonlyargs]
        mine = next((one for one in every if one.arg == parameter), None)
        if mine is None:
            continue
        if rest == "kind" and mine.annotation is not None:
            return _enum_of(path, ast.unparse(mine.annotation))
        place = node.args.args.index(mine) if mine in node.args.args else -1
        found: set[str] = set()
        for called, other in _calls(path):
            if called == node.name:
                named = [word.value for word in other.keywords if word.arg == parameter]
                given = named[0] if named else other.args[place]
                found |= _values(path, other, given)
        return found
    return None


def _enum_of(path: Path, model: str) -> set[str] | None:
    """The kinds of a row whose kind is a field of an enumeration."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    module = importlib.import_module(name)
    annotation = getattr(module, model).__annotations__["kind"]
    kinds = getattr(module, annotation) if isinstance(annotation, str) else annotation
    if isinstance(kinds, EnumType) and issubclass(kinds, StrEnum):
        return {str(one) for one in kinds}
    return None
