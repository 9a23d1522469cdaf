"""The pages need what `npm ci` brought; here it is copied beside them once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from frontend_api.build_static import HERE, build
from tests.console.api.program import Program, with_key
from tests.console.fakes import World
from tests.console.preview import Size, served
from tests.console.sample_world import fill


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_built() -> None:
    if not (HERE / "static" / "vendor" / "htmx.min.js").exists():
        build()


@pytest.fixture
def console() -> Iterator[str]:
    """The address of a console of sample data, for a browser."""
    with served(Size.SMALL) as there:
        yield there


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def program(world: World) -> Program:
    """With a key that may do everything, in a world of sample data."""
    made = with_key(world)
    fill(world)
    return made
