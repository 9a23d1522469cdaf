"""API keys: made by an owner and shown once, listed with their last use, revoked for good.

A key is on the answer to the press that made it, and never on another page.
"""

from __future__ import annotations

from typing import ClassVar

from frontend_api.http.forms import Entries, FieldRefusal, Form
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from tenancy.api_access.keys import ApiKey
from tenancy.api_access.scopes import Scope
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.tenant import Role
from tenancy.values.lazy_dataclass import dataclass

LISTS = (
    "customers",
    "imports",
    "offers",
    "playbooks",
    "answers",
    "channels",
    "campaigns",
    "conversations",
    "bookings",
    "suppressions",
    "inbox",
    "audit",
    "webhooks",
    "webhook-events",
    "corrections",
    "rehearsals",
    "runs",
    "team",
)
"""Lists that are also files."""
SCOPES = (
    (Scope.READ.value, "Read"),
    (Scope.WRITE.value, "Write"),
    (Scope.LAUNCH.value, "Launch"),
    (Scope.MANAGE.value, "Manage"),
)


@dataclass(frozen=True, slots=True)
class ApiKeysPage:
    template: ClassVar[str] = "tenant/api_keys.html"
    frame: Frame
    form: Form
    keys: tuple[ApiKey, ...]
    makers: dict[str, str]
    scopes: tuple[tuple[str, str], ...]
    owner: bool
    made: str
    """The key that was just made; empty otherwise."""
    api_url: str
    lists: tuple[str, ...]


def api_keys(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _keys_page(request, session, ports, Form({"scope": Scope.READ}))


def _keys_page(
    request: HttpRequest, session: Session, ports: Ports, form: Form, *, made: str = ""
) -> HttpResponse:
    people = ports.accounts.founders(session.tenant.id)
    context = ApiKeysPage(
        frame=frame_for(session, "API keys", section="settings", done=request.asked("done")),
        form=form,
        keys=ports.api_access.keys(session.tenant.id),
        makers={person.id: person.name for person in people},
        scopes=SCOPES,
        owner=session.founder.role is Role.OWNER,
        made=made,
        api_url=f"{ports.addresses.console_url}/api/v1",
        lists=LISTS,
    )
    return page(context, status=422 if form.errors else 200)


def make_key(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    name = entries.text("name", "Say what the key is for.", longest=80)
    scope = entries.choice("scope", tuple(Scope))
    if not entries.errors:
        made = ports.api_access.make_key(
            session.founder, name=name, scope=Scope(scope), now=ports.clock.now()
        )
        if not isinstance(made, FieldRefusal):
            form = Form({"scope": Scope.READ})
            return _keys_page(request, session, ports, form, made=made.text)
        entries.refuse(made.field, made.words)
    return _keys_page(request, session, ports, entries.form())


def revoke_key(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    key, now = request.values["key_id"], ports.clock.now()
    refused = ports.api_access.revoke_key(session.founder, key, now=now)
    if refused is not None:
        return not_found(request, refused.words)
    return see_other("/settings/keys?done=key-revoked")
