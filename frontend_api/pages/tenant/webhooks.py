"""Webhooks: where events are sent, with which secret, and what became of each event."""

from __future__ import annotations

from typing import ClassVar

from frontend_api.acts import webhooks as acts
from frontend_api.http.forms import Entries, FieldRefusal, Form
from frontend_api.http.listing import place_in_list, place_within
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from functions.webhooks.deliveries import EndpointDelivery
from functions.webhooks.endpoints import LONGEST_URL, WebhookEndpoint
from functions.webhooks.events import WebhookKind
from functions.webhooks.outbox import LoggedEvent
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.tenant import Role
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class WebhooksPage:
    template: ClassVar[str] = "tenant/webhooks.html"
    frame: Frame
    form: Form
    endpoints: tuple[tuple[WebhookEndpoint, str], ...]
    """Each with its secret, which only an owner is shown."""
    kinds: tuple[str, ...]
    rows: tuple[tuple[LoggedEvent, tuple[tuple[EndpointDelivery, str], ...]], ...]
    """One page of events, and where each went."""
    total: int
    offset: int
    step: int
    owner: bool
    member: bool


ROWS_A_PAGE = 5
_GONE = "This webhook was removed."


def webhooks(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _webhooks_page(request, session, ports, Form())


def _webhooks_page(
    request: HttpRequest, session: Session, ports: Ports, form: Form
) -> HttpResponse:
    tenant = session.tenant.id
    owner = session.founder.role is Role.OWNER
    endpoints = ports.webhooks.endpoints(tenant)
    logged_events = ports.webhooks.log(tenant)
    offset = place_within(place_in_list(request), len(logged_events), ROWS_A_PAGE)
    urls = {endpoint.id: endpoint.url for endpoint in endpoints}
    context = WebhooksPage(
        frame=frame_for(session, "Webhooks", section="settings", done=request.asked("done")),
        form=form,
        endpoints=tuple(
            (each, ports.webhooks.secret(tenant, each) if owner else "") for each in endpoints
        ),
        kinds=tuple(WebhookKind),
        rows=tuple(
            (logged, tuple((each, urls.get(each.endpoint, "")) for each in _sent(logged)))
            for logged in logged_events[offset : offset + ROWS_A_PAGE]
        ),
        total=len(logged_events),
        offset=offset,
        step=ROWS_A_PAGE,
        owner=owner,
        member=session.founder.role.covers(Role.MEMBER),
    )
    return page(context, status=422 if form.errors else 200)


def _sent(logged: LoggedEvent) -> tuple[EndpointDelivery, ...]:
    return logged.row.deliveries or ()


def add(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    url = entries.text("url", "Give the address that takes events.", longest=LONGEST_URL)
    chosen = tuple(WebhookKind(kind) for kind in WebhookKind if kind in request.all_typed("kinds"))
    if not entries.errors:
        made = acts.add_endpoint(session, ports, url=url, kinds=chosen)
        if not isinstance(made, FieldRefusal):
            return see_other("/settings/webhooks?done=saved")
        entries.refuse(made.field, made.words)
    return _webhooks_page(request, session, ports, entries.form())


def change(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Remove it, turn it on or off, or change its secret."""
    endpoint, wanted = request.values["endpoint_id"], request.values["change"]
    found: object
    if wanted == "remove":
        found = acts.remove_endpoint(session, ports, endpoint) or None
    elif wanted in {"on", "off"}:
        found = acts.turn_endpoint(session, ports, endpoint, on=wanted == "on")
    elif wanted == "secret":
        found = acts.roll_secret(session, ports, endpoint)
    else:
        return not_found(request, "There is nothing like that to do here.")
    return (
        not_found(request, _GONE) if found is None else see_other("/settings/webhooks?done=saved")
    )


def replay(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    key, endpoint = request.typed("event"), request.typed("endpoint")
    if not acts.replay_event(session, ports, key=key, endpoint=endpoint):
        return not_found(request, "This event or its webhook is gone.")
    return see_other("/settings/webhooks?done=replayed")
