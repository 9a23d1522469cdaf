"""The pages that axe looks at are the pages the console has: none is forgotten, none told twice."""

from __future__ import annotations

import re

import pytest

from frontend_api.routes import ROUTES
from tests.console.accessibility.test_every_page import (
    EMPTY,
    LONG,
    NO_PAGES,
    PAGES,
    SAME_ON_FIRST_DAY,
    WORKING,
)
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.test_dispatch import _address
from tests.console.visits import Visit, signed_in, text

_TOLD = r'\s(?!class|type|role|disabled)[\w:-]+="[^"]*"'
"""Attributes that say what an element is about; it is the same element without."""


def _working() -> Visit:
    world = World()
    visit = signed_in(world)
    fill(world)
    return visit


@pytest.fixture(scope="module")
def working() -> Visit:
    return _working()


@pytest.fixture(scope="module")
def asked_for_files() -> Visit:
    """A download is in the audit log, so what it shows differs from then on."""
    return _working()


@pytest.fixture(scope="module")
def first_day() -> Visit:
    return signed_in(World())


def test_every_get_of_the_app_is_a_page_that_is_looked_at_or_named_with_a_reason() -> None:
    asked = {one.path for one in ROUTES if one.method == "GET" and "/api/" not in one.path}
    assert len(PAGES) == len(set(PAGES)) > 50
    assert asked == {*PAGES, *NO_PAGES}
    assert not set(PAGES) & set(NO_PAGES)
    assert set(PAGES) <= set(WORKING)
    assert {path.partition("?")[0] for path in LONG} <= set(PAGES)


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("path", [*PAGES, *NO_PAGES])
def test_what_is_looked_at_is_a_page_and_what_is_not_is_none(
    path: str, asked_for_files: Visit
) -> None:
    about = "?id=cus_1" if path.endswith(("/customer", "/history")) else ""
    answer = asked_for_files.get(_address(path) + about)
    is_page = answer.status == 200 and answer.content_type.startswith("text/html")
    assert is_page == (path in PAGES)


def _elements(visit: Visit, path: str) -> list[str]:
    shown = re.sub(_TOLD, "", text(visit.get(path)).partition("<main")[2])
    return re.findall(r"<[a-z][^>]*>", shown)


@pytest.mark.parametrize("path", SAME_ON_FIRST_DAY)
def test_a_page_looked_at_once_is_the_same_on_the_first_day(
    path: str, working: Visit, first_day: Visit
) -> None:
    assert path in EMPTY
    assert len(_elements(first_day, path)) > 2
    assert _elements(first_day, path) == _elements(working, path)
