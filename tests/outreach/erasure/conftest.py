"""The outreach functions on an account in this process, wired as they are deployed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.outreach.handlers.deployed import Deployed, deployed_stage


@pytest.fixture
def stage(aws: None) -> Iterator[Deployed]:
    with deployed_stage() as made:
        yield made
