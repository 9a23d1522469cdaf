"""The pages need what `npm ci` brought; here it is copied beside them once."""

from __future__ import annotations

import pytest

from frontend_api.build_static import HERE, build


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_built() -> None:
    if not (HERE / "static" / "vendor" / "htmx.min.js").exists():
        build()
