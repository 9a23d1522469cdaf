"""What a route is: a method, a path, the function that answers, and who may ask.

Must never look at a request.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import cast

from frontend_api.http.session import Session, Visitor
from frontend_api.ports import Ports
from tenancy.api_access.scopes import Scope
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.tenant import Role
from tenancy.values.lazy_dataclass import dataclass

PublicPage = Callable[[HttpRequest, Visitor, Ports], HttpResponse]
PrivatePage = Callable[[HttpRequest, Session, Ports], HttpResponse]


def _function(named: str) -> object:
    module, _, function = named.partition(":")
    return getattr(importlib.import_module(f"frontend_api.{module}"), function)


@dataclass(frozen=True, slots=True)
class Public:
    """Answers anybody."""

    method: str
    path: str
    page: str

    def load(self) -> PublicPage:
        """The function; a test compares the parameters of every one with this type."""
        return cast(PublicPage, _function(self.page))


@dataclass(frozen=True, slots=True)
class Private:
    """Answers a signed-in person of at least one role."""

    method: str
    path: str
    page: str
    least: Role
    scope: Scope | None = None
    """What a program's key must allow; None where no key may ask."""
    with_proofs: bool = False
    """Whether the page shows addresses that wait for their code; they come with the session."""

    def load(self) -> PrivatePage:
        """The function; a test compares the parameters of every one with this type."""
        return cast(PrivatePage, _function(self.page))


Route = Public | Private

OWNS, DOES, SEES = Role.OWNER, Role.MEMBER, Role.VIEWER
READ, WRITE, LAUNCH, MANAGE = tuple(Scope)
