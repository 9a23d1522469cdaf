"""What every endpoint of the API does alike: reads what was asked, checks it, writes the answer.

An endpoint is a function from a `Call` to its model or an `ApiProblem`; `endpoint` makes a page of
it and remembers its models, from which the OpenAPI document is written. It must never hold a rule
of the product.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from frontend_api.http.forms import FieldRefusal
from frontend_api.http.problems import OVERTAKEN, ApiProblem, FieldProblem
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from tenancy.api_access.kept_answers import (
    AnotherRequest,
    AnswerKept,
    RequestClaimed,
    RequestName,
    RequestUnfinished,
)
from tenancy.data.edit_conflict import EditConflictError
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass

type Page = Callable[[HttpRequest, Session, Ports], HttpResponse]
JSON_TYPE = "application/json"
MOST_ON_A_PAGE = 200
LONGEST_CURSOR = 400
MOST_PROBLEMS, LONGEST_POINTER = 50, 300
"""Of one refusal: a body may hold a hundred thousand fields that nobody asked for."""
IDEMPOTENCY_HEADER = "idempotency-key"
LONGEST_IDEMPOTENCY_KEY = 255
CONFLICT = 409
"""What nothing was done for: a race that was lost, or a state in which it may not be done."""


class ApiModel(BaseModel):
    """What is answered: fields may be added, none is taken away."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class AskedModel(BaseModel):
    """What is sent: an unknown field is a mistake, and text has no control characters but tabs and
    ends of lines."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _is_text(cls, sent: object) -> object:
        """Raises ValueError for what no mail, call or page could carry."""
        if _has_controls(sent):
            raise ValueError("text has no control characters")
        return sent


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def _has_controls(sent: object) -> bool:
    match sent:
        case str():
            return _CONTROLS.search(sent) is not None
        case dict():
            return any(_has_controls(part) for pair in sent.items() for part in pair)
        case list() | tuple():
            return any(map(_has_controls, sent))
    return False


class Nothing(AskedModel):
    """Nothing is asked for here."""


class PageAsked(AskedModel):
    """Which part of a list."""

    cursor: Annotated[str, Field(max_length=LONGEST_CURSOR)] = ""
    """`next_cursor` of the part before; empty for the first."""
    limit: Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE)] = 50


@dataclass(frozen=True, slots=True)
class Call[B: BaseModel, Q: BaseModel]:
    """One request, read and checked."""

    session: Session
    ports: Ports
    values: Mapping[str, str]
    """The placeholders of the path."""
    body: B
    query: Q


@dataclass(frozen=True, slots=True)
class Operation:
    """What the OpenAPI document says of an endpoint."""

    name: str
    summary: str
    body: type[BaseModel]
    query: type[BaseModel]
    answer: type[BaseModel]
    status: int
    problems: tuple[int, ...]


OPERATIONS: dict[Page, Operation] = {}
"""Filled as the modules of endpoints are imported."""


def endpoint[B: BaseModel, Q: BaseModel, A: BaseModel](
    summary: str,
    *,
    answer: type[A],
    body: type[B],
    query: type[Q],
    status: int = 200,
    problems: tuple[int, ...] = (),
) -> Callable[[Callable[[Call[B, Q]], A | ApiProblem]], Page]:
    """Make a page of an endpoint. `problems` are those of its own, beside what all may answer."""

    def make(act: Callable[[Call[B, Q]], A | ApiProblem]) -> Page:
        def page(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
            asked = _read_query(request, query)
            sent = _read_body(request, body) if request.method == "POST" else body()
            if isinstance(asked, ApiProblem):
                return asked.answer()
            if isinstance(sent, ApiProblem):
                return sent.answer()
            call = Call(session, ports, request.values, sent, asked)

            def answered() -> HttpResponse:
                try:
                    made: A | ApiProblem = act(call)
                except EditConflictError:
                    made = ApiProblem(409, OVERTAKEN)
                return made.answer() if isinstance(made, ApiProblem) else _json(status, made)

            if request.method == "POST":
                return _once(request, session, ports, answered)
            return answered()

        OPERATIONS[page] = Operation(act.__name__, summary, body, query, answer, status, problems)
        return page

    return make


def _json(status: int, value: BaseModel) -> HttpResponse:
    return HttpResponse(status, value.model_dump_json().encode(), JSON_TYPE)


def _read_query[Q: BaseModel](request: HttpRequest, kind: type[Q]) -> Q | ApiProblem:
    try:
        return kind.model_validate(dict(request.query))
    except ValidationError as error:
        return _invalid(error, "query")


def _read_body[B: BaseModel](request: HttpRequest, kind: type[B]) -> B | ApiProblem:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not request.body and not kind.model_fields:
        return kind()
    if content_type != JSON_TYPE:
        return ApiProblem(415, f"Send a body of {JSON_TYPE}.")
    try:
        return kind.model_validate_json(request.body)
    except ValidationError as error:
        return _invalid(error, "body")


def _invalid(error: ValidationError, what: str) -> ApiProblem:
    """Where and why, without the values: those may be a customer's. Of very many, the first."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    errors = tuple(
        FieldProblem(
            "/" + "/".join(str(step) for step in each["loc"])[:LONGEST_POINTER], each["msg"]
        )
        for each in found[:MOST_PROBLEMS]
    )
    return ApiProblem(422, f"The {what} is not what is asked for here.", errors)


def refused_fields(refusals: Iterable[FieldRefusal], status: int = 422) -> ApiProblem:
    """Refusals of an act, in the words a founder reads beside the field."""
    every = tuple(refusals)
    errors = tuple(FieldProblem(f"/{refusal.field}", refusal.words) for refusal in every)
    return ApiProblem(status, " ".join(refusal.words for refusal in every), errors)


def _once(
    request: HttpRequest, session: Session, ports: Ports, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """Do it, or answer what was answered before under the same idempotency key."""
    chosen = request.headers.get(IDEMPOTENCY_HEADER, "")
    if not chosen:
        return answer()
    if len(chosen) > LONGEST_IDEMPOTENCY_KEY or not chosen.isascii() or not chosen.isprintable():
        return ApiProblem(422, "An Idempotency-Key has at most 255 visible characters.").answer()
    asked = b"\0".join((request.method.encode(), request.path.encode(), request.body))
    name = RequestName(session.tenant.id, session.key or session.founder.id, chosen, asked)
    claim = ports.api_access.claim_request(name)
    match claim:
        case AnotherRequest():
            return ApiProblem(422, "This Idempotency-Key was used for another request.").answer()
        case RequestUnfinished():
            return ApiProblem(409, UNFINISHED).answer()
        case AnswerKept(status=status, body=body):
            kind = JSON_TYPE if status < 400 else "application/problem+json"
            return HttpResponse(status, body, kind, headers={"Idempotency-Replayed": "true"})
        case RequestClaimed():
            answered = answer()
            if answered.status == CONFLICT:
                # It was refused for how things stand, and nothing was done: they may stand
                # otherwise when it is sent again.
                ports.api_access.release_request(name)
                return answered
            ports.api_access.keep_answer(name, AnswerKept(answered.status, answered.body))
            return answered


UNFINISHED = (
    "This request is being answered, or its answer was lost. It is not done again under this "
    "Idempotency-Key: look whether it was done before you send it under another one."
)


@dataclass(frozen=True, slots=True)
class ListPart[T]:
    """A part of a list, and where the next one begins; empty after the last."""

    items: tuple[T, ...]
    next_cursor: str

    @classmethod
    def cut(
        cls, items: Iterable[T], asked: PageAsked, *, key: Callable[[T], str], newest: bool = False
    ) -> Self | ApiProblem:
        """The part after the cursor. `key` sorts, and is never the same for two items."""
        after = read_cursor(asked.cursor)
        if after is None:
            return bad_cursor()
        ordered = sorted(items, key=key, reverse=newest)
        if after:
            ordered = [x for x in ordered if (key(x) < after if newest else key(x) > after)]
        part = ordered[: asked.limit]
        more = len(ordered) > len(part)
        return cls(tuple(part), write_cursor(key(part[-1])) if more else "")


def write_cursor(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> str | None:
    """The place a cursor names; None if it is none of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return None


def read_place(cursor: str, *, digits: int) -> int | None:
    """As `read_cursor`, of a place that is a number of at most so many digits; 0 without one."""
    place = read_cursor(cursor)
    if place == "":
        return 0
    is_number = place is not None and place.isascii() and place.isdigit() and len(place) <= digits
    return int(place) if place is not None and is_number else None


def bad_cursor() -> ApiProblem:
    words = "This cursor is none of ours. Begin again without one."
    return ApiProblem(422, words, (FieldProblem("/cursor", words),))
