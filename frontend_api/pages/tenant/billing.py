"""Usage and billing: what was used, at which prices, what is left."""

from __future__ import annotations

from typing import ClassVar

from frontend_api.acts.audit_record import record_act
from frontend_api.http.forms import Entries, FieldRefusal, Form
from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.billing import BillingState
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class BillingPage:
    template: ClassVar[str] = "tenant/billing.html"
    frame: Frame
    billing: BillingState
    form: Form


def billing(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _billing_page(request, session, ports, Form())


def _billing_page(request: HttpRequest, session: Session, ports: Ports, form: Form) -> HttpResponse:
    state = ports.billing.state(session.tenant)
    limit = {"limit": f"{state.spending_limit_cents / 100:g}"}
    context = BillingPage(
        frame=frame_for(session, "Usage & billing", section="billing", done=request.asked("done")),
        billing=state,
        form=form if form.values or form.errors else Form(limit),
    )
    status = 422 if form.errors else 200
    return page(context, status=status, form_targets=ports.addresses.payment_origins)


def set_limit(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    cents = entries.cents("limit", required=True)
    if entries.errors or cents is None:
        return _billing_page(request, session, ports, entries.form())
    ports.billing.set_spending_limit(session.tenant.id, cents=cents)
    record_act(session, ports, Action.CHANGED_LIMITS, "spending limit")
    return see_other("/billing?done=saved")


def checkout(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    address = ports.billing.checkout_url(session.tenant, founder_email=session.founder.email)
    return _away(request, session, ports, address)


def portal(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _away(request, session, ports, ports.billing.portal_url(session.tenant))


def _away(
    request: HttpRequest, session: Session, ports: Ports, address: str | FieldRefusal
) -> HttpResponse:
    if isinstance(address, FieldRefusal):
        return _billing_page(request, session, ports, Form({}, {"form": address.words}))
    return see_other(address)
