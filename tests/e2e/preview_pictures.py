"""A picture of every page of the console: on the first day, on sample rows, on a large base.

Narrow and wide.

Each page is seen by daylight and in the dark. What is wider than its screen is named.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.console.accessibility.test_every_page import FIRST_DAY, WORKING
from tests.console.preview import Size, served
from tests.console.test_dispatch import _address
from tests.e2e.browsing import expect

SCREENS = {390: 844, 1280: 900}
_FETCHES_A_PART = "main [hx-trigger=load]"
"""Whose place the part takes."""
WORLDS = {Size.SMALL: WORKING, Size.EMPTY: FIRST_DAY, Size.LARGE: WORKING}


def take_preview_pictures(browser: Browser, folder: Path) -> tuple[str, ...]:
    """Into `folder`; the names of pictures that are wider than their screen."""
    folder.mkdir(parents=True, exist_ok=True)
    wide: list[str] = []
    for size, paths in WORLDS.items():
        with served(size) as address:
            for width, height in SCREENS.items():
                for scheme in ("light", "dark"):
                    context = browser.new_context(
                        viewport={"width": width, "height": height}, color_scheme=scheme
                    )
                    page = context.new_page()
                    for path in paths:
                        about = "?id=cus_1" if path.endswith(("/customer", "/history")) else ""
                        page.goto(address + _address(path) + about, wait_until="load")
                        expect(page.locator(_FETCHES_A_PART)).to_have_count(0)
                        name = f"{size}-{_name(path)}-{width}-{scheme}"
                        page.screenshot(path=folder / f"{name}.png", full_page=True)
                        if page.evaluate("document.documentElement.scrollWidth") > width:
                            wide.append(name)
                    context.close()
    return tuple(wide)


def _name(path: str) -> str:
    """Of a picture, from the path of its page."""
    plain = "".join(letter if letter.isalnum() else "-" for letter in path.strip("/"))
    return plain.strip("-") or "home"
