"""The customer base: uploads straight to storage, live progress, the column check, accounting.

Files never pass through the console. Nothing is dropped in silence: every row is accounted for.
"""

from __future__ import annotations

import json
from dataclasses import replace

from frontend_api.contexts import frame_for
from frontend_api.contexts_base import CustomersPage, ImportPage, ImportProgress
from frontend_api.edge import HttpRequest, HttpResponse, see_other
from frontend_api.error_page import not_found
from frontend_api.forms import Entries, Form
from frontend_api.pages.places import countries
from frontend_api.ports import Ports
from frontend_api.render import page
from frontend_api.rows import Attestation, NewImport
from frontend_api.session import Session
from functions.customer_base.columns import BY_NAME, FEATURE_PREFIX
from functions.customer_base.records import FileRecord, ImportRecord, ImportStatus
from tenancy.audit import Action

FILES_AT_MOST = 5
SYNCED_SHOWN = 3
ATTESTED = ("in_sale", "similar_products", "opt_out_at_collection", "opt_out_in_each")


def customers(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    form = Form({"default_country": session.tenant.default_country})
    return _customers_page(request, session, ports, form)


def _customers_page(
    request: HttpRequest, session: Session, ports: Ports, form: Form
) -> HttpResponse:
    context = CustomersPage(
        frame=frame_for(session, "Customers", section="customers", done=request.asked("done")),
        form=form,
        countries=countries(),
        imports=_worth_showing(ports.base.imports(session.tenant.id)),
        stripe=ports.stripe.link(session.tenant.id),
    )
    status = 422 if form.errors else 200
    return page(context, status=status, connect=ports.places.upload_origins)


def _worth_showing(imports: tuple[ImportRecord, ...]) -> tuple[ImportRecord, ...]:
    """All uploads, but of the many that a connected account makes only the newest."""
    synced = [record.id for record in imports if record.synced][:SYNCED_SHOWN]
    return tuple(record for record in imports if not record.synced or record.id in synced)


def begin_import(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Answer the upload script with one presigned form per file."""
    entries = Entries(request)
    new = _new_import(entries, request, session, ports)
    if not new.file_names:
        entries.refuse("files", "Choose at least one CSV file.")
    if len(new.file_names) > FILES_AT_MOST:
        entries.refuse("files", f"Please send at most {FILES_AT_MOST} files in one import.")
    wrong = [name for name in new.file_names if not name.lower().endswith((".csv", ".tsv", ".txt"))]
    if wrong:
        entries.refuse(
            "files",
            f"“{wrong[0]}” is not a CSV file. Export it as CSV (comma, semicolon or tab) first.",
        )
    if entries.errors:
        return _customers_page(request, session, ports, entries.form())
    ticket = ports.base.begin_import(session.tenant.id, new)
    _recorded(session, ports, new, ticket.import_id)
    answer = {
        "import": ticket.import_id,
        "uploads": [{"url": form.url, "fields": dict(form.fields)} for form in ticket.forms],
    }
    return HttpResponse(body=json.dumps(answer).encode(), content_type="application/json")


def _new_import(
    entries: Entries, request: HttpRequest, session: Session, ports: Ports
) -> NewImport:
    attestation = attested(entries)
    return NewImport(
        file_names=tuple(name for name in request.all_typed("file_name") if name),
        default_country=entries.choice("default_country", (code for code, _ in countries())),
        attestation=attestation,
        by=session.founder.id,
        at=ports.clock.now(),
    )


def attested(entries: Entries) -> Attestation:
    """The four facts as ticked; refused unless all or none are."""
    ticks = {name: entries.ticked(f"attest_{name}") for name in ATTESTED}
    attestation = Attestation(
        obtained_in_sale=ticks["in_sale"],
        similar_products=ticks["similar_products"],
        opt_out_at_collection=ticks["opt_out_at_collection"],
        opt_out_in_each=ticks["opt_out_in_each"],
    )
    if any(ticks.values()) and not attestation.complete:
        entries.refuse("attest", "Email by soft opt-in needs all four facts. Tick all or none.")
    return attestation


def _recorded(session: Session, ports: Ports, new: NewImport, import_id: str) -> None:
    actions = (Action.UPLOADED, *((Action.ATTESTED,) if new.attestation.complete else ()))
    for action in actions:
        ports.audit.record(
            session.tenant.id,
            by=session.founder.id,
            action=action,
            detail=import_id,
            now=ports.clock.now(),
        )


def start_import(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """All files have arrived in the storage."""
    import_id = request.values["import_id"]
    if ports.base.import_row(session.tenant.id, import_id) is None:
        return not_found(request, "This import does not exist.")
    ports.base.start_import(session.tenant.id, import_id)
    return see_other(f"/customers/imports/{import_id}?done=import-started")


def use_sample(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    new = NewImport(
        ("sample-customers.csv",),
        session.tenant.default_country,
        Attestation(),
        session.founder.id,
        ports.clock.now(),
    )
    import_id = ports.base.sample_import(session.tenant.id, new)
    if import_id is None:
        form = Form(
            {"default_country": session.tenant.default_country},
            {"sample": "This installation carries no sample data. Upload a CSV file instead."},
        )
        return _customers_page(request, session, ports, form)
    return see_other(f"/customers/imports/{import_id}?done=import-started")


def _settled(record: ImportRecord) -> bool:
    """Whether nothing more happens unless the founder does something."""
    if record.status is ImportStatus.NEEDS_MAPPING:
        return not record.confirmed
    return record.status in {ImportStatus.DONE, ImportStatus.FAILED}


def import_page(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    record = ports.base.import_row(session.tenant.id, request.values["import_id"])
    if record is None:
        return not_found(request, "This import does not exist.")
    if request.fragment_wanted:
        answer = page(ImportProgress(record=record, settled=_settled(record)))
        refresh = (("HX-Refresh", "true"),) if _settled(record) else ()
        return replace(answer, headers=refresh)
    return _import_page(request, session, record, errors={})


def _import_page(
    request: HttpRequest, session: Session, record: ImportRecord, *, errors: dict[str, str]
) -> HttpResponse:
    typed = {name: sent[0] for name, sent in request.form.items() if sent}
    values = _mapping_values(record) | typed
    # "We are reading them now" is no longer true once the import has come to rest.
    done = "" if _settled(record) else request.asked("done")
    context = ImportPage(
        frame=frame_for(session, "Import", section="customers", done=done),
        record=record,
        settled=_settled(record),
        form=Form(values, errors),
        columns=_column_choices(record),
    )
    return page(context, status=422 if errors else 200)


def _mapping_values(record: ImportRecord) -> dict[str, str]:
    """What each select of the column check starts with."""
    values = {}
    for file in record.files:
        for place, header in enumerate(file.headers):
            known = file.mapping.get(header) or file.suggestions.get(header, "")
            values[f"column:{file.number}:{place}"] = known
        for place, question in enumerate(file.questions):
            values[f"answer:{file.number}:{place}"] = file.answers.get(question.header, "")
    return values


def _column_choices(record: ImportRecord) -> tuple[tuple[str, str], ...]:
    features = {
        target
        for file in record.files
        for target in (*file.mapping.values(), *file.suggestions.values())
        if target.startswith(FEATURE_PREFIX)
    }
    named = [(name, column.label.capitalize()) for name, column in BY_NAME.items()]
    uses = [(name, f"Uses of {name.removeprefix(FEATURE_PREFIX)}") for name in sorted(features)]
    return (("", "Leave out"), *named, *uses)


def confirm_mapping(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    tenant, import_id = session.tenant.id, request.values["import_id"]
    record = ports.base.import_row(tenant, import_id)
    if record is None:
        return not_found(request, "This import does not exist.")
    legal = {name for name, _ in _column_choices(record)}
    errors: dict[str, str] = {}
    mapping, answers = {}, {}
    for file in record.files:
        mapping[file.number] = _file_mapping(request, file, legal, errors)
        answers[file.number] = {
            question.header: request.typed(f"answer:{file.number}:{place}")
            for place, question in enumerate(file.questions)
        }
        for place, question in enumerate(file.questions):
            if answers[file.number][question.header] not in dict(question.choices):
                errors[f"answer:{file.number}:{place}"] = "Please choose what these values mean."
    if errors:
        return _import_page(request, session, record, errors=errors)
    ports.base.confirm_mapping(tenant, import_id, mapping=mapping, answers=answers)
    return see_other(f"/customers/imports/{import_id}?done=saved")


def _file_mapping(
    request: HttpRequest, file: FileRecord, legal: set[str], errors: dict[str, str]
) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for place, header in enumerate(file.headers):
        name = f"column:{file.number}:{place}"
        target = request.typed(name)
        if target not in legal:
            errors[name] = "Please choose one of the list."
        elif target and target in chosen.values():
            errors[name] = "Another column of this file already means this."
        elif target:
            chosen[header] = target
    if not {"customer_id", "email"} & set(chosen.values()):
        errors["form"] = (
            f"“{file.name}” needs one column that tells customers apart: a customer id or an email."
        )
    return chosen


def rejects(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    import_id = request.values["import_id"]
    record = ports.base.import_row(session.tenant.id, import_id)
    if record is None or not record.rejects_key:
        return not_found(request, "There are no rejected rows to download for this import.")
    return see_other(ports.base.rejects_url(session.tenant.id, import_id))
