"""Problem details (RFC 9457): how the API says that something was not done, and why.

Must never carry a customer's data, nor a trace.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field

from tenancy.runtime.http import HttpResponse
from tenancy.values.lazy_dataclass import dataclass

PROBLEM_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Not possible now",
    413: "Too large",
    415: "Wrong content type",
    422: "Not valid",
    429: "Too many requests",
    500: "Something broke on our side",
}

OVERTAKEN = (
    "Others kept changing the same thing while this was saved, so it was not. Look at how it "
    "stands now, and try again."
)
"""What is answered after the last lost race of an edit."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one part of what was sent; `pointer` is a JSON pointer into it."""

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class ApiProblem:
    """An expected refusal."""

    status: int
    detail: str
    errors: tuple[FieldProblem, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""
    """What to tell us when something broke on our side."""

    def answer(self) -> HttpResponse:
        body: dict[str, object] = {
            "type": "about:blank",
            "title": TITLES[self.status],
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = [
                {"pointer": error.pointer, "detail": error.detail} for error in self.errors
            ]
        if self.reference:
            body["reference"] = self.reference
        return HttpResponse(
            self.status,
            json.dumps(body, ensure_ascii=False).encode(),
            PROBLEM_TYPE,
            headers=self.headers,
        )


def not_there(what: str) -> ApiProblem:
    return ApiProblem(404, f"{what} does not exist.")


def not_signed_in() -> ApiProblem:
    """The same whatever is wrong with a key."""
    challenge = {"WWW-Authenticate": 'Bearer realm="Warmline API"'}
    return ApiProblem(401, "Send a good key: Authorization: Bearer wlk_…", headers=challenge)
