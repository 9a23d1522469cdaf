"""The forms of a page with what a browser would send of each."""

from __future__ import annotations

from html.parser import HTMLParser


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, list[str]]]] = []
        self._area = self._select = ""
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        name, kind = have.get("name", ""), have.get("type", "text")
        if tag == "form":
            self.found.append((have.get("action", ""), {}))
            self._is_open = True
        elif tag == "input" and name and (kind not in {"checkbox", "radio"} or "checked" in have):
            self._put(name, have.get("value", "on"))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if self._select not in self._values() or "selected" in have:
                self._values()[self._select] = [have.get("value", "")]
        elif tag == "textarea" and name:
            self._area = name
            self._put(name, "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self._values()[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""
        elif tag == "form":
            self._is_open = False

    def _values(self) -> dict[str, list[str]]:
        return self.found[-1][1] if self._is_open else {}

    def _put(self, name: str, value: str) -> None:
        self._values().setdefault(name, []).append(value)


def form_on(page: str, action: str) -> dict[str, tuple[str, ...]]:
    """Name → values, in the order of the page, of the first form that is sent to this address."""
    reader = _Forms()
    reader.feed(page)
    values = next(found for sent_to, found in reader.found if sent_to == action)
    return {name: tuple(each) for name, each in values.items()}
