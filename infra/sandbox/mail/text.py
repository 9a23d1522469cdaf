"""What a person sees of a mail: its text, its links, its attachments, and a quotation of it."""

from __future__ import annotations

import re
from email.message import EmailMessage, Message
from html.parser import HTMLParser
from typing import Any

from infra.sandbox.ledger import Record

_URL = re.compile(r"https?://[^\s<>\"')\]]+")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href") or ""
        if tag == "a" and target.startswith(("http://", "https://")):
            self.found.append({"url": target, "text": ""})
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "a"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1]["text"] += data.strip()


def links_in(text: str, html: str) -> list[dict[str, str]]:
    """Every link once, with its visible text where it has one."""
    parser = _Links()
    parser.feed(html)
    plain = [{"url": url.rstrip(".,;"), "text": ""} for url in _URL.findall(text)]
    by_url: dict[str, dict[str, str]] = {}
    for link in [*parser.found, *plain]:
        by_url.setdefault(link["url"], link)
    return list(by_url.values())


def parts_of(message: Message) -> dict[str, Any]:
    """Text, HTML, attachments and links of a parsed message."""
    text, html, attachments = "", "", []
    for part in message.walk():
        if not isinstance(part, EmailMessage) or part.is_multipart():
            continue
        kind, name = part.get_content_type(), part.get_filename()
        content = part.get_content()
        if name is None and kind == "text/plain" and not text:
            text = str(content)
        elif name is None and kind == "text/html" and not html:
            html = str(content)
        else:
            shown = content if isinstance(content, str) else ""
            attachments.append({"name": name or "", "content_type": kind, "text": shown})
    return {
        "text": text,
        "html": html,
        "attachments": attachments,
        "links": links_in(text, html),
    }


def quoted(mail: Record) -> str:
    """The mail below an answer, as mail programs quote it."""
    lines = "\n".join(f"> {line}" for line in str(mail["text"]).rstrip().splitlines())
    return f"On {mail['at']}, {mail['from']} wrote:\n{lines}"
