"""The mails that Cognito sends by itself, with codes, carry our words."""

from __future__ import annotations

from typing import Any

from infra.stacks.data import data_template

POOL: dict[str, Any] = data_template()["Resources"]["UserPool"]["Properties"]


def test_a_code_comes_in_our_words_and_says_what_to_do_with_it() -> None:
    mail = POOL["VerificationMessageTemplate"]
    assert mail["DefaultEmailOption"] == "CONFIRM_WITH_CODE"
    assert mail["EmailSubject"] == "Your Warmline code"
    text = mail["EmailMessage"]
    assert text.count("{####}") == 1
    assert text.startswith("Your Warmline code is")
    for words in ("confirms your address", "choose a password", "do nothing"):
        assert words in text
    assert 20 <= len(text) <= 20_000, "Cognito's limits"
