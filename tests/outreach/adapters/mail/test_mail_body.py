"""The footer of our mails, quoted by an answer, is never the customer's words."""

from __future__ import annotations

import pytest

from functions.outreach.adapters.mail.html_text import plain_text
from functions.outreach.domain.playbooks.line_slots import fill_slots
from functions.outreach.domain.speaking.mail_body import MailWords, html_body, text_body
from functions.outreach.domain.speaking.mail_footer import footer_sentences
from functions.outreach.domain.speaking.slot_values import slot_facts_of
from functions.outreach.domain.understanding.languages.plain_text import plain
from functions.outreach.domain.understanding.mail.reply_text import latest_reply_text
from functions.outreach.domain.understanding.opt_out import Degree, find_opt_out
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import Channel
from tests.outreach.approved import NOW, conversation, settings

_TEXT = "Is Sample Desk still doing what you hoped for?\n\nJust reply to this email."
_WAY_OUT = "https://go.example.eu/u/abcdefghijklmnop"
_POSTAL = "1 Sample Street, Sampletown"


def _mail(language: str) -> MailWords:
    return MailWords(
        text=_TEXT,
        subject="About your plan",
        language=language,
        business="Sample Desk",
        postal_address=_POSTAL,
        unsubscribe_url=_WAY_OUT,
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


@pytest.mark.parametrize("language", ["en", "lt", "ru"])
def test_a_mail_asks_nobody_to_reply_stop(language: str) -> None:
    """Its way out is one click (RFC 8058); the keyword belongs to texts."""
    talk = conversation(language=language)
    context = build_step_context(talk, settings=settings(), now=NOW)
    hint = fill_slots({"opt_out_hint"}, slot_facts_of(talk, context, Channel.EMAIL))
    texted = fill_slots({"opt_out_hint"}, slot_facts_of(talk, context, Channel.SMS))
    assert "STOP" not in hint["opt_out_hint"]
    assert "STOP" in texted["opt_out_hint"]
