"""Who a request of the API comes from, and whether it may: a key, or a founder's own session.

A key is looked up, counted, and held against the scope of the route, before anything else of the
request is read. Must never tell why a key opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from frontend_api.http.problems import ApiProblem, not_signed_in
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from tenancy.api_access.keys import KeyHolder
from tenancy.api_access.request_limits import RequestsCounted
from tenancy.api_access.scopes import Scope
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.tenant import Role

_BEARER = "bearer "


def answer_program(
    request: HttpRequest,
    ports: Ports,
    page: Callable[[HttpRequest, Session, Ports], HttpResponse],
    *,
    scope: Scope,
    least: Role,
) -> HttpResponse:
    """Answer what is asked with a key."""
    sent = request.headers["authorization"]
    named = sent[: len(_BEARER)].lower() == _BEARER
    holder = ports.api_access.holder(sent[len(_BEARER) :].strip()) if named else None
    if holder is None:
        return not_signed_in().answer()
    counted = ports.api_access.count_request(holder.key.id)
    headers = _limits(counted)
    if not counted.allowed:
        wait = {**headers, "Retry-After": str(counted.seconds_left)}
        words = f"This key may ask {counted.limit} times a minute."
        return ApiProblem(429, words, headers=wait).answer()
    refused = _refused(holder, scope, least)
    if refused is not None:
        return replace(refused.answer(), headers=headers)
    session = Session(holder.tenant, holder.founder, csrf="", key=holder.key.id)
    answered = page(request, session, ports)
    return replace(answered, headers={**answered.headers, **headers})


def _refused(holder: KeyHolder, scope: Scope, least: Role) -> ApiProblem | None:
    if not holder.key.scope.covers(scope):
        return ApiProblem(403, f"This needs a key of the scope “{scope}”.")
    if not holder.founder.role.covers(least):
        return ApiProblem(403, "Who made this key may not do this any more.")
    return None


def _limits(counted: RequestsCounted) -> Mapping[str, str]:
    return {
        "RateLimit-Limit": str(counted.limit),
        "RateLimit-Remaining": str(counted.remaining),
        "RateLimit-Reset": str(counted.seconds_left),
    }
