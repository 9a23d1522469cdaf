"""What tests of several parts share: an AWS account in this process, and who runs beside whom."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.cloud_account import cloud_account
from tests.hypothesis_profiles import register_profiles
from tests.machine.temporary_files import keep_files_in_memory

register_profiles()
keep_files_in_memory()

# What collecting makes stays to the end, and looking through it for garbage takes time.
gc.disable()

pytest_plugins = ("tests.rights_in_use",)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts a local platform takes longest, so it goes first.

    Workers are given whole files, so that no platform is started more often than once a file.
    """
    items.sort(key=lambda item: item.get_closest_marker("platform") is None)
    _mark_further_cases(items)


def _mark_further_cases(items: list[pytest.Item]) -> None:
    """Of tests that are `costly`, those after the first ones are slow.

    Said of a test it counts the cases of that test, said of a file all tests of the file.
    """
    seen = Counter[str]()
    for item in items:
        for node, costly in item.iter_markers_with_node("costly"):
            if item.get_closest_marker("slow") is None:
                of_file = isinstance(node, pytest.Module)
                family = node.nodeid if of_file else item.nodeid.partition("[")[0]
                seen[family] += 1
                if seen[family] > costly.kwargs["first"]:
                    item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end, and is not looked through for garbage again."""
    gc.freeze()
    gc.enable()


def pytest_sessionfinish() -> None:
    """What was frozen, here or by a handler's first event, goes before Python does.

    pytest collects it: it looks for what nobody closed.
    """
    gc.unfreeze()


@pytest.fixture
def aws() -> Iterator[None]:
    with cloud_account():
        yield


@pytest.fixture(scope="module")
def shared_aws() -> Iterator[None]:
    """One account for all tests of a file: for tests that leave nothing behind."""
    with cloud_account():
        yield
