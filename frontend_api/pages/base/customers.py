"""The customer base: uploads straight to storage, and what was imported so far.

Files never pass through the console.
"""

from __future__ import annotations

import json
from datetime import date
from typing import ClassVar

from frontend_api.acts import imports as acts
from frontend_api.acts.imports import HALF_ATTESTED
from frontend_api.http.forms import Entries, Form
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.customer_base import NewImport, UploadTicket
from frontend_api.wording.places import countries
from functions.customer_base.imports.records import ImportRecord
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from functions.product.consent import SoftOptInAnswers
from functions.stripe_source.link import StripeLink
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass

SYNCED_SHOWN = 3
ATTESTED = ("in_sale", "similar_products", "opt_out_at_collection", "opt_out_in_each")


@dataclass(frozen=True, slots=True)
class CustomersPage:
    template: ClassVar[str] = "base/customers.html"
    frame: Frame
    form: Form
    countries: tuple[tuple[str, str], ...]
    imports: tuple[ImportRecord, ...]
    stripe: StripeLink | None
    base: BaseNow | None


@dataclass(frozen=True, slots=True)
class BaseNow:
    """The customer base there is, and the one before it that a press restores."""

    snapshot: str
    customers: int
    sample: bool
    as_of: date
    before_customers: int | None
    before_as_of: date | None
    before_sample: bool


def _base_now(pointer: SnapshotPointer | None) -> BaseNow | None:
    if pointer is None:
        return None
    before = pointer.previous
    return BaseNow(
        snapshot=pointer.snapshot,
        customers=pointer.rows,
        sample=pointer.sample,
        as_of=pointer.as_of,
        before_customers=before.rows if before else None,
        before_as_of=before.as_of if before else None,
        before_sample=before is not None and before.sample,
    )


def customers(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    form = Form({"default_country": session.tenant.default_country})
    return _customers_page(request, session, ports, form)


def _customers_page(
    request: HttpRequest, session: Session, ports: Ports, form: Form
) -> HttpResponse:
    link, base = ports.stripe.link_and_base(session.tenant.id)
    context = CustomersPage(
        frame=frame_for(session, "Customers", section="customers", done=request.asked("done")),
        form=form,
        countries=countries(),
        imports=_worth_showing(ports.base.imports(session.tenant.id)),
        stripe=link,
        base=_base_now(base),
    )
    status = 422 if form.errors else 200
    return page(context, status=status, connect=ports.upload_origins)


def _worth_showing(imports: tuple[ImportRecord, ...]) -> tuple[ImportRecord, ...]:
    """All uploads, but of the many that a connected account makes only the newest."""
    synced = [record.id for record in imports if record.synced][:SYNCED_SHOWN]
    return tuple(record for record in imports if not record.synced or record.id in synced)


def begin_import(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Answer the upload script with one presigned form per file."""
    entries = Entries(request)
    new = _new_import(entries, request, session, ports)
    if entries.errors:
        return _customers_page(request, session, ports, entries.form())
    ticket = acts.begin_import(session, ports, new, add_to=request.typed("add_to"))
    if not isinstance(ticket, UploadTicket):
        for refusal in ticket:
            entries.refuse(refusal.field, refusal.words)
        return _customers_page(request, session, ports, entries.form())
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


def attested(entries: Entries) -> SoftOptInAnswers:
    """The four facts as ticked; refused unless all or none are."""
    ticks = {name: entries.ticked(f"attest_{name}") for name in ATTESTED}
    attestation = SoftOptInAnswers(
        obtained_in_sale=ticks["in_sale"],
        similar_products=ticks["similar_products"],
        opt_out_at_collection=ticks["opt_out_at_collection"],
        opt_out_in_each=ticks["opt_out_in_each"],
    )
    if any(ticks.values()) and not attestation.complete:
        entries.refuse("attest", HALF_ATTESTED)
    return attestation


def start_import(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """All files have arrived in the storage."""
    import_id = request.values["import_id"]
    if ports.base.load_import(session.tenant.id, import_id) is None:
        return not_found(request, "This import does not exist.")
    ports.base.start_import(session.tenant.id, import_id)
    return see_other(f"/customers/imports/{import_id}?done=import-started")


def use_sample(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    new = NewImport(
        ("sample-customers.csv",),
        session.tenant.default_country,
        SoftOptInAnswers(),
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
