"""axe-core in the page that is open: what a person with a screen reader or weak eyes would miss."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).parents[3]
_SOURCE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1280, 390)
HEIGHTS = {1280: 900, 390: 844}
"""Width → height of a screen as wide."""
SCREENS = 3
"""A page that is longer is grouped or paged."""
_LOOK = """
async (rules) => {
  const options = {resultTypes: ["violations"], preload: false, selectors: false};
  if (rules.length) { options.runOnly = rules; }
  const quick = await axe.run(document, options);
  if (!quick.violations.length) { return []; }
  const found = await axe.run(document, {...options, selectors: true});
  const where = found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\\s+/g, " ")}`));
  return where.length ? where : quick.violations.map((rule) => rule.id);
}
"""
"""Where an element stands is worked out for every one that is looked at, a tenth of the time, so
only a page that has a fault is asked for it."""
_HEIGHT = """
() => {
  const menu = document.querySelector("details.menu");
  const small = window.matchMedia("(max-width: 60rem)").matches;
  if (small) { menu?.removeAttribute("open"); }
  const high = document.documentElement.scrollHeight;
  if (small) { menu?.setAttribute("open", ""); }
  return high;
}
"""
"""Pixels; on a small screen the menu starts closed."""
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults(page: Page) -> list[str]:
    """What axe finds on the page, 1280 and 390 wide, light and dark; a width is named with it.

    Besides, whether it scrolls sideways or for longer than three screens.

    Only contrast depends on the colours, so the dark look is asked about that alone.
    """
    page.evaluate(_SOURCE.read_text(encoding="utf-8"))
    found: list[str] = []
    for width in WIDTHS:
        screen = HEIGHTS[width]
        page.set_viewport_size({"width": width, "height": screen})
        high = page.evaluate(_HEIGHT)
        if high > SCREENS * screen:
            found.append(f"{width} wide: {high / screen:.1f} screens of {screen} high")
        if page.evaluate(_TOO_WIDE):
            found.append(f"{width} wide: the page scrolls sideways")
        for scheme, rules in (("light", []), ("dark", ["color-contrast"])):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found += (f"{width} wide, {scheme}: {one}" for one in page.evaluate(_LOOK, rules))
    return found
