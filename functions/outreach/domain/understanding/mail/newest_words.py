"""The newest words of any message, without what it quotes; never anybody else's words.

A message of one line quotes nothing. What finds quotations is imported with the first other one.
"""

from __future__ import annotations


def newest_words(text: str) -> str:
    """Without quoted history and signature."""
    if "\n" not in text:
        return text
    from functions.outreach.domain.understanding.mail.reply_text import latest_reply_text

    return latest_reply_text(text)
