"""The words of an HTML mail as a person reads them, with what is quoted marked as in a plain mail.

It never decides what is the sender's own: a quotation becomes lines that begin with ">".
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

UNREAD = {"script", "style", "head", "title", "template"}
"""What stands inside is never read."""
LINES = {
    *("br", "p", "div", "tr", "li", "ul", "ol", "hr", "table", "pre", "blockquote"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_INDENTED = re.compile(r"border\s*:\s*(?:none|0)\b", re.IGNORECASE)
_ENDS_A_WORD = {"td", "th"}


def plain_text(html: str) -> str:
    """Blocks become lines, so that quoted history is recognised as in a plain mail."""
    words = _Words()
    words.feed(html)
    words.close()
    lines = "".join(words.pieces).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._inside: list[str] = []
        self._quotations: list[bool] = []
        """For every open blockquote, whether it quotes: programs indent with one as well."""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._inside.clear()
        elif tag in UNREAD:
            self._inside.append(tag)
        if tag == "blockquote":
            quotes = not _INDENTED.search(dict(attrs).get("style") or "")
            self._quotations.append(quotes)
            self._depth += quotes
        if tag in LINES:
            self._end_line()
        elif tag in _ENDS_A_WORD:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass
        if tag == "blockquote" and self._quotations:
            self._depth -= self._quotations.pop()
        if tag in LINES:
            self._end_line()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            # A line break in the source is a space to its reader.
            self.pieces.append(" ".join(data.split("\n")))

    def _end_line(self) -> None:
        self.pieces.append("\n> " if self._depth else "\n")
