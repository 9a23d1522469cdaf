"""What tests of several parts share: an AWS account in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cloud_account import cloud_account


@pytest.fixture
def aws() -> Iterator[None]:
    with cloud_account():
        yield


@pytest.fixture(scope="module")
def shared_aws() -> Iterator[None]:
    """One account for all tests of a file: for tests that leave nothing behind."""
    with cloud_account():
        yield
