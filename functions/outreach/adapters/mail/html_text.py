"""The words of an HTML mail as a person reads them, without what they quote."""

from __future__ import annotations

from html.parser import HTMLParser

UNREAD = {"script", "style", "head", "title", "blockquote", "template"}
"""What stands inside is not what the sender newly wrote."""
LINES = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "table", "ul"}


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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "body":
            self._inside.clear()
        elif tag in UNREAD:
            self._inside.append(tag)
        elif tag in LINES:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass
        elif tag in LINES:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            # A line break in the source is a space to its reader.
            self.pieces.append(" ".join(data.split("\n")))
