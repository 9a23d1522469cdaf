"""Turns a template's context into a page. Escapes everything; a missing value is an error.

Formatting of money, times and the domain's words lives here, so templates hold no logic of it.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import ClassVar, Protocol
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from frontend_api.http.request import HttpResponse
from frontend_api.wording.terms import effect_word, word
from functions.product.motions import MOTIONS

_HERE = Path(__file__).parent.parent
STATIC_FOLDER = _HERE / "static"


class Context(Protocol):
    """One dataclass per template; `template` names the file under `templates/`."""

    template: ClassVar[str]


def render_text(context: Context) -> str:
    """The template's text with the context's own fields."""
    if not hasattr(context, "__dataclass_fields__"):
        raise TypeError("a template's context is a dataclass")
    values = {field.name: getattr(context, field.name) for field in fields(context)}  # type: ignore[arg-type]
    return _environment().get_template(context.template).render(values)


def page(
    context: Context,
    *,
    status: int = 200,
    connect: tuple[str, ...] = (),
    form_targets: tuple[str, ...] = (),
    cookies: tuple[str, ...] = (),
) -> HttpResponse:
    return HttpResponse(
        status=status,
        body=render_text(context).encode(),
        connect=connect,
        form_targets=form_targets,
        cookies=cookies,
    )


@dataclass(frozen=True, slots=True)
class StaticFile:
    body: bytes
    content_type: str


_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


@functools.cache
def static_files() -> dict[str, StaticFile]:
    """Every static file by its served name, which carries a hash of the content.

    The name changes with the content, so browsers may keep a file for ever.
    """
    return {
        _hashed_name(path): StaticFile(path.read_bytes(), _TYPES[path.suffix])
        for path in sorted(STATIC_FOLDER.rglob("*"))
        if path.suffix in _TYPES
    }


@functools.cache
def static_url(name: str) -> str:
    """The address of a static file. A name that does not exist is a bug in a template."""
    return f"/static/{_hashed_name(STATIC_FOLDER / name)}"


def _hashed_name(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    stem, _, suffix = path.name.partition(".")
    return f"{stem}-{digest}.{suffix}"


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        money=money,
        number=number,
        change=change,
        counted=counted,
        moment=moment,
        clock=clock,
        day=day,
        word=word,
        effect_word=effect_word,
        iso=iso,
    )
    environment.globals.update(static_url=static_url, every_motion=tuple(MOTIONS))
    return environment


_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


def money(cents: int, currency: str = "EUR") -> str:
    """Minor units as people read them: whole amounts without decimals."""
    amount = f"{cents / 100:,.2f}".removesuffix(".00")
    sign = _SIGNS.get(currency)
    if cents < 0:
        return f"−{money(-cents, currency)}"
    return f"{sign}{amount}" if sign else f"{amount} {currency}"


def number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def change(value: int) -> str:
    """A difference of counts: `+12`, `−3`, or a dash for none."""
    return f"{'+' if value > 0 else '−'}{number(abs(value))}" if value else "—"


def counted(value: int, one: str, many: str) -> str:
    """`1 row`, `0 rows`, `1,204 rows`."""
    return f"{number(value)} {one if value == 1 else many}"


def moment(at: datetime | None, zone: str = "UTC") -> str:
    """An instant in the founder's zone: `Mon 23 Nov 2026, 10:15`."""
    return "" if at is None else f"{at.astimezone(ZoneInfo(zone)):%a %-d %b %Y, %H:%M}"


def clock(at: datetime, zone: str = "UTC") -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def day(at: date | datetime | None, zone: str = "UTC") -> str:
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(zone)).date() if isinstance(at, datetime) else at
    return f"{local:%-d %b %Y}"


def iso(at: datetime) -> str:
    """Machine-readable time for `<time datetime>`."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
