"""The thresholds page in Chromium: live with scripts, whole without them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import open_browser, own_page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def address(console: str) -> str:
    return f"{console}/segments/thresholds"


def _condition(page: Page, number: int, column: str, value: str) -> None:
    row = page.get_by_role("group", name=f"Condition {number}")
    row.get_by_label("Column").select_option(column)
    row.get_by_label("Value").fill(value)


def test_with_scripts_counts_follow_what_is_typed(browser: Browser, address: str) -> None:
    with own_page(browser) as page:
        page.goto(address)
        page.get_by_role("button", name="Add a condition").click()
        expect(page.get_by_label("Column")).to_be_focused()
        _condition(page, 1, "usage_30d", "few")
        preview = page.get_by_role("region", name="What these numbers would change")
        expect(preview).to_contain_text("Usage in the last 30 days is written as a number")
        _condition(page, 1, "usage_30d", "10")
        expect(preview).to_contain_text("Upsell would go from 142 to 149.")
        page.get_by_role("button", name="Add a condition").click()
        _condition(page, 2, "health_flag", "")
        row = page.get_by_role("group", name="Condition 2")
        expect(row.get_by_label("Comparison")).to_have_value("=")
        expect(row.get_by_label("Value")).to_have_attribute("placeholder", "yes or no")
        page.get_by_role("button", name="Remove condition 1").click()
        expect(page.get_by_role("button", name="Remove condition 2")).to_have_count(0)
        expect(page.get_by_label("Column")).to_have_value("health_flag")


def test_without_scripts_rows_come_and_go_and_enter_asks_for_a_preview(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Add a condition").click()
    _condition(page, 1, "seats", "2")
    page.get_by_role("button", name="Add a condition").click()
    _condition(page, 2, "usage_30d", "10")
    page.get_by_role("button", name="Remove condition 1").click()
    expect(page.get_by_label("Value")).to_have_value("10")
    page.get_by_label("Value").press("Enter")
    preview = page.get_by_role("region", name="What these numbers would change")
    expect(preview).to_contain_text("Upsell would go from 142 to 149.")
    expect(page.get_by_label("Value")).to_have_value("10")
    page.get_by_role("button", name="Save and sort again").click()
    expect(page.get_by_role("heading", name="Segments", exact=True)).to_be_visible()
    context.close()
