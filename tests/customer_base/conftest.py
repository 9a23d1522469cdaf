"""Fixtures of the customer base's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.customer_base.fakes_base import Base, new_base
from tests.infra.sandbox.conftest import our_server, our_side, served, world

__all__ = ["our_server", "our_side", "served", "world"]


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return new_base(tmp_path)
