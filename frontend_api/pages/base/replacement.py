"""What the founder answers when an import would replace the base, and the way back.

Must never change the base by itself: the import goes on, or the base before is asked for.
"""

from __future__ import annotations

from frontend_api.acts import imports as acts
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.ports import Ports
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other


def replace_base(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """The founder saw who would leave and join, and agreed."""
    tenant, import_id = session.tenant.id, request.values["import_id"]
    record = ports.base.load_import(tenant, import_id)
    if record is None:
        return not_found(request, "This import does not exist.")
    refused = acts.replace_base(session, ports, record)
    if refused is acts.ReplacementRule.FILES_EXPIRED:
        return see_other("/customers?done=files-expired")
    return see_other(f"/customers/imports/{import_id}")


def keep_base(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """The founder keeps the base there is; nothing of the import stays."""
    tenant, import_id = session.tenant.id, request.values["import_id"]
    if ports.base.load_import(tenant, import_id) is None:
        return not_found(request, "This import does not exist.")
    ports.base.decline_replacement(tenant, import_id, now=ports.clock.now())
    return see_other("/customers?done=base-kept")


def restore_base(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Put the base before back. A page that is older than the base changes nothing."""
    restored = acts.restore_base(session, ports, over=request.typed("over"))
    return see_other(f"/customers?done={'base-restored' if restored else 'base-changed'}")
