"""One playbook as it was opened for reading or editing, and how its lines are changed.

The starter lines are put there on the first visit. Approves what it is given and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from frontend_api.ports.settings import LinesShown
from functions.outreach.domain.campaigns.motions import first_fitting
from functions.outreach.domain.playbooks.line_lint import Problem, lint
from functions.outreach.domain.playbooks.playbook import Approval, Line, LineId, Playbook
from functions.outreach.domain.playbooks.starter import starter_lines
from functions.outreach.domain.settings import TenantSettings
from functions.product.motions import MOTIONS, Motion
from functions.product.offers import Offer
from tenancy.data.edit_conflict import EditConflictError
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass

type LineChange = Callable[[tuple[Line, ...]], tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class OpenedPlaybook:
    """The playbook an address names, with what its lines are judged by."""

    motion: Motion
    language: str
    playbook: Playbook
    offer: Offer | None
    settings: TenantSettings
    business: str
    shown: LinesShown
    """Drafts of it that who asks was shown before."""

    @property
    def address(self) -> str:
        return f"/playbooks/{self.motion}/{self.language}"

    def problems(self, line: Line) -> tuple[Problem, ...]:
        return lint(
            line,
            motion=self.motion,
            language=self.language,
            business_name=self.business,
            band=self.offer.band if self.offer else None,
        )


def open_playbook(request: HttpRequest, session: Session, ports: Ports) -> OpenedPlaybook | None:
    """The playbook of the address; the starter lines are put there on the first visit."""
    named, language = request.values["motion"], request.values["language"]
    if named not in MOTIONS or language not in session.tenant.languages:
        return None
    motion = Motion(named)
    kept = ports.settings.load_all(session.tenant.id)
    settings = kept.settings
    found = settings.playbook(motion, language)
    if found is None or not found.lines:
        found = ports.settings.edit_playbook(
            session.tenant.id,
            motion=motion,
            language=language,
            change=lambda book: (
                book if book.lines else replace(book, lines=starter_lines(motion, language))
            ),
        )
    offer = first_fitting(motion, settings.offers)
    shown = kept.shown.get((motion, language, session.founder.id), LinesShown())
    business = session.tenant.business_name
    return OpenedPlaybook(motion, language, found, offer, settings, business, shown)


def approved_line(line: Line, by: FounderId, at: datetime) -> Line:
    return replace(line, approval=Approval(by, at, line.sha256))


def edit_lines(
    session: Session, ports: Ports, book: OpenedPlaybook, change: LineChange
) -> Playbook:
    return ports.settings.edit_playbook(
        session.tenant.id,
        motion=book.motion,
        language=book.language,
        change=lambda latest: replace(latest, lines=change(latest.lines)),
    )


def replace_line(
    session: Session, ports: Ports, book: OpenedPlaybook, line: Line, *instead: Line
) -> None:
    """Put another in the place of a line, or none.

    Raises EditConflictError where it is another by now.
    """

    def change(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        if line not in lines:
            raise EditConflictError(line.id)
        place = lines.index(line)
        return (*lines[:place], *instead, *lines[place + 1 :])

    edit_lines(session, ports, book, change)


def record_approval(session: Session, ports: Ports, line: LineId) -> None:
    record_act(session, ports, Action.APPROVED_LINE, line)
