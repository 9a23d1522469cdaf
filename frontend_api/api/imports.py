"""Imports: begin one, answer what it asks, and see where every row went.

Files go straight to the storage; what is not certain waits for the founder's word here too.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from frontend_api.acts import imports as acts
from frontend_api.api.contract.endpoint import (
    ApiModel,
    AskedModel,
    Call,
    ListPart,
    Nothing,
    PageAsked,
    endpoint,
    refused_fields,
)
from frontend_api.http.problems import ApiProblem, FieldProblem, not_there
from frontend_api.ports.customer_base import NewImport, UploadTicket
from frontend_api.wording.columns import column_choices, headers_as_read, mapping_values
from frontend_api.wording.formats import iso
from frontend_api.wording.places import countries
from functions.customer_base.imports.records import FileRecord, ImportRecord, ImportStatus
from functions.product.consent import SoftOptInAnswers
from functions.product.limits import MAX_FILES

_NO_IMPORT = "This import"


class ColumnAsked(ApiModel):
    """What a header was taken for. `state` is `certain`, `confirmed`, `suggested`, `asked` or
    `unknown`."""

    header: str
    means: str
    state: str


class QuestionAsked(ApiModel):
    """What the cells of a column could not answer."""

    header: str
    text: str
    choices: tuple[str, ...]
    answer: str


class ImportFile(ApiModel):
    number: int
    name: str
    arrived: bool
    rows: int | None
    problem: str
    columns: tuple[ColumnAsked, ...]
    questions: tuple[QuestionAsked, ...]


class RowsAccounted(ApiModel):
    rows_in: int
    accepted: int
    merged: int
    rejected: int
    reasons: dict[str, int]


class ReplacementAsked(ApiModel):
    """The import would take much of the base away: it waits for a yes."""

    customers: int
    leaving: int
    joining: int
    leaving_in_conversation: int


class ImportShown(ApiModel):
    id: str
    status: ImportStatus
    created_at: datetime
    stage: str
    percent: int
    problem: str
    files: tuple[ImportFile, ...]
    accounting: RowsAccounted | None
    replacement: ReplacementAsked | None
    meanings: tuple[str, ...]
    """What a column may mean; empty leaves it out."""


class ImportInList(ApiModel):
    id: str
    status: ImportStatus
    created_at: datetime
    stage: str
    percent: int
    problem: str


class ImportList(ApiModel):
    items: tuple[ImportInList, ...]
    next_cursor: str


class RejectsOffered(ApiModel):
    """Where the rejected rows can be fetched as CSV, each with its reason, for a few minutes."""

    url: str


class BaseShown(ApiModel):
    """What the customer base is now; `snapshot` is empty before the first import is done."""

    snapshot: str
    import_id: str
    rows: int
    as_of: date | None
    before: str
    """The import of the base before, which one request brings back; empty without one."""


class BaseSeen(AskedModel):
    over: Annotated[str, Field(min_length=1, max_length=200)]
    """`snapshot` of the base that was looked at: a base that came meanwhile stays."""


class BaseAsked(ApiModel):
    over: str


_FileName = Annotated[str, Field(min_length=1, max_length=200)]


class ImportWanted(AskedModel):
    """An import that begins. All four facts of the soft opt-in are true, or none."""

    file_names: Annotated[tuple[_FileName, ...], Field(min_length=1, max_length=MAX_FILES)]
    default_country: Annotated[str, Field(max_length=2)] = ""
    """ISO 3166-1; the business's own if empty."""
    add_to: Annotated[str, Field(max_length=100)] = ""
    """A finished import whose files these are added to."""
    obtained_in_sale: bool = False
    similar_products: bool = False
    opt_out_at_collection: bool = False
    opt_out_in_each: bool = False


class UploadWanted(ApiModel):
    """Where to POST one file as `multipart/form-data`: the fields first, then `file`."""

    url: str
    fields: dict[str, str]


class ImportBegun(ApiModel):
    id: str
    uploads: tuple[UploadWanted, ...]


class ImportAccepted(ApiModel):
    id: str


class FileMeanings(AskedModel):
    number: int
    columns: dict[str, str] = Field(default_factory=dict)
    """Header → what it means; a header that is not named keeps what it was taken for."""
    answers: dict[str, str] = Field(default_factory=dict)
    """Header → the answer to its question."""


class MeaningsConfirmed(AskedModel):
    files: Annotated[tuple[FileMeanings, ...], Field(max_length=MAX_FILES)] = ()


def _load(call: Call[Nothing, Nothing] | Call[MeaningsConfirmed, Nothing]) -> ImportRecord | None:
    return call.ports.base.load_import(call.session.tenant.id, call.values["import_id"])


@endpoint("List imports, the newest first", answer=ImportList, body=Nothing, query=PageAsked)
def list_imports(call: Call[Nothing, PageAsked]) -> ImportList | ApiProblem:
    rows = call.ports.base.imports(call.session.tenant.id)
    part = ListPart.cut(rows, call.query, key=lambda r: f"{iso(r.created_at)} {r.id}", newest=True)
    if isinstance(part, ApiProblem):
        return part
    items = tuple(
        ImportInList(
            id=row.id,
            status=row.status,
            created_at=row.created_at,
            stage=row.stage,
            percent=row.percent,
            problem=row.problem,
        )
        for row in part.items
    )
    return ImportList(items=items, next_cursor=part.next_cursor)


@endpoint(
    "One import, with what it asks and where every row went",
    answer=ImportShown,
    body=Nothing,
    query=Nothing,
    problems=(404,),
)
def show_import(call: Call[Nothing, Nothing]) -> ImportShown | ApiProblem:
    record = _load(call)
    return not_there(_NO_IMPORT) if record is None else _shown(record)


def _shown(record: ImportRecord) -> ImportShown:
    states, values = headers_as_read(record), mapping_values(record)
    account, asked = record.accounting, record.replacement
    return ImportShown(
        id=record.id,
        status=record.status,
        created_at=record.created_at,
        stage=record.stage,
        percent=record.percent,
        problem=record.problem,
        files=tuple(_file(file, states, values) for file in record.files),
        accounting=RowsAccounted(
            rows_in=account.rows_in,
            accepted=account.accepted,
            merged=account.merged,
            rejected=account.rejected,
            reasons=account.reasons,
        )
        if account
        else None,
        replacement=ReplacementAsked(
            customers=asked.customers,
            leaving=asked.leaving,
            joining=asked.joining,
            leaving_in_conversation=asked.leaving_in_conversation,
        )
        if asked
        else None,
        meanings=tuple(name for name, _ in column_choices(record)),
    )


def _file(file: FileRecord, states: dict[str, str], values: dict[str, str]) -> ImportFile:
    names = [f"column:{file.number}:{place}" for place in range(len(file.headers))]
    return ImportFile(
        number=file.number,
        name=file.name,
        arrived=file.arrived,
        rows=file.rows,
        problem=file.problem,
        columns=tuple(
            ColumnAsked(header=header, means=values[name], state=states[name])
            for header, name in zip(file.headers, names, strict=True)
        ),
        questions=tuple(
            QuestionAsked(
                header=question.header,
                text=question.text,
                choices=tuple(choice for choice, _ in question.choices),
                answer=file.answers.get(question.header, ""),
            )
            for question in file.questions
        ),
    )


@endpoint(
    "Begin an import",
    answer=ImportBegun,
    body=ImportWanted,
    query=Nothing,
    status=201,
)
def begin_import(call: Call[ImportWanted, Nothing]) -> ImportBegun | ApiProblem:
    sent, session = call.body, call.session
    country = sent.default_country or session.tenant.default_country
    if country not in {code for code, _ in countries()}:
        words = "This is no country of ISO 3166-1."
        return ApiProblem(422, words, (FieldProblem("/default_country", words),))
    new = NewImport(
        file_names=sent.file_names,
        default_country=country,
        attestation=SoftOptInAnswers(
            obtained_in_sale=sent.obtained_in_sale,
            similar_products=sent.similar_products,
            opt_out_at_collection=sent.opt_out_at_collection,
            opt_out_in_each=sent.opt_out_in_each,
        ),
        by=session.founder.id,
        at=call.ports.clock.now(),
    )
    begun = acts.begin_import(session, call.ports, new, add_to=sent.add_to)
    if not isinstance(begun, UploadTicket):
        return refused_fields(begun)
    uploads = tuple(UploadWanted(url=form.url, fields=dict(form.fields)) for form in begun.forms)
    return ImportBegun(id=begun.import_id, uploads=uploads)


@endpoint(
    "Start an import whose files have all arrived",
    answer=ImportAccepted,
    body=Nothing,
    query=Nothing,
    status=202,
    problems=(404,),
)
def start_import(call: Call[Nothing, Nothing]) -> ImportAccepted | ApiProblem:
    record = _load(call)
    if record is None:
        return not_there(_NO_IMPORT)
    call.ports.base.start_import(call.session.tenant.id, record.id)
    return ImportAccepted(id=record.id)


@endpoint(
    "Say what the columns mean, so that the import goes on",
    answer=ImportAccepted,
    body=MeaningsConfirmed,
    query=Nothing,
    status=202,
    problems=(404, 409),
)
def confirm_columns(call: Call[MeaningsConfirmed, Nothing]) -> ImportAccepted | ApiProblem:
    record = _load(call)
    if record is None:
        return not_there(_NO_IMPORT)
    if record.status is not ImportStatus.NEEDS_MAPPING:
        return ApiProblem(409, "This import asks nothing about its columns now.")
    values = mapping_values(record) | _named(record, call.body)
    errors = acts.confirm_columns(
        call.session, call.ports, record, lambda name: values.get(name, "")
    )
    if errors:
        problems = tuple(FieldProblem(f"/{name}", words) for name, words in errors.items())
        return ApiProblem(422, "The columns cannot be read like this.", problems)
    return ImportAccepted(id=record.id)


def _named(record: ImportRecord, sent: MeaningsConfirmed) -> dict[str, str]:
    """What was sent by headers, under the names the column check uses."""
    values = {}
    chosen = {file.number: file for file in sent.files}
    for file in record.files:
        mine = chosen.get(file.number)
        if mine is None:
            continue
        for place, header in enumerate(file.headers):
            if header in mine.columns:
                values[f"column:{file.number}:{place}"] = mine.columns[header]
        for place, question in enumerate(file.questions):
            if question.header in mine.answers:
                values[f"answer:{file.number}:{place}"] = mine.answers[question.header]
    return values


@endpoint(
    "Let an import that waits for a yes take the place of the base",
    answer=ImportAccepted,
    body=Nothing,
    query=Nothing,
    status=202,
    problems=(404, 409),
)
def replace_base(call: Call[Nothing, Nothing]) -> ImportAccepted | ApiProblem:
    record = _load(call)
    if record is None:
        return not_there(_NO_IMPORT)
    refused = acts.replace_base(call.session, call.ports, record)
    if refused is acts.ReplacementRule.FILES_EXPIRED:
        return ApiProblem(409, "Its files are deleted after 7 days. Upload them once more.")
    if refused is not None:
        return ApiProblem(
            409, "This import does not wait for a yes, or the base changed meanwhile."
        )
    return ImportAccepted(id=record.id)


@endpoint(
    "Keep the base as it is, and drop an import that waits for a yes; of a sync, at later ones too",
    answer=ImportAccepted,
    body=Nothing,
    query=Nothing,
    status=202,
    problems=(404, 409),
)
def keep_base(call: Call[Nothing, Nothing]) -> ImportAccepted | ApiProblem:
    record = _load(call)
    if record is None:
        return not_there(_NO_IMPORT)
    if record.status is not ImportStatus.NEEDS_APPROVAL:
        return ApiProblem(409, "This import does not wait for a yes.")
    call.ports.base.decline_replacement(
        call.session.tenant.id, record.id, now=call.ports.clock.now()
    )
    return ImportAccepted(id=record.id)


@endpoint(
    "Forget what the columns of an import mean: its headers are asked about again",
    answer=ImportAccepted,
    body=Nothing,
    query=Nothing,
    problems=(404,),
)
def forget_columns(call: Call[Nothing, Nothing]) -> ImportAccepted | ApiProblem:
    record = _load(call)
    if record is None:
        return not_there(_NO_IMPORT)
    acts.forget_columns(call.session, call.ports, record)
    return ImportAccepted(id=record.id)


@endpoint("What the customer base is now", answer=BaseShown, body=Nothing, query=Nothing)
def show_base(call: Call[Nothing, Nothing]) -> BaseShown | ApiProblem:
    now = call.ports.base.current_base(call.session.tenant.id)
    return BaseShown(
        snapshot=now.snapshot if now else "",
        import_id=now.import_id if now else "",
        rows=now.rows if now else 0,
        as_of=now.as_of if now else None,
        before=now.previous.import_id if now and now.previous else "",
    )


@endpoint(
    "Bring the base before back",
    answer=BaseAsked,
    body=BaseSeen,
    query=Nothing,
    status=202,
    problems=(409,),
)
def restore_base(call: Call[BaseSeen, Nothing]) -> BaseAsked | ApiProblem:
    if not acts.restore_base(call.session, call.ports, over=call.body.over):
        return ApiProblem(409, "The base changed meanwhile, or there is none before it.")
    return BaseAsked(over=call.body.over)


@endpoint(
    "Fetch the rejected rows of an import",
    answer=RejectsOffered,
    body=Nothing,
    query=Nothing,
    problems=(404,),
)
def offer_rejects(call: Call[Nothing, Nothing]) -> RejectsOffered | ApiProblem:
    found = acts.offer_rejects(call.session, call.ports, call.values["import_id"])
    return not_there("A file of rejected rows") if found is None else RejectsOffered(url=found)
