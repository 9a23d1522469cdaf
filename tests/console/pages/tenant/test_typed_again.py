"""What was typed into a form when the session had ended is back in it after signing in again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from frontend_api.http.session import SESSION_COOKIE
from tests.console.preview import Size, served
from tests.e2e.browsing import open_browser

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "ada@acme.example.com", "correct horse 1"
BACK = "What you had typed is back in this form."


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(Size.SMALL) as there:
        yield there


@pytest.fixture(scope="module")
def crowded() -> Iterator[str]:
    with served(Size.LARGE) as there:
        yield there


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with open_browser() as browser:
        yield browser.new_context().new_page()


@pytest.fixture(autouse=True)
def signed_in(page: Page, address: str) -> None:
    """The preview is signed in as long as the browser says nothing else."""
    page.context.clear_cookies()
    page.goto(f"{address}/settings")


def end_session(page: Page, address: str) -> None:
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": "ended", "url": address}])


def sign_in(page: Page, *, password: str = PASSWORD) -> None:
    page.get_by_label("Work email").fill(EMAIL)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_what_was_typed_is_back_and_is_saved_when_it_is_sent_again(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/bandwidth")
    page.get_by_label("At most a week").fill("7")
    page.get_by_text("Second window").first.click()
    page.get_by_label("Monday, second window from").fill("18:00")
    page.get_by_label("Monday, second window to").fill("19:00")
    page.locator("#off summary").first.click()
    page.get_by_label("I take conversations on public holidays").check()
    end_session(page, address)
    page.get_by_role("button", name="Save bandwidth").click()
    expect(page.get_by_text("You were signed out meanwhile")).to_be_visible()
    sign_in(page, password="not-the-password-1")
    expect(page.get_by_text("do not fit together")).to_be_visible()
    sign_in(page)

    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.get_by_label("At most a week")).to_have_value("7")
    expect(page.get_by_label("Monday, second window from")).to_have_value("18:00")
    expect(page.get_by_label("I take conversations on public holidays")).to_be_checked()
    page.reload()
    expect(page.get_by_label("At most a week")).to_have_value("12")

    page.get_by_label("At most a week").fill("7")
    end_session(page, address)
    page.get_by_role("button", name="Save bandwidth").click()
    sign_in(page)
    page.get_by_role("button", name="Save bandwidth").click()
    expect(page).to_have_url(f"{address}/bandwidth?done=saved")
    expect(page.get_by_text(BACK)).to_have_count(0)
    expect(page.get_by_label("At most a week")).to_have_value("7")


def test_what_was_answered_is_not_put_back_at_a_later_sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/settings")
    page.get_by_label("Business name").fill("")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    end_session(page, address)
    page.goto(f"{address}/settings")
    sign_in(page)
    expect(page.get_by_label("Business name")).to_have_value("Acme Notes")
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_a_secret_is_never_kept(page: Page, address: str) -> None:
    page.goto(f"{address}/security")
    for label in ("Current password", "New password"):
        page.get_by_label(label).first.fill("a-secret-of-mine-1")
    end_session(page, address)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("You were signed out meanwhile")).to_be_visible()
    assert "a-secret-of-mine-1" not in page.evaluate("JSON.stringify({...sessionStorage})")


def test_an_answer_is_back_at_its_own_question_among_many(page: Page, crowded: str) -> None:
    """The forms of a list go to one address, and what each is about stands in a hidden field."""
    page.goto(f"{crowded}/knowledge")
    page.evaluate(
        "document.querySelectorAll('#inbox details').forEach((one) => { one.open = true })"
    )
    second = page.locator("#inbox form:has([name=text])").nth(1)
    about = second.locator("[name=item]").get_attribute("value")
    second.get_by_label("Your answer").fill("Yes, under Reports.")
    end_session(page, crowded)
    second.get_by_role("button", name="Answer and approve").click()
    expect(page.get_by_text("You were signed out meanwhile")).to_be_visible()
    sign_in(page)
    expect(page.get_by_text(BACK)).to_be_visible()
    own = page.locator(f"#inbox form:has([name=item][value='{about}'])")
    expect(own.get_by_label("Your answer")).to_have_value("Yes, under Reports.")
    answers = page.locator("#inbox form").get_by_label("Your answer")
    assert [answers.nth(n).input_value() for n in range(answers.count())].count("") == (
        answers.count() - 1
    )


def test_what_a_part_of_a_page_sent_is_back_on_the_page_that_was_asked_for(
    page: Page, address: str
) -> None:
    asked = f"{address}/rehearsal?motion=upsell&language=en"
    page.goto(asked)
    page.get_by_role("button", name="Start the conversation").click()
    page.goto(asked)
    page.get_by_label("Say as the customer").fill("What does it cost?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#talk").get_by_text("What does it cost?")).to_be_visible()
    assert "What does it cost?" not in page.evaluate("JSON.stringify({...sessionStorage})")
    page.get_by_label("Say as the customer").fill("The first one")
    end_session(page, address)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("You were signed out meanwhile")).to_be_visible()
    sign_in(page)
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page).to_have_url(asked)
    expect(page.get_by_label("Say as the customer")).to_have_value("The first one")
