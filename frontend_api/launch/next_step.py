"""What a founder who just saved something does next, while the launch is not prepared.

Derived from the settings alone, which a page reads anyway; the checklist and the gate know more.
"""

from __future__ import annotations

from frontend_api.http.session import Session
from frontend_api.launch.channel_readiness import opening_channels
from frontend_api.launch.gate import parts_for, unapproved_parts
from frontend_api.ports import Ports
from functions.outreach.domain.campaigns.motions import first_fitting
from functions.outreach.domain.playbooks.needed_answers import unapproved_answers
from functions.outreach.domain.playbooks.playbook import Part, Playbook
from functions.outreach.domain.settings import TenantSettings
from tenancy.runtime.http import HttpRequest


def next_step(session: Session, settings: TenantSettings) -> tuple[str, str]:
    """(what, where): the first that is missing, in the order of the checklist.

    With all of it there the rehearsal is next, which any of it may have made outdated.
    """
    languages = session.tenant.languages
    read = [book for book in settings.playbooks if not missing_parts(book, settings)]
    open_answers = [one for one in languages if unapproved_answers(settings.answers, one)]
    bandwidth = settings.bandwidth(session.founder.id)
    steps = (
        (bool(settings.offers), "add an offer", "/offers/new"),
        (bool(opening_channels(settings)), "connect a channel", "/channels"),
        (bool(read), "read and approve the lines", "/playbooks"),
        (not open_answers, "approve the needed answers", _answers(open_answers)),
        (bandwidth is not None and bool(bandwidth.hours), "set your bandwidth", "/bandwidth"),
    )
    return next(
        ((what, href) for done, what, href in steps if not done), ("rehearse", "/rehearsal")
    )


def following(request: HttpRequest, session: Session, ports: Ports) -> tuple[str, str] | None:
    """The next step on a page that says what was just done; None on any other."""
    if not request.asked("done"):
        return None
    return next_step(session, ports.settings.load(session.tenant.id))


def _answers(languages: list[str]) -> str:
    return f"/knowledge?language={languages[0]}#answers" if languages else "/knowledge"


def missing_parts(book: Playbook, settings: TenantSettings) -> tuple[Part, ...]:
    """What a playbook needs now and has no approved line for."""
    offer = first_fitting(book.motion, settings.offers)
    return unapproved_parts(book, parts_for(book.motion, offer, settings))
