"""What of the trial credit is left, and a payment of the founder's that failed."""

from __future__ import annotations

from typing import ClassVar

from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.billing import CreditLeft
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass

LOW = 0.2
"""The share of the trial credit below which the founder is warned."""


@dataclass(frozen=True, slots=True)
class CreditPage:
    template: ClassVar[str] = "today/credit.html"
    frame: Frame
    credit: CreditLeft
    low: bool


def credit(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Two requests: the payment state, and the counter of what was spent."""
    found = ports.billing.credit(session.tenant.id)
    context = CreditPage(
        frame=frame_for(session, "Credit", section="home", done=request.asked("done")),
        credit=found,
        low=found.left_cents < found.credit_cents * LOW,
    )
    return page(context)
