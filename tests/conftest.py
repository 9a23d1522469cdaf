"""What tests of several parts share: an AWS account in this process, and who runs beside whom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.cloud_account import cloud_account

# How long an example takes says more about who else uses the machine than about our code.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")


@pytest.hookimpl(tryfirst=True)  # Before xdist, which reads the groups.
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two workers share the machine, but never two local platforms: they would share its ports.

    Those go first and one after the other, a file stays together, and the rest fills the other
    worker.
    """
    items.sort(key=lambda item: item.get_closest_marker("platform") is None)
    for item in items:
        on_platform = item.get_closest_marker("platform") is not None
        group = "platform" if on_platform else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture
def aws() -> Iterator[None]:
    with cloud_account():
        yield


@pytest.fixture(scope="module")
def shared_aws() -> Iterator[None]:
    """One account for all tests of a file: for tests that leave nothing behind."""
    with cloud_account():
        yield
