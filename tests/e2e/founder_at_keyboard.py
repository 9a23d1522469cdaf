"""A founder with a keyboard alone: everything is reached by Tab and done by Enter or by typing."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

from tests.e2e.browsing import expect
from tests.e2e.founder_in_browser import FounderInBrowser

_STOPS = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  return [...document.querySelectorAll(all)].filter(
    (one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true})
  );
}"""
_PLACES = f"""(wanted) => {{
  const stops = ({_STOPS})();
  return [stops.indexOf(document.activeElement), stops.indexOf(wanted), stops.length];
}}"""
_HAS_FOCUS = "(wanted) => wanted === document.activeElement"


class FounderAtKeyboard(FounderInBrowser):
    """The same founder without a mouse."""

    def choose(self, section: str) -> None:
        menu = self.page.get_by_role("navigation", name="Main")
        link = menu.get_by_role("link", name=section, exact=True)
        expect(self.page.get_by_role("main")).to_be_visible()
        if not link.is_visible():
            self.activate(self.page.locator("summary", has_text=re.compile("^Menu$")))
        self.activate(link)

    def activate(self, what: Locator) -> None:
        self.presses += 1
        self._reach(what)
        self.page.keyboard.press("Enter")

    def put(self, field: Locator, words: str) -> None:
        self._reach(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(words)
        expect(field).to_have_value(words)

    def pick(self, box: Locator, label: str) -> None:
        """By typing the beginning of the option, as a list takes it."""
        self.presses += 1
        self._reach(box)
        self.page.keyboard.type(label)
        chosen = box.locator("option:checked")
        expect(chosen).to_have_text(re.compile(f"^\\s*{re.escape(label)}"))

    def tick(self, box: Locator) -> None:
        self.presses += 1
        self._reach(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def _reach(self, what: Locator) -> None:
        """Tab there from where the focus is, the shorter way round."""
        expect(what).to_be_visible()
        at, there, stops = what.evaluate(_PLACES)
        step = "Shift+Tab" if 0 <= there < at else "Tab"
        for _ in range(abs(there - at) if at >= 0 else there + 1):
            self.page.keyboard.press(step)
        # Hours, minutes and half of the day of one field are three stops.
        for _ in range(3 * stops):
            if what.evaluate(_HAS_FOCUS):
                break
            self.page.keyboard.press("Tab")
        expect(what).to_be_focused()
        self._is_seen()

    def _is_seen(self) -> None:
        """Where the focus is has to show: an outline, or a shadow in its place."""
        style = "getComputedStyle(document.activeElement)"
        shown = self.page.evaluate(
            f"{style}.outlineStyle !== 'none' || {style}.boxShadow !== 'none'"
        )
        assert shown, self.page.evaluate("document.activeElement.outerHTML")


def small_screen(page: Page) -> Page:
    page.set_viewport_size({"width": 390, "height": 844})
    return page
