"""A template reads exactly what its context gives: every name is a field, every field is read."""

from __future__ import annotations

import ast
import dataclasses
import enum
import functools
import importlib
import inspect
import pkgutil
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from jinja2 import meta, nodes

import frontend_api.pages
from frontend_api.pages import render

TEMPLATES = Path(render.__file__).parent.parent / "templates"
SHARED = {"layout.html", "_form.html"}
"""What stands around every page: not each page uses all of it."""


def contexts() -> Iterator[type]:
    for found in pkgutil.walk_packages(frontend_api.pages.__path__, "frontend_api.pages."):
        for named in vars(importlib.import_module(found.name)).values():
            own = isinstance(named, type) and named.__module__ == found.name
            if own and dataclasses.is_dataclass(named) and hasattr(named, "template"):
                yield named


CONTEXTS = sorted(contexts(), key=lambda context: context.template)
BY_TEMPLATE = {context.template: context for context in CONTEXTS}


@functools.cache
def parsed(name: str) -> nodes.Template:
    return render._environment().parse((TEMPLATES / name).read_text(encoding="utf-8"))


def parts(name: str) -> tuple[str, ...]:
    """The template and everything it includes; they share one context."""
    included = [
        node.template.value
        for node in parsed(name).find_all(nodes.Include)
        if isinstance(node.template, nodes.Const)
    ]
    return (name, *(part for one in included for part in parts(one)))


def own_names(name: str) -> set[str]:
    """What a template names itself: variables, macros, imported files of macros."""
    tree = parsed(name)
    variables = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    return variables | {
        getattr(node, "target", "") or getattr(node, "name", "")
        for node in tree.find_all((nodes.Macro, nodes.Import))
    }


def names_read(name: str) -> set[str]:
    """Names that must come from the context: neither set by the template nor known to all."""
    own = set().union(*(own_names(part) for part in parts(name)))
    read = set().union(*(meta.find_undeclared_variables(parsed(part)) for part in parts(name)))
    if parsed(name).find(nodes.Extends):
        own |= own_names("layout.html")
    return read - own - render._environment().globals.keys()


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.template)
def test_a_template_reads_every_field_of_its_context_and_nothing_else(context: type) -> None:
    fields = {field.name for field in dataclasses.fields(context)}
    if parsed(context.template).find(nodes.Extends):
        fields -= {"frame"}  # `layout.html` reads it.
        assert names_read(context.template) - {"frame"} == fields
    else:
        assert names_read(context.template) == fields


@pytest.mark.slow
def test_every_template_is_a_pages_own_a_part_of_one_or_shared() -> None:
    there = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}
    used = {part for name in BY_TEMPLATE for part in parts(name)}
    assert there == used | SHARED


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.template)
def test_a_template_stands_in_the_room_of_its_page(context: type) -> None:
    room = context.__module__.split(".")[2:-1]
    assert context.template.split("/")[:-1] == room


@pytest.mark.costly(first=20)
@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.template)
def test_every_attribute_a_template_reads_is_there(context: type) -> None:
    known = hints(context)
    missing = [
        problem for part in parts(context.template) for problem in Reading(part, known).problems()
    ]
    assert not missing


def test_a_field_that_is_not_there_is_found() -> None:
    context = BY_TEMPLATE["work/campaign.html"]
    known = {**hints(context), "campaign": context}
    assert any("has no status" in one for one in Reading(context.template, known).problems())


class Reading:
    """Follows the types of a context through a template, as far as they are plain to see.

    What a filter, a call or a macro gives is not followed.
    """

    def __init__(self, template: str, known: Mapping[str, object]) -> None:
        self.template = template
        self.known = dict(known)
        self.found: list[str] = []

    def problems(self) -> list[str]:
        self._visit(parsed(self.template), self.known)
        return self.found

    def _visit(self, node: nodes.Node, known: Mapping[str, object]) -> None:
        match node:
            case nodes.Macro():
                own = {argument.name for argument in node.args}
                known = {name: kind for name, kind in known.items() if name not in own}
            case nodes.For():
                self._visit(node.iter, known)
                known = {**known, **bound(node.target, element(self._type(node.iter, known)))}
                for inner in (*node.body, *node.else_):
                    self._visit(inner, known)
                return
            case nodes.Assign():
                # A name set under a condition may be another thing elsewhere: not followed.
                for name in node.target.find_all(nodes.Name):
                    known = {key: kind for key, kind in known.items() if key != name.name}
            case nodes.Getattr():
                self._type(node, known)
        for inner in node.iter_child_nodes():
            self._visit(inner, known)

    def _type(self, node: nodes.Node, known: Mapping[str, object]) -> object:
        match node:
            case nodes.Name():
                return known.get(node.name)
            case nodes.Getattr():
                owner = self._type(node.node, known)
                if owner is None:
                    return None
                kinds = [attribute(kind, node.attr) for kind in members(owner)]
                if all(kind is MISSING for kind in kinds):
                    self.found.append(f"{self.template}:{node.lineno}: {owner} has no {node.attr}")
                return next((kind for kind in kinds if kind is not MISSING), None)
            case nodes.Getitem(arg=nodes.Const(value=int() as place)):
                whole = self._type(node.node, known)
                inside = typing.get_args(whole)
                if typing.get_origin(whole) is tuple and Ellipsis not in inside:
                    return inside[place]
                return element(whole)
        return None


MISSING = object()


def members(kind: object) -> tuple[object, ...]:
    """The alternatives of a union without None; otherwise the type alone."""
    if typing.get_origin(kind) in {typing.Union, types.UnionType}:
        return tuple(one for one in typing.get_args(kind) if one is not type(None))
    return (kind,)


def element(kind: object) -> object:
    """What a loop over it gives."""
    inside = typing.get_args(kind)
    if not inside or typing.get_origin(kind) in {typing.Union, types.UnionType}:
        return None
    if typing.get_origin(kind) is tuple:
        return inside[0] if Ellipsis in inside else None
    return inside[0]


def bound(target: nodes.Node, kind: object) -> dict[str, object]:
    if isinstance(target, nodes.Name):
        return {target.name: kind}
    if isinstance(target, nodes.Tuple):
        inside = typing.get_args(kind) if typing.get_origin(kind) is tuple else ()
        kinds = inside if len(inside) == len(target.items) else (None,) * len(target.items)
        return {
            name: found
            for item, one in zip(target.items, kinds, strict=True)
            for name, found in bound(item, one).items()
        }
    return {}


def hints(kind: type) -> dict[str, object]:
    """The types of a class, those imported for type checkers only among them."""
    module = sys.modules[kind.__module__]
    names: dict[str, object] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            exec(compile(ast.Module(node.body, []), module.__name__, "exec"), names)
    return typing.get_type_hints(kind, localns=names)


def attribute(owner: object, name: str) -> object:
    """The type of an attribute; None if it is not said, MISSING if there is none."""
    kind = typing.get_origin(owner) or owner
    if not isinstance(kind, type) or issubclass(kind, Mapping):
        return None  # Jinja looks a name up in a mapping too, and its keys have no type.
    typed = hints(kind) if dataclasses.is_dataclass(kind) else {}
    fields = getattr(kind, "model_fields", {})
    if name in typed:
        return typed[name]
    if name in fields:
        return fields[name].annotation
    if issubclass(kind, enum.Enum) and name in {"name", "value"}:
        return str
    found = getattr(kind, name, MISSING)
    if isinstance(found, property) and found.fget is not None:
        return typing.get_type_hints(found.fget).get("return")
    return MISSING if found is MISSING else None
