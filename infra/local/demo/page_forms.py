"""Reads forms and links of a console page, so that a script can use them as a browser would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class PageForm:
    """One form with what it would send if nobody touched it; several values for one name stay."""

    action: str
    method: str
    label: str = ""
    identity: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """Every name it has, unticked boxes and empty choices included."""
    choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Name of a select → (value, words)."""

    def filled(self, **values: str | list[str]) -> list[tuple[str, str]]:
        """The form with some fields set. Raises KeyError for a name the form does not have."""
        unknown = values.keys() - self.names
        if unknown:
            raise KeyError(f"{self.action} has no {', '.join(sorted(unknown))}")
        kept = [(name, value) for name, value in self.fields if name not in values]
        given = [
            (name, each)
            for name, value in values.items()
            for each in (value if isinstance(value, list) else [value])
        ]
        return kept + given


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[PageForm] = []
        self.links: list[tuple[str, str]] = []
        self.text: list[str] = []
        self._link: str | None = None
        self._form: PageForm | None = None
        self._select: str | None = None
        self._picked: str | None = None
        self._option: str | None = None
        self._area: str | None = None
        self._words = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"script", "style"}:
            self._silent += 1
        if tag == "a":
            self._link = given.get("href")
        if tag == "form":
            self._form = PageForm(
                action=given.get("action", ""),
                method=given.get("method", "get").lower(),
                label=given.get("aria-label", ""),
                identity=given.get("id", ""),
            )
            self.found.append(self._form)
        if self._form is None:
            return
        if tag == "input":
            self._input(given)
        elif tag == "select":
            self._select, self._picked = given.get("name"), None
            if self._select:
                self._form.names.add(self._select)
                self._form.choices[self._select] = []
        elif tag == "option" and self._select:
            self._option, self._words = given.get("value", ""), ""
            if self._picked is None or "selected" in given:
                self._picked = self._option
        elif tag == "textarea":
            self._area, self._words = given.get("name"), ""
        elif tag == "button" and given.get("name"):
            self._form.names.add(given["name"])

    def _input(self, given: dict[str, str]) -> None:
        name, kind = given.get("name"), given.get("type", "text")
        if not name or self._form is None:
            return
        self._form.names.add(name)
        if kind in {"checkbox", "radio"} and "checked" not in given:
            return
        if kind not in {"file", "submit", "button"}:
            self._form.fields.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._option is not None or self._area is not None:
            self._words += data
        elif not self._silent and data.strip():
            words = " ".join(data.split())
            self.text.append(words)
            if self._link is not None:
                self.links.append((words, self._link))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._silent -= 1
        if tag == "a":
            self._link = None
        if self._form is None:
            return
        if tag == "option" and self._select and self._option is not None:
            self._form.choices[self._select].append((self._option, self._words.strip()))
            self._option = None
        elif tag == "select" and self._select:
            if self._picked is not None:
                self._form.fields.append((self._select, self._picked))
            self._select = None
        elif tag == "textarea" and self._area:
            self._form.names.add(self._area)
            self._form.fields.append((self._area, self._words.removeprefix("\n")))
            self._area = None
        elif tag == "form":
            self._form = None


@dataclass(frozen=True)
class Page:
    """A page as a script sees it: its address, forms, links and visible words."""

    url: str
    status: int
    forms: tuple[PageForm, ...]
    text: str
    links: tuple[tuple[str, str], ...] = ()
    """(words, address)."""

    def form(self, action: str) -> PageForm:
        """The first form whose action ends so. Raises LookupError naming what there is."""
        for form in self.forms:
            if form.action.endswith(action):
                return form
        there = ", ".join(sorted({form.action for form in self.forms})) or "no form"
        raise LookupError(f"{self.url} has no form {action}; it has {there}")

    def link(self, words: str) -> str:
        """Where the first link with these words leads. Raises LookupError if there is none."""
        for shown, address in self.links:
            if shown == words:
                return address
        raise LookupError(f"{self.url} has no link {words!r}")

    def has(self, action: str) -> bool:
        return any(form.action.endswith(action) for form in self.forms)


def read_page(*, url: str, status: int, html: str) -> Page:
    forms = _Forms()
    forms.feed(html)
    return Page(
        url=url,
        status=status,
        forms=tuple(forms.found),
        text="\n".join(forms.text),
        links=tuple(forms.links),
    )
