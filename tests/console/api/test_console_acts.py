"""Every act and every page of the console has an endpoint, or a reason why it has none.

The tables are those of `docs/api.md`; the acts are read from the routes and from what their pages
compare a pressed button with.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from frontend_api.acts.campaigns import MOVES
from frontend_api.acts.conversations import ConversationAct
from frontend_api.routes import ROUTES, Private

DOCUMENT = Path(__file__).parents[3] / "docs" / "api.md"
_CONSOLE = re.compile(r"`((?:GET|POST) /[^`]*)`(?: ([a-z-]+))?")
_API = re.compile(r"`(POST /api/v1/[^`]*)`")
_READ = re.compile(r"`(GET /api/v1/[^`]*)`")
CHANGES_THOUGH_ASKED_FOR = {"GET /bandwidth/calendar/google"}
"""A provider sends the founder back here, and the calendar is connected."""
NAMED = {"act": tuple(ConversationAct), "move": tuple(MOVES)}
"""Acts that a page looks up by the last piece of its address."""

type Act = tuple[str, str]
"""(method and path, the button that was pressed; empty for the one without a name)."""


@cache
def tables() -> tuple[dict[Act, str], dict[Act, str]]:
    """Acts with their endpoints, and acts with their reasons."""
    _, _, rest = DOCUMENT.read_text().partition("## What a program does too")
    rest, _, _ = rest.partition("## What a program reads too")
    done, _, page_only = rest.partition("## What only a page does")
    return dict(_rows(done)), dict(_rows(page_only))


def _rows(text: str) -> Iterator[tuple[Act, str]]:
    for line in text.splitlines():
        if line.startswith("| `"):
            act, said = (cell.strip() for cell in line.strip("|").split(" | "))
            found = _CONSOLE.fullmatch(act)
            assert found, line
            yield (found[1], found[2] or ""), said


def _named(route: Private) -> str:
    return f"{route.method} {route.path}"


CONSOLE = tuple(
    route
    for route in ROUTES
    if isinstance(route, Private) and route.scope is None
    if route.method == "POST" or _named(route) in CHANGES_THOUGH_ASKED_FOR
)


def buttons(source: str, names: object, placeholder: str) -> set[str]:
    """What the function compares a pressed button, or the last piece of its address, with."""
    tree = ast.parse(source)
    asked = [ast.unparse(node) for node in ast.walk(tree) if _is_asked(node, placeholder)]
    kept = {name for node in ast.walk(tree) for name in _kept_in(node, set(asked))}
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=[other]):
                if ast.unparse(left) in {*asked, *kept}:
                    found |= {
                        one.value
                        for one in ast.walk(other)
                        if isinstance(one, ast.Constant) and isinstance(one.value, str)
                    }
            case ast.Call(
                func=ast.Attribute(value=value, attr="startswith"), args=[ast.Name(id=n)]
            ):
                if ast.unparse(value) in asked:
                    found.add(str(getattr(names, n)).rstrip(":"))
            case _:
                pass
    return found - {""}


def _is_asked(node: ast.AST, placeholder: str) -> bool:
    return isinstance(node, ast.Call | ast.Subscript) and ast.unparse(node) in {
        "request.typed('do')",
        f"request.values['{placeholder}']",
    }


def _kept_in(node: ast.AST, asked: set[str]) -> Iterator[str]:
    """Names that what was asked is assigned to, alone or beside others."""
    if not isinstance(node, ast.Assign):
        return
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = list(zip(target.elts, value.elts, strict=True))
    else:
        pairs = [(target, value)]
    for one, given in pairs:
        if ast.unparse(given) in asked:
            yield ast.unparse(one)


def acts_of(route: Private) -> set[str]:
    """The buttons of a route; the one without a name is none of them."""
    module, _, function = route.page.partition(":")
    names = importlib.import_module(f"frontend_api.{module}")
    last = route.path.rpartition("/")[2].strip("{}")
    found = buttons(inspect.getsource(getattr(names, function)), names, last)
    return found | set(NAMED.get(last, ()))


@pytest.mark.slow
def test_every_act_of_the_console_has_an_endpoint_or_a_reason() -> None:
    rows = {act for table in tables() for act in table}
    wanted = defaultdict(set)
    said = defaultdict(set)
    for route in CONSOLE:
        assert any(path == _named(route) for path, _ in rows), f"{_named(route)} is in no table"
        wanted[route.page] |= acts_of(route)
        said[route.page] |= {button for path, button in rows if path == _named(route)}
    for page, found in wanted.items():
        assert found <= said[page], f"{page}: {sorted(found - said[page])} are in no table"


@pytest.mark.slow
def test_no_row_is_about_what_is_not_there() -> None:
    console = {_named(route): acts_of(route) | {""} for route in CONSOLE}
    for table in tables():
        for path, button in table:
            assert button in console.get(path, ()), f"{path} {button}"


def test_an_endpoint_of_the_table_is_there_and_none_is_forgotten() -> None:
    done, _ = tables()
    endpoints = {
        _named(route)
        for route in ROUTES
        if isinstance(route, Private) and route.scope is not None and route.method == "POST"
    }
    named = {found[1] for said in done.values() if (found := _API.fullmatch(said))}
    assert len(done) > 40
    assert named == endpoints


def test_an_act_is_done_in_one_way_and_each_reason_is_a_sentence() -> None:
    done, page_only = tables()
    assert not done.keys() & page_only.keys()
    for why in page_only.values():
        assert re.fullmatch(r"[A-Z].{15,}\.", why), why


def test_a_button_that_a_page_begins_to_know_is_seen() -> None:
    source = (
        "def act(request, session, ports):\n"
        "    thing, wanted = request.values['thing_id'], request.values['change']\n"
        "    if wanted in {'archive', 'restore'} or request.typed('do') == 'burn':\n"
        "        return thing\n"
        "    return 'nothing'\n"
    )
    assert buttons(source, None, "change") == {"archive", "restore", "burn"}


def reads() -> tuple[dict[Act, str], dict[Act, str]]:
    """Pages that only show something: those with an endpoint, and those with a reason."""
    _, _, rest = DOCUMENT.read_text().partition("## What a program reads too")
    too, _, page_only = rest.partition("## What only a page shows")
    return dict(_rows(too)), dict(_rows(page_only))


def test_every_page_that_shows_something_has_an_endpoint_or_a_reason() -> None:
    too, page_only = reads()
    shown = {
        (_named(route), "")
        for route in ROUTES
        if isinstance(route, Private) and route.scope is None
        if route.method == "GET" and _named(route) not in CHANGES_THOUGH_ASKED_FOR
    }
    assert {*too, *page_only} == shown
    assert not too.keys() & page_only.keys()
    for why in page_only.values():
        assert re.fullmatch(r"[A-Z].{15,}\.", why), why


def test_what_is_read_instead_of_a_page_is_there() -> None:
    endpoints = {
        _named(route)
        for route in ROUTES
        if isinstance(route, Private) and route.scope is not None and route.method == "GET"
    }
    too, _ = reads()
    assert len(too) > 25
    named = {page: said.split(", ") for page, said in too.items()}
    for page, cells in named.items():
        for cell in cells:
            found = _READ.fullmatch(cell)
            assert found, (page, cell)
            assert found[1] in endpoints, (page, cell)
    # A page that shows several things names what shows each of them.
    several = {
        page[0]: [cell.strip("`").removeprefix("GET /api/v1/") for cell in cells]
        for page, cells in named.items()
        if len(cells) > 1
    }
    assert several == {
        "GET /segments/runs": ["runs", "moves"],
        "GET /settings": ["business", "team", "listening"],
        "GET /settings/webhooks": ["webhooks", "webhook-events"],
    }
