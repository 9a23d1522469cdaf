"""A played talk in Chromium: heard whole, both sides, until it is pressed again."""

from __future__ import annotations

import pytest

from tests.e2e.browsing import open_browser, own_page

pytestmark = pytest.mark.browser

LISTENS = """
window.heard = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  speaking: false,
  cancel() { this.speaking = false; window.heard.push("ends"); },
  speak(words) { this.speaking = true; window.heard.push([words.text, words.lang, words.pitch]); },
} });
"""
"""In place of voices, which a browser without a screen has none of."""


def test_one_press_speaks_every_line_of_a_talk_and_another_ends_it(console: str) -> None:
    with open_browser() as browser, own_page(browser) as page:
        page.add_init_script(LISTENS)
        page.goto(f"{console}/rehearsal/personas?motion=upsell&language=en")
        talk = page.locator("details.talk-of").first
        talk.locator("summary").click()
        button = talk.get_by_role("button", name="Hear it, or stop")
        button.click()
        said = talk.locator(".say p[lang]").all_text_contents()
        sides = talk.locator(".say").evaluate_all(
            "lines => lines.map(one => one.classList.contains('customer') ? 1.4 : 1)"
        )
        heard = page.evaluate("heard")
        assert heard[0] == "ends"
        assert [line[0] for line in heard[1:]] == said
        assert {line[1] for line in heard[1:]} == {"en"}
        assert [round(line[2], 1) for line in heard[1:]] == sides
        assert set(sides) == {1, 1.4}
        button.click()
        assert page.evaluate("heard") == [*heard, "ends"]
