"""Debian's Chromium under Playwright, as every browser test here opens it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

START = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
"""A Monday, eight in the morning in New York: nobody may be contacted before ten."""
PATIENCE_MS = 45_000
"""For what passes through queues and Lambdas on a busy machine."""
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""In the order of infra/find_chromium.sh."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-proxy-server",
)


@contextmanager
def open_browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        browser.close()


@contextmanager
def own_page(browser: Browser) -> Iterator[Page]:
    """A page of its own browser: cookies are shared with no other.

    It says yes to what it is asked; its scripts and policies must not complain.
    """
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="en-US", timezone_id="America/New_York"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())

    def listen(message: ConsoleMessage) -> None:
        # A page that refuses an entry answers 4xx, which the browser reports and a person reads.
        if message.type == "error" and "status of 4" not in message.text:
            complaints.append(message.text)

    page.on("console", listen)
    yield page
    context.close()
    assert not complaints, complaints
