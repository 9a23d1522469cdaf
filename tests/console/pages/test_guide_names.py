"""What the guide and the quick start call a page, a link or a button stands in the console so."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from infra.sandbox.people.phone_page import TEMPLATES
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.visits import signed_in, text

ROOT = Path(__file__).parents[3]
CONSOLE = ROOT / "frontend_api" / "templates" / "playbooks"
_LABEL = re.compile(
    r"<(a|button|h1|h2|h3|summary|strong|dt|option)\b[^>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE
)
_EMPHASISED = re.compile(r"(?<!\*)\*{1,2}([^*\n]+)\*{1,2}(?!\*)")
PAGES = (
    "/pricing",
    "/sign-in",
    "/",
    "/?show=steps",
    "/today/needs-you",
    "/today/value",
    "/today/funnel",
    "/customers",
    "/customers/imports/im_map",
    "/customers/imports/im_done",
    "/segments",
    "/segments/contact",
    "/offers",
    "/offers/new",
    "/playbooks",
    "/playbooks/upsell/en/read",
    "/knowledge",
    "/rehearsal",
    "/bandwidth",
    "/channels",
    "/campaigns",
    "/confirm",
    "/conversations",
    "/bookings",
    "/settings",
    "/settings/notifications",
)


@pytest.fixture(scope="module")
def labels() -> frozenset[str]:
    world = World()
    visit = signed_in(world)
    fill(world)
    shown = [text(visit.get(page)) for page in PAGES]
    shown.append((TEMPLATES / "phone.html").read_text(encoding="utf-8"))
    shown.append(text(signed_in(World()).get("/customers")))
    # Once every line was shown, and once somebody has answered.
    shown.append((CONSOLE / "read.html").read_text(encoding="utf-8"))
    talk = (CONSOLE / "rehearsal_talk.html").read_text(encoding="utf-8")
    chosen = re.findall(r"'([A-Z][\w ]+)' if turns", talk)
    drawn = re.findall(r'"([A-Z]\w+)"', (TEMPLATES / "phone.js").read_text(encoding="utf-8"))
    written = [found[2] for page in shown for found in _LABEL.finditer(page)]
    return frozenset(map(_words, [*written, *drawn, *chosen]))


def _words(marked_up: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", marked_up)).split()).casefold()


def _named_in(written: str) -> list[str]:
    """Names are emphasised; a picture's words are no names."""
    return [" ".join(one.split()) for one in _EMPHASISED.findall(written)]


def _missing(names: list[str], labels: frozenset[str]) -> list[str]:
    """A label may go on after its name, as "Why Grace Sample is here" does."""
    return [
        name
        for name in names
        if not any(
            label == name.casefold() or label.startswith(f"{name.casefold()} ") for label in labels
        )
    ]


def test_every_name_in_the_guide_is_on_a_page(labels: frozenset[str]) -> None:
    names = _named_in((ROOT / "docs" / "guide.md").read_text(encoding="utf-8"))
    assert {"Read and approve", "Won against cost", "Usage & billing"} <= set(names)
    assert _missing(names, labels) == []


def test_every_name_in_the_quick_start_is_on_a_page(labels: frozenset[str]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    steps = readme.partition("Then, in a browser:")[2].partition("## Every target")[0]
    names = _named_in(steps)
    assert {"Create an account", "Save plans", "Next business morning"} <= set(names)
    assert _missing(names, labels) == []


def test_a_name_that_no_page_has_is_found(labels: frozenset[str]) -> None:
    assert _missing(["Segments", "Audiences", "Seg"], labels) == ["Audiences", "Seg"]
