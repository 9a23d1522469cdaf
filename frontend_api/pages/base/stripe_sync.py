"""The founder's own Stripe account: connecting it with a key that may only read, and its state.

A key is checked before it is kept, and never shown again but for its last four characters.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from frontend_api.acts.audit_record import record_act
from frontend_api.http.forms import Entries, Form
from frontend_api.http.htmx import fragment_wanted
from frontend_api.http.session import Session
from frontend_api.pages.base.customers import attested
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.stripe_source import StripeConnection
from frontend_api.wording.formats import number
from frontend_api.wording.places import countries
from functions.customer_base.imports.records import ImportRecord, ImportStatus
from functions.stripe_source.link import StripeLink, Sync, SyncPhase
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass

_RESTRICTED = re.compile(r"rk_(live|test)_[A-Za-z0-9_]{4,250}\Z")
_HOOK_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]{4,250}\Z")
_MAKE_ONE = (
    "Make a restricted key with read access to Customers and Subscriptions, and paste that one."
)
_NOT_OURS = {
    "sk_": f"This is a secret key: anybody who has it can move money. {_MAKE_ONE}",
    "pk_": f"This is a publishable key; it cannot read your customers. {_MAKE_ONE}",
    "whsec_": "This is a webhook's signing secret; it goes into the other form, once connected.",
}
_PASTE_AGAIN = {"form": "Please look at the marked fields below, and paste the key again."}
_SECRETS = frozenset({"read_key", "hook_secret"})
"""Fields whose content never goes back onto a page."""


@dataclass(frozen=True, slots=True)
class StripeProgress:
    template: ClassVar[str] = "base/stripe_sync_progress.html"
    progress: str


@dataclass(frozen=True, slots=True)
class StripePage:
    template: ClassVar[str] = "base/stripe_sync.html"
    frame: Frame
    form: Form
    countries: tuple[tuple[str, str], ...]
    link: StripeLink | None
    hook_url: str
    newest: ImportRecord | None
    """The newest import the connection made."""
    progress: str
    """Empty: nothing is under way."""


def stripe(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    if fragment_wanted(request):
        link = ports.stripe.link(session.tenant.id)
        progress = _progress(link, _newest(session, ports, link))
        answer = page(StripeProgress(progress=progress))
        return answer if progress else replace(answer, headers={"HX-Refresh": "true"})
    form = Form({"default_country": session.tenant.default_country})
    return _stripe_page(request, session, ports, form)


def _stripe_page(request: HttpRequest, session: Session, ports: Ports, form: Form) -> HttpResponse:
    link = ports.stripe.link(session.tenant.id)
    newest = _newest(session, ports, link)
    shown = {name: value for name, value in form.values.items() if name not in _SECRETS}
    context = StripePage(
        frame=frame_for(session, "Stripe", section="customers", done=request.asked("done")),
        form=Form(shown, {**form.errors, **_PASTE_AGAIN} if form.errors else {}),
        countries=countries(),
        link=link,
        hook_url=ports.stripe.hook_url(session.tenant.id),
        newest=newest,
        progress=_progress(link, newest),
    )
    return page(context, status=422 if form.errors else 200)


def _newest(session: Session, ports: Ports, link: StripeLink | None) -> ImportRecord | None:
    if link is None or not link.import_id:
        return None
    return ports.base.load_import(session.tenant.id, link.import_id)


def _progress(link: StripeLink | None, newest: ImportRecord | None) -> str:
    """What is under way, in the founder's words; empty when all is at rest."""
    if link is None:
        return ""
    if link.sync is not None:
        busy = "Stripe is busy; we go on as soon as it lets us. " if link.sync.held_up else ""
        return busy + _reading(link.sync)
    if newest is not None and newest.status not in {ImportStatus.DONE, ImportStatus.FAILED}:
        return newest.stage or "Reading what came from Stripe"
    return "Waiting for its turn…" if link.asked_at is not None else ""


def _reading(sync: Sync) -> str:
    match sync.phase:
        case SyncPhase.PRODUCTS:
            return "Reading the names of your products…"
        case SyncPhase.SUBSCRIPTIONS:
            return f"Reading subscriptions: {number(sync.subscriptions)} so far…"
        case SyncPhase.CUSTOMERS:
            return f"Reading customers: {number(sync.customers)} so far…"
        case SyncPhase.ASSEMBLING:
            return "Putting it together…"


def connect(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    wanted = StripeConnection(
        key=_read_key(entries),
        default_country=entries.choice("default_country", (code for code, _ in countries())),
        attestation=attested(entries),
        by=session.founder.id,
        at=ports.clock.now(),
    )
    if not entries.errors and (refused := ports.stripe.connect(session.tenant.id, wanted)):
        entries.refuse(refused.field, refused.words)
    if entries.errors:
        return _stripe_page(request, session, ports, entries.form())
    _record(session, ports, Action.CONNECTED)
    if wanted.attestation.complete:
        _record(session, ports, Action.ATTESTED)
    return see_other("/customers/stripe?done=connected")


def _read_key(entries: Entries) -> str:
    typed = entries.text("read_key", f"Paste the key here. {_MAKE_ONE}", longest=300)
    if typed and not _RESTRICTED.match(typed):
        words = next((hint for begin, hint in _NOT_OURS.items() if typed.startswith(begin)), "")
        general = f"A restricted key begins with rk_live_ or rk_test_. {_MAKE_ONE}"
        entries.refuse("read_key", words or general)
    return typed


def keep_hook_secret(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    missing = "Paste the signing secret that Stripe shows for this webhook."
    secret = entries.text("hook_secret", missing, longest=300)
    if secret and not _HOOK_SECRET.match(secret):
        entries.refuse("hook_secret", "A signing secret begins with whsec_. Stripe shows it once "
                       "under the webhook you added.")  # fmt: skip
    if not entries.errors and (refused := ports.stripe.keep_hook_secret(session.tenant.id, secret)):
        entries.refuse(refused.field, refused.words)
    if entries.errors:
        return _stripe_page(request, session, ports, entries.form())
    _record(session, ports, Action.CHANGED_SETTINGS)
    return see_other("/customers/stripe?done=saved")


def sync_now(_request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    ports.stripe.sync_now(session.tenant.id)
    return see_other("/customers/stripe?done=sync-started")


def disconnect(_request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    ports.stripe.disconnect(session.tenant.id)
    _record(session, ports, Action.DISCONNECTED)
    return see_other("/customers/stripe?done=disconnected")


def _record(session: Session, ports: Ports, action: Action) -> None:
    record_act(session, ports, action, "stripe")
