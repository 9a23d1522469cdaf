"""The people who sign in: what each may do, and that one does no longer."""

from __future__ import annotations

from frontend_api.acts.audit_record import record_act
from frontend_api.acts.own_calendar import end_calendar_connection
from frontend_api.http.forms import FieldRefusal, Form
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.pages.tenant.settings import settings_page
from frontend_api.ports import Ports
from functions.outreach.domain.campaigns.campaign import CampaignStatus
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.tenant import FounderId, Role


def change_role(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    wanted = request.typed("role")
    if wanted not in tuple(Role):
        return not_found(request, "There is no such role.")
    about = FounderId(request.values["founder_id"])
    refused = ports.team.change_role(session.founder, about, Role(wanted), now=ports.clock.now())
    if refused is None:
        return see_other("/settings?done=saved")
    return _refused(request, session, ports, refused.words)


def remove(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Their sessions and the connection to their own calendar end at once.

    Whom customers are promised stays until that is settled. Nothing that fails later brings them
    back: a calendar that could not be disconnected stands under Settings, and asking once more ends
    that alone.
    """
    about, tenant = FounderId(request.values["founder_id"]), session.tenant.id
    if about not in {one.id for one in ports.accounts.founders(tenant)}:
        if end_calendar_connection(ports, tenant, about):
            record_act(session, ports, Action.DISCONNECTED, "calendar")
            return see_other("/settings?done=teammate-disconnected")
        return _refused(request, session, ports, "This person does not sign in here any more.")
    theirs = [
        campaign.name
        for campaign, _ in ports.campaigns.list_all(tenant)
        if campaign.founder == about and campaign.status in _AT_WORK
    ]
    if theirs:
        words = f"Customers are promised a talk with this person: stop “{theirs[0]}” first."
        return _refused(request, session, ports, words)
    gone = ports.team.remove(session.founder, about, now=ports.clock.now())
    if isinstance(gone, FieldRefusal):
        return _refused(request, session, ports, gone.words)
    try:
        end_calendar_connection(ports, tenant, about)
    finally:
        ports.team.close_sign_in(gone)
    return see_other("/settings?done=teammate-removed")


_AT_WORK = frozenset({CampaignStatus.RUNNING, CampaignStatus.PAUSED})


def _refused(request: HttpRequest, session: Session, ports: Ports, words: str) -> HttpResponse:
    return settings_page(request, session, ports, team=Form({}, {"form": words}))
