"""What a person newly wrote in a mail is told from history and signature."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.understanding.reply_text import latest_reply_text


@pytest.mark.parametrize(
    "mail",
    [
        "Yes please\n\nOn Tue, Mar 3, 2026 at 9:00 AM, Acme <a@example.com> wrote:\n> Hello",
        "Yes please\n\nOn Tue, Mar 3, 2026 at 9:00 AM, Acme\n<a@example.com> wrote:\n> Hello",
        "Yes please\r\n\r\n-----Original Message-----\r\nFrom: Acme\r\nHello",
        "Yes please\n\nFrom: Acme <a@example.com>\nSent: Tuesday\nTo: Anna\nSubject: Hi\n\nHello",
        "Yes please\n\n2026-03-03 09:00, Acme <a@example.com> rašė:\n> Labas",
        "Yes please\n\nвт, 3 мар. 2026 г. в 09:00, Acme <a@example.com>:\n> Привет",
        "Yes please\n\n3 марта 2026 г., Acme <a@example.com> пишет:\n> Привет",
        "Yes please\n-- \nAnna\n+1 555 0100",
        "Yes please\n\nSent from my iPhone",
        "> Hello\nYes please",
    ],
)
def test_only_the_new_words_are_left(mail: str) -> None:
    assert latest_reply_text(mail) == "Yes please"


def test_a_mail_of_quotes_alone_has_no_reply() -> None:
    assert latest_reply_text("> Hello\n> there") == ""


def test_a_sentence_that_mentions_writing_is_kept() -> None:
    text = "On Monday I wrote a note.\nCan we talk?"
    assert latest_reply_text(text) == text


@given(st.text(max_size=2000))
def test_no_text_breaks_it(text: str) -> None:
    assert len(latest_reply_text(text)) <= len(text)
