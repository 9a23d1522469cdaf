"""Sending a file in Chromium: what can be known to be too much is refused before it is sent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from functions.product.limits import MAX_BYTES, MAX_BYTES_TOGETHER
from tests.e2e.browsing import open_browser, own_page

pytestmark = pytest.mark.browser


@pytest.fixture
def address(console: str) -> str:
    return f"{console}/customers"


def _refusal(address: str, files: list[Path]) -> str:
    """What the page says to these files; asserts that nothing was sent."""
    with open_browser() as browser, own_page(browser) as page:
        page.goto(address)
        posted: list[str] = []
        page.on("request", lambda asked: posted.append(asked.url) if asked.post_data else None)
        page.get_by_label("CSV files").set_input_files(files)
        page.get_by_role("button", name="Upload").click()
        told = page.locator("[data-upload-problem]")
        expect(told).to_be_visible()
        problem = told.text_content() or ""
    assert posted == []
    return problem


def _of_size(path: Path, size: int) -> Path:
    path.write_bytes(b"customer_id,name\n")
    # A file of holes: it takes no room on the disk.
    os.truncate(path, size)
    return path


def test_a_file_above_512_megabytes_is_refused_before_anything_is_sent(
    address: str, tmp_path: Path
) -> None:
    file = _of_size(tmp_path / "everybody.csv", MAX_BYTES + 1)
    assert _refusal(address, [file]) == (
        "“everybody.csv” has 513 MB; the most that can be read is 512 MB. "
        "Split it into several files."
    )


def test_files_too_large_together_are_refused_before_anything_is_sent(
    address: str, tmp_path: Path
) -> None:
    sizes = (MAX_BYTES, MAX_BYTES_TOGETHER - MAX_BYTES, 1)
    files = [_of_size(tmp_path / f"part-{place}.csv", size) for place, size in enumerate(sizes)]
    assert _refusal(address, files) == (
        "These files have 1,025 MB together; the most that can be read at once is 1,024 MB."
    )
