"""axe-core finds nothing on any page, 1280 and 390 wide, light and dark; one browser for all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Route

from frontend_api.routes import ROUTES
from functions.outreach.domain.calendar.founder_calendar import BookingId, Slot
from functions.outreach.domain.conversation.state import Booking
from functions.outreach.handlers.web import customer_page
from functions.outreach.workflows.customer_page import ConsentOffer, CustomerPage, NextContact
from functions.product.channels import Channel
from infra.sandbox.people.phone_page import KINDS, TEMPLATES
from tenancy.runtime.http import HttpRequest
from tests.console.accessibility.axe import WIDTHS, faults
from tests.console.fakes import NOON
from tests.console.preview import Size, served
from tests.console.test_dispatch import _address
from tests.e2e.browsing import open_browser

pytestmark = pytest.mark.browser

NO_PAGES = {
    "/calendar/{token}": "a calendar for other programs",
    "/bandwidth/calendar/google": "where Google sends founders back, which leads on",
    "/customers/imports/{import_id}/rejects": "a file",
    "/lists/{list}/csv": "a file",
    "/corrections.tsv": "a file",
    "/conversations/{conversation_id}/recordings/{file}": "sound",
}
"""Address that answers GET outside the API and shows no page → what it is."""
PAGES = [
    route.path for route in ROUTES
    if route.method == "GET" and not route.path.startswith("/api/") and route.path not in NO_PAGES
]  # fmt: skip
WORKING = [
    *PAGES,
    "/customers/imports/im_map",
    "/customers/imports/im_run",
    "/bookings?show=callbacks",
    "/bookings?show=opt-outs",
    "/nowhere",
]
SAME_ON_FIRST_DAY = (
    "/today/credit",
    "/offers/new",
    "/bandwidth/calendar/event-types",
    "/bandwidth/calendars",
    "/settings",
    "/settings/retention",
    "/settings/notifications",
    "/settings/keys",
    "/settings/webhooks",
    "/security",
    "/audit",
    "/bookings?show=callbacks",
    "/sign-up",
    "/pricing",
    "/confirm",
    "/sign-in",
    "/forgot",
    "/reset",
    "/nowhere",
)
"""Pages made of the same elements as those of the working tenant; looked at once."""
EMPTY = [
    path for path in WORKING
    if "{" not in path
    and not path.startswith(("/customers/imports", "/customers/person", "/segments/customer"))
]  # fmt: skip
"""Pages that can be asked for while nothing is there."""
FIRST_DAY = [path for path in EMPTY if path not in SAME_ON_FIRST_DAY]
CONNECTED = [
    "/bandwidth",
    "/bandwidth/calendar/event-types",
    "/bandwidth/calendars",
    "/channels",
    "/rehearsal",
    "/settings",
    "/settings/keys",
]
"""Pages that show other parts once something is connected."""
LONG = [
    "/",
    "/customers",
    "/customers/imports/{import_id}",
    "/segments",
    "/segments?motion=upsell",
    "/segments/contact",
    "/segments/customer",
    "/segments/runs",
    "/offers",
    "/knowledge",
    "/campaigns",
    "/conversations",
    "/bookings",
    "/bookings?show=callbacks",
    "/bookings?show=opt-outs",
    "/audit",
    "/settings/webhooks",
]
"""Pages that grow with what a tenant has, with the parts they load."""
AFTER_A_PRESS = {
    "/settings": ("Save settings", {"Business name": ""}, "Your customers hear this name."),
    "/offers/new": ("Save offer", {}, "Name it as your customers know it."),
    "/security": (
        "Connect an app",
        {"app-password": "correct horse 1"},
        "Scan this with your app, or type the key into it.",
    ),
    "/settings/keys": ("Make a key", {"What it is for": "Our CRM"}, "Copy it now"),
    "/customers/person": ("Download", {}, "Please give the customer's id, email or phone."),
}
"""Pages that only a press shows: what was refused, what is shown once; (button, what is typed,
words that stand on that page alone)."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def working() -> Iterator[str]:
    with served(Size.SMALL) as there:
        yield there


@pytest.fixture(scope="module")
def large() -> Iterator[str]:
    with served(Size.LARGE) as there:
        yield there


@pytest.fixture(scope="module")
def connected() -> Iterator[str]:
    with served(Size.CONNECTED) as there:
        yield there


@pytest.fixture(scope="module")
def first_day() -> Iterator[str]:
    with served(Size.EMPTY) as there:
        yield there


@pytest.mark.parametrize("path", WORKING)
def test_a_page_of_a_working_tenant_has_no_fault(path: str, page: Page, working: str) -> None:
    page.goto(
        working
        + _address(path)
        + ("?id=cus_1" if path.endswith(("/customer", "/history")) else ""),
        wait_until="domcontentloaded",
    )
    assert faults(page) == []


@pytest.mark.parametrize("path", FIRST_DAY)
def test_a_page_of_the_first_day_has_no_fault(path: str, page: Page, first_day: str) -> None:
    page.goto(first_day + path, wait_until="domcontentloaded")
    assert faults(page) == []


@pytest.mark.parametrize("path", CONNECTED)
def test_a_page_with_everything_connected_has_no_fault(
    path: str, page: Page, connected: str
) -> None:
    page.goto(connected + path, wait_until="domcontentloaded")
    assert faults(page) == []


@pytest.mark.parametrize("path", AFTER_A_PRESS)
def test_a_page_that_only_a_press_shows_has_no_fault(path: str, page: Page, connected: str) -> None:
    button, typed, shown = AFTER_A_PRESS[path]
    page.goto(connected + path, wait_until="domcontentloaded")
    assert shown not in page.inner_text("main")
    for label, words in typed.items():
        by_id = page.locator(f"#{label}")
        (by_id if label.islower() else page.get_by_label(label).first).fill(words)
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("button", name=button, exact=True).click()
    assert shown in page.inner_text("main")
    assert faults(page) == []


@pytest.mark.parametrize("path", LONG)
def test_a_page_of_a_large_tenant_has_no_fault(path: str, page: Page, large: str) -> None:
    about = "?id=cus_1" if path.endswith("/customer") else ""
    page.goto(large + _address(path) + about, wait_until="networkidle")
    assert faults(page) == []


_LABELS_CUT = """() => [...document.querySelectorAll("td[data-label]")].filter(
  (cell) => parseFloat(getComputedStyle(cell, "::before").height) > cell.clientHeight
).map((cell) => cell.dataset.label)"""


def test_a_long_name_of_a_column_covers_no_other_on_a_phone(page: Page, working: str) -> None:
    """Of an offer two names were written over each other."""
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(working + "/offers")
    assert page.locator("td[data-label]").count() >= 4
    assert page.evaluate(_LABELS_CUT) == []
    page.set_viewport_size(before)


_LABEL_BESIDE_ITS_CELL = """() => [...document.querySelectorAll("td[data-label]")].filter(
  (cell) => cell.checkVisibility() && getComputedStyle(cell, "::before").content !== "none"
    && parseFloat(getComputedStyle(cell).paddingLeft)
    + parseFloat(getComputedStyle(cell, "::before").marginLeft || 0) < 0
).map((cell) => cell.dataset.label)"""


@pytest.mark.parametrize("path", ["/segments/runs", "/offers", "/bookings", "/audit"])
def test_on_a_phone_the_name_of_a_column_stands_in_its_own_cell(
    path: str, page: Page, large: str
) -> None:
    """Where runs are compared the names of all columns lay over the numbers before them."""
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(large + path)
    assert page.locator("td[data-label]").count() >= 4
    assert page.evaluate(_LABEL_BESIDE_ITS_CELL) == []
    page.set_viewport_size(before)


_TOO_SMALL_TO_READ = """() => [...document.querySelectorAll("input:not([type=hidden])")].filter(
  (field) => field.checkVisibility() && !["checkbox", "radio"].includes(field.type)
    && field.clientWidth < 56
).map((field) => field.name)"""


@pytest.mark.parametrize("path", ["/segments/thresholds", "/bandwidth", "/campaigns/campaign_1"])
def test_on_a_phone_a_number_can_be_read_in_its_field(path: str, page: Page, working: str) -> None:
    """Beside a long unit the field of a threshold was a sliver."""
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(working + path)
    assert page.locator("input:not([type=hidden])").count() >= 2
    assert page.evaluate(_TOO_SMALL_TO_READ) == []
    page.set_viewport_size(before)


_FREE = tuple(
    Slot(NOON + timedelta(days=days, minutes=minutes), NOON + timedelta(days=days, minutes=minutes))
    for days in (1, 2, 9)
    for minutes in range(0, 240, 15)
)
_SHOWN = CustomerPage(
    business="Acme Notes",
    founder="Ada Example",
    language="en",
    time_zone="America/New_York",
    subject="A question about your plan",
    minutes=4,
    slots=_FREE[:1],
    free=_FREE,
    booking=None,
    closed=False,
    consents=(ConsentOffer(Channel.SMS, "Text me about my plan."),),
    next_contact=NextContact(Channel.VOICE, NOON + timedelta(hours=2)),
    phone="+12125550123",
    version=1,
)
_BOOKED = replace(
    _SHOWN, next_contact=None, booking=Booking(BookingId("b1"), _FREE[0], "phone:+12125550123")
)
CUSTOMERS = {
    "choose": (_SHOWN, {}),
    "taken": (_SHOWN, {"start": "2026-11-01T00:00Z"}),
    "confirm": (_SHOWN, {"start": _FREE[1].start.isoformat()}),
    "booked": (_BOOKED, {}),
    "move": (_BOOKED, {"change": "1"}),
    "cancel": (_BOOKED, {"cancel": "1"}),
}


@pytest.mark.parametrize("name", CUSTOMERS)
def test_a_page_of_the_customer_has_no_fault(name: str, page: Page) -> None:
    shown, query = CUSTOMERS[name]
    request = HttpRequest("GET", "/c/sample", query=query)
    # Content set into a page of the console would be held to that page's policy.
    page.goto("about:blank")
    page.set_content(customer_page.view(request, shown, now=NOON).text)
    assert faults(page) == []


@pytest.mark.parametrize("template", ["opt_out.html", "message.html"])
def test_a_page_that_ends_contact_has_no_fault(template: str, page: Page) -> None:
    shown = customer_page._render(template, "en", page=_SHOWN, key="opted_out")
    page.set_content(shown.text)
    assert faults(page) == []


def test_the_customers_phone_has_no_fault(page: Page) -> None:
    def answer(route: Route) -> None:
        name = route.request.url.partition("/phone/")[2]
        if name in KINDS:
            route.fulfill(path=TEMPLATES / name, content_type=KINDS[name])
        elif name in _PHONE:
            route.fulfill(body=json.dumps(_PHONE[name]), content_type="application/json")
        elif not name:
            route.fulfill(path=TEMPLATES / "phone.html", content_type="text/html")
        else:
            route.abort()

    page.route("http://phone.example/**", answer)
    found = []
    for tab in ("SMS", "Calls", "Mail"):
        page.goto("http://phone.example/phone")
        page.get_by_role("link", name="Grace Sample").click()
        page.get_by_role("tab", name=tab).click()
        words = {"SMS": "Hi", "Calls": "is ringing", "Mail": "A question"}[tab]
        # The list of people says "The phone is ringing" as well.
        page.get_by_text(words, exact=tab == "Calls").wait_for()
        found += faults(page)
    assert found == []


_AT = "2026-11-23T12:00:00Z"
_GRACE = {
    "id": "+12125550123",
    "name": "Grace Sample",
    "addresses": ["+12125550123", "grace@example.com"],
    "time_zone": "America/New_York",
    "last": _AT,
    "ringing": True,
}
_MAIL = {
    "id": "m1",
    "direction": "outbound",
    "subject": "A question",
    "from": "ada@acme.example.com",
    "to": ["grace@example.com"],
    "at": _AT,
    "text": "Hello Grace",
    "html": "",
    "headers": [["List-Unsubscribe-Post", "List-Unsubscribe=One-Click"]],
    "attachments": [],
    "links": [{"url": "https://acme.example.com/c/1", "text": "Choose a time"}],
    "unsubscribed": False,
}
_TEXT = {
    "channel": "sms",
    "status": "delivered",
    "date_created": _AT,
    "from": "+12025550142",
    "to": "+12125550123",
    "error_code": None,
}
_PHONE: dict[str, object] = {
    "api/people": {"now": _AT, "people": [_GRACE], "version": 1},
    "api/person/%2B12125550123": {
        "person": _GRACE,
        "messages": [
            {**_TEXT, "direction": "outbound-api", "body": "Hi Grace"},
            {**_TEXT, "direction": "inbound", "body": "Yes please"},
        ],
        "calls": [
            {
                "sid": "CA1",
                "person": "+12125550123",
                "direction": "outbound-api",
                "status": "ringing",
                "from": "+12025550142",
                "to": "+12125550123",
                "date_created": _AT,
                "end_time": None,
                "duration": None,
                "transcript": [],
            }
        ],
        "mails": [_MAIL],
        "now": _AT,
        "version": 1,
    },
}
