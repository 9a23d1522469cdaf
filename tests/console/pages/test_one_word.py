"""One word and one look for one thing, and a way on from what is empty."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.console.accessibility.test_every_page import PAGES
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.test_dispatch import _address
from tests.console.visits import Visit, signed_in, text

TEMPLATES = Path("frontend_api/templates")
STYLE = Path("frontend_api/static/console.css")


@pytest.fixture(scope="module")
def working() -> Visit:
    world = World()
    visit = signed_in(world)
    fill(world)
    return visit


def test_mail_is_called_email_on_every_page(working: Visit) -> None:
    """A customer had an "E-mail address" where everything else spoke of emails."""
    asked = {path: f"{_address(path)}?id=cus_1" for path in (*PAGES, "/customers/imports/im_map")}
    shown = {path: text(working.get(address)) for path, address in asked.items()}
    assert [path for path, page in shown.items() if "Email address" in page] == [
        "/segments/customer",
        "/customers/imports/im_map",
    ]
    assert [path for path, page in shown.items() if "e-mail" in page.lower()] == []


def test_an_empty_pool_leads_to_the_upload_and_a_page_past_its_end_to_its_first() -> None:
    """Words spoke of an upload, and the button led back to the segments."""
    first_day = signed_in(World())
    empty = text(first_day.get("/segments/contact")).partition("Nobody in this pool")[2]
    assert '<a class="button" href="/customers">Upload customers</a>' in empty
    past = text(first_day.get("/segments/contact?motion=renewal&page=9"))
    ended = past.partition("The pool ends before this page")[2]
    assert '<a class="button" href="/segments/contact?motion=renewal">First page</a>' in ended


def test_the_history_of_a_customer_leads_back_to_the_customer(working: Visit) -> None:
    page = text(working.get("/segments/customer/history?id=cus_1"))
    assert '<p class="crumb"><a href="/segments/customer?id=cus_1">Customer</a></p>' in page


def test_a_press_that_cannot_be_undone_looks_like_one() -> None:
    """A name of a kind of button that no style knows left it looking like any first button."""
    known = set(re.findall(r"\.button\.([a-z]+)", STYLE.read_text(encoding="utf-8")))
    used = {
        kind
        for page in sorted(TEMPLATES.rglob("*.html"))
        for kinds in re.findall(r'class="button ([a-z ]+)"', page.read_text(encoding="utf-8"))
        for kind in kinds.split()
    }
    assert {"danger", "second"} <= used <= known


def test_what_needs_the_founder_looks_alike_wherever_it_stands() -> None:
    """It was blue with the personas, yellow in the list and red in the conversation."""
    looks = {
        path.name: set(re.findall(r"'needs_founder': '(\w+)'", path.read_text(encoding="utf-8")))
        for path in TEMPLATES.rglob("*.html")
    }
    assert {name: found for name, found in looks.items() if found} == {
        "conversation.html": {"warn"},
        "conversations.html": {"warn"},
        "persona.html": {"warn"},
    }
