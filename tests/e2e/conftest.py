"""One local platform a module, one browser, and pages whose own mistakes fail the test.

The platform's clock stands on a Monday morning in New York until a test moves it by the buttons of
the phone page.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page

from infra.local.lambda_errors import last_errors
from infra.local.local_platform import LocalPlatform
from tests.e2e.browsing import START, open_browser, own_page
from tests.machine.own_ports import own_ports

NewPage = Callable[[], Page]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a page waits for in vain, a function on the other side has complained about."""
    report = yield
    stage = getattr(item, "funcargs", {}).get("stage")
    if report.failed and call.when == "call" and isinstance(stage, LocalPlatform):
        said = last_errors(stage.cloud.client("logs"))
        said.append(f"Waiting: {stage.scheduler.busy()}")
        said.append(f"Given up: {stage.scheduler.given_up()}")
        report.sections.append(("What the stage says", "\n".join(said)))
    return report


@pytest.fixture(scope="module")
def stage() -> Iterator[LocalPlatform]:
    with own_ports() as first, LocalPlatform(first, start_at=START) as platform:
        yield platform


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Each page is a browser of its own: cookies are not shared."""
    with ExitStack() as opened:

        def new() -> Page:
            return opened.enter_context(own_page(browser))

        yield new
