"""The words of an HTML mail as a person reads them, with what is quoted marked as in a plain mail.

It never decides what is the sender's own: a quotation becomes lines that begin with ">". What a
stranger's markup costs is bounded: lexbor reads it in linear time, and only so much is walked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

CHARS_AT_MOST = 320_000
"""Of markup; what follows is not read."""
NODES_AT_MOST = 40_000
UNREAD = {"script", "style", "head", "title", "template"}
"""What stands inside is never read."""
LINES = {
    *("br", "p", "div", "tr", "li", "ul", "ol", "hr", "table", "pre", "blockquote"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_INDENTED = re.compile(r"border\s*:\s*(?:none|0)\b", re.IGNORECASE)
_ENDS_A_WORD = {"td", "th"}
_TEXT = "-text"
DEEPEST = 500
"""Elements inside each other; a browser's own limit is 512."""
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s<>/]*)[^<>]*>?")
_NEED_NO_END = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"),
    *("p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option"),
}
"""Void elements, and those that the next of their kind ends."""


def plain_text(html: str) -> str:
    """Blocks become lines, so that quoted history is recognised as in a plain mail."""
    root = LexborHTMLParser(_without_depths(html[:CHARS_AT_MOST])).root
    words = "".join(_pieces(root)) if root is not None else ""
    return "\n".join(" ".join(line.split()) for line in words.split("\n"))


def _without_depths(html: str) -> str:
    """The markup without elements that are opened inside too many others.

    The parser looks up its whole stack at some tags, so what stacks up costs the square of it.
    """
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in _NEED_NO_END:
            return tag[0]
        if tag[1]:
            depth = max(0, depth - 1)
            return tag[0]
        depth += 1
        return tag[0] if depth <= DEEPEST else " "

    return _TAG.sub(kept, html)


def _pieces(root: LexborNode) -> Iterator[str]:
    """The texts in their order, and the ends of lines between them."""
    depth, walked = 0, 0
    # A node, and whether it is left: nothing recurses, however deep the markup goes.
    waiting: list[tuple[LexborNode, bool]] = [(root, False)]
    while waiting and walked < NODES_AT_MOST:
        node, left = waiting.pop()
        walked += 1
        tag = node.tag or ""
        if tag == _TEXT:
            # A line break in the source is a space to its reader.
            yield " ".join((node.text_content or "").split("\n"))
            continue
        if tag in UNREAD:
            continue
        quotes = tag == "blockquote" and not _INDENTED.search(node.attributes.get("style") or "")
        depth += -quotes if left else quotes
        if tag in LINES and (not left or tag != "br"):
            yield "\n> " if depth else "\n"
        elif tag in _ENDS_A_WORD and not left:
            yield " "
        if not left:
            waiting.append((node, True))
            waiting.extend((child, False) for child in reversed(list(node.iter(include_text=True))))
