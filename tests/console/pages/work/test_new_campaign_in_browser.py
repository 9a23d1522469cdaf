"""A new campaign in Chromium: the offer goes with the motion."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.browsing import open_browser, own_page

pytestmark = pytest.mark.browser


def test_the_offer_that_fits_is_chosen_with_the_motion(console: str) -> None:
    with open_browser() as browser, own_page(browser) as page:
        page.goto(f"{console}/campaigns/new?motion=upsell")
        offer = page.get_by_label("Offer", exact=True)
        fitting = offer.locator("option:checked").inner_text()
        assert fitting != "No offer"
        page.get_by_label("Motion").select_option("retention")
        expect(offer.locator("option:checked")).to_have_text("No offer")
        page.get_by_label("Motion").select_option("upsell")
        expect(offer.locator("option:checked")).to_have_text(fitting)
