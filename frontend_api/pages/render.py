"""Turns a template's context into a page. Escapes everything; a missing value is an error.

Templates format amounts, times and the domain's words with the functions of `wording`, so that they
hold no logic of it.
"""

from __future__ import annotations

import functools
from dataclasses import fields
from pathlib import Path
from typing import ClassVar, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from frontend_api.http.static_files import static_url
from frontend_api.wording.formats import (
    appointment,
    change,
    clock,
    counted,
    day,
    iso,
    moment,
    money,
    number,
    whole_money,
    whose_time,
)
from frontend_api.wording.meanings import meaning_words
from frontend_api.wording.terms import HELP, effect_word, part_word, word
from functions.product import limits
from functions.product.motions import MOTIONS
from tenancy.runtime.http import HttpResponse
from tenancy.values.lazy_dataclass import dataclass

_HERE = Path(__file__).parent.parent


class Context(Protocol):
    """One dataclass per template; `template` names the file under `templates/`."""

    template: ClassVar[str]


def render_text(context: Context) -> str:
    """The template's text with the context's own fields."""
    if not hasattr(context, "__dataclass_fields__"):
        raise TypeError("a template's context is a dataclass")
    values = {field.name: getattr(context, field.name) for field in fields(context)}  # type: ignore[arg-type]
    return _environment().get_template(context.template).render(values)


@dataclass(frozen=True, slots=True)
class HtmlPage(HttpResponse):
    """A page with the origins that widen its content policy."""

    connect: tuple[str, ...] = ()
    form_targets: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


def page(
    context: Context,
    *,
    status: int = 200,
    connect: tuple[str, ...] = (),
    form_targets: tuple[str, ...] = (),
    media: tuple[str, ...] = (),
    cookies: tuple[str, ...] = (),
) -> HtmlPage:
    return HtmlPage(
        status=status,
        body=render_text(context).encode(),
        connect=connect,
        form_targets=form_targets,
        media=media,
        cookies=cookies,
    )


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
        whole_money=whole_money,
        number=number,
        change=change,
        counted=counted,
        moment=moment,
        appointment=appointment,
        whose_time=whose_time,
        clock=clock,
        day=day,
        word=word,
        part_word=part_word,
        effect_word=effect_word,
        meaning_words=meaning_words,
        iso=iso,
    )
    environment.globals.update(
        static_url=static_url, every_motion=tuple(MOTIONS), limits=limits, help_words=HELP
    )
    return environment
