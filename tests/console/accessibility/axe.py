"""axe-core in the page that is open: what a person with a screen reader or weak eyes would miss."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).parents[3]
_SOURCE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1280, 390)
_LOOK = """
async (rules) => {
  const options = {resultTypes: ["violations"], preload: false};
  if (rules.length) { options.runOnly = rules; }
  const found = await axe.run(document, options);
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\\s+/g, " ")}`));
}
"""
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults(page: Page) -> list[str]:
    """What axe finds on the page, 1280 and 390 wide, light and dark; a width is named with it.

    Only contrast depends on the colours, so the dark look is asked about that alone.
    """
    page.evaluate(_SOURCE.read_text(encoding="utf-8"))
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(_TOO_WIDE):
            found.append(f"{width} wide: the page scrolls sideways")
        for scheme, rules in (("light", []), ("dark", ["color-contrast"])):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found += (f"{width} wide, {scheme}: {one}" for one in page.evaluate(_LOOK, rules))
    return found
