"""Packages each deployable once per worker, when first asked for; layers come from the cache."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.deployables import DEPLOYABLES
from infra.stage import Artifact, package


class Packaged(Mapping[str, Artifact]):
    """Every deployable's artefact by its name."""

    def __init__(self, *, build: Path, local: bool) -> None:
        self._build = build
        self._local = local
        self._done: dict[str, Artifact] = {}

    def __getitem__(self, name: str) -> Artifact:
        if name not in self._done:
            deployable = next(each for each in DEPLOYABLES if each.name == name)
            self._done[name] = package(deployable, local=self._local, build=self._build)
        return self._done[name]

    def __iter__(self) -> Any:
        return iter([deployable.name for deployable in DEPLOYABLES])

    def __len__(self) -> int:
        return len(DEPLOYABLES)


BUILDS = {"production", "local"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks at an artefact has it built first."""
    for item in items:
        if isinstance(item, pytest.Function) and BUILDS & set(item.fixturenames):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    return Packaged(build=tmp_path_factory.mktemp("production"), local=False)


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    return Packaged(build=tmp_path_factory.mktemp("local"), local=True)


@pytest.fixture(scope="session")
def template(production: Packaged) -> Callable[[str], dict[str, Any]]:
    def read(name: str) -> dict[str, Any]:
        whole: dict[str, Any] = json.loads(production[name].template.read_text())
        return whole

    return read
