"""The footer of our mails, quoted by an answer, is never the customer's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.outreach.adapters.mail.html_text import plain_text
from functions.outreach.adapters.mail.mail_body import html_body, text_body
from functions.outreach.domain.speaking.mail_footer import footer_sentences
from functions.outreach.domain.understanding.languages.plain_text import plain
from functions.outreach.domain.understanding.mail.reply_text import latest_reply_text
from functions.outreach.domain.understanding.opt_out import Degree, find_opt_out
from functions.outreach.ports import Outgoing
from functions.product.channels import Channel
from tests.outreach.adapters.sample_outgoing import outgoing

_TEXT = "Is Sample Desk still doing what you hoped for?\n\nJust reply to this email."
_WAY_OUT = "https://go.example.eu/u/abcdefghijklmnop"
_POSTAL = "1 Sample Street, Sampletown"


def _mail(language: str) -> Outgoing:
    return replace(
        outgoing(Channel.EMAIL, to="ann@example.com"),
        text=_TEXT,
        language=language,
        business="Sample Desk",
        unsubscribe_url=_WAY_OUT,
        postal_address=_POSTAL,
    )


@pytest.mark.parametrize("language", ["en", "lt", "ru"])
@pytest.mark.parametrize("quoted", ["plain", "html"])
@pytest.mark.parametrize("sign", ["", "> "])
def test_an_answer_that_repeats_our_mail_says_only_its_own_words(
    language: str, quoted: str, sign: str
) -> None:
    mail = _mail(language)
    ours = text_body(mail) if quoted == "plain" else plain_text(html_body(mail))
    below = "\n".join(f"{sign}{line}" for line in ours.splitlines())
    sent = (_TEXT, *footer_sentences(language, "Sample Desk"), _POSTAL, _WAY_OUT)
    words = latest_reply_text(f"Yes, gladly. Thursday suits me.\n\n{below}", sent=sent)
    assert words.splitlines()[0] == "Yes, gladly. Thursday suits me."
    assert find_opt_out(plain(words)) is Degree.NO
    assert _WAY_OUT not in words
