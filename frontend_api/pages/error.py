"""The answer when a page cannot be shown: a page for people, problem details for the API."""

from __future__ import annotations

from typing import ClassVar

from frontend_api.http.problems import ApiProblem
from frontend_api.pages.frame import Frame
from frontend_api.pages.render import page
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass

_TITLES = {
    401: "Please sign in",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Not possible now",
    413: "Too large",
    500: "Something broke on our side",
}


@dataclass(frozen=True, slots=True)
class ErrorPage:
    template: ClassVar[str] = "error.html"
    frame: Frame
    words: str
    reference: str
    home: str


def failed(request: HttpRequest, reference: str) -> HttpResponse:
    words = "Nothing you typed was sent to a customer. Try again; if it stays, tell us this code:"
    return error(500, request, words, reference=reference)


def error(
    status: int, request: HttpRequest, words: str, *, reference: str = "", signed_in: bool = False
) -> HttpResponse:
    if request.path.startswith("/api/"):
        return ApiProblem(status, words, reference=reference).answer()
    context = ErrorPage(
        frame=Frame(title=_TITLES[status]),
        words=words,
        reference=reference,
        home="/" if signed_in or status != 401 else "/sign-in",
    )
    return page(context, status=status)


def not_found(request: HttpRequest, words: str) -> HttpResponse:
    """What a page answers when the thing it is about does not exist for this tenant."""
    return error(404, request, words, signed_in=True)
