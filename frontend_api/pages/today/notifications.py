"""What reaches this founder by mail: at once, once a day or not, for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from frontend_api.acts.settings.notices import keep_notices
from frontend_api.http.forms import Entries, Form, mark_of, opened_on
from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from functions.notices.kinds import (
    MORNING,
    RULES,
    Delivery,
    NoticeChoices,
    NoticeRule,
    delivery_of,
    rules_for,
)
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.tenant import Role
from tenancy.values.lazy_dataclass import dataclass

WORDS = {
    Delivery.INSTANT: "At once",
    Delivery.DAILY: "In one mail a day",
    Delivery.OFF: "Not by mail",
}


@dataclass(frozen=True, slots=True)
class NotificationsPage:
    template: ClassVar[str] = "today/notifications.html"
    frame: Frame
    form: Form
    rows: Sequence[tuple[NoticeRule, Sequence[tuple[str, str]]]]
    """Each kind with its choices, value and words; one choice alone cannot be changed."""
    email: str
    is_owner: bool
    morning: str


def notifications(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    choices = ports.settings.notice_choices(session.tenant.id, session.founder.id)
    return _page(request, session, opened_on(_in_force(choices)))


def _in_force(choices: NoticeChoices | None) -> dict[str, str]:
    return {rule.kind.value: delivery_of(choices, rule.kind).value for rule in RULES}


def _page(request: HttpRequest, session: Session, form: Form) -> HttpResponse:
    frame = frame_for(
        session, "What is mailed to you", section="settings", done=request.asked("done")
    )
    role = session.founder.role
    rows = [(rule, [(one.value, WORDS[one]) for one in rule.allowed]) for rule in rules_for(role)]
    context = NotificationsPage(
        frame,
        form,
        rows,
        email=session.founder.email,
        is_owner=role is Role.OWNER,
        morning=f"{MORNING:%H:%M}",
    )
    return page(context, status=422 if form.errors else 200)


def save(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """What is left out stays as it was."""
    kinds = (rule.kind.value for rule in rules_for(session.founder.role))
    wanted = {kind: typed for kind in kinds if (typed := request.typed(kind))}
    before = ports.settings.notice_choices(session.tenant.id, session.founder.id)
    stands, entries = _in_force(before), Entries(request)
    sent = {kind: stands[kind] for kind in wanted}
    entries.refuse_overtaken(
        sent, mark=mark_of(stands), words={str(one): text for one, text in WORDS.items()}
    )
    if not entries.errors:
        kept = keep_notices(session, ports, wanted)
        if isinstance(kept, NoticeChoices):
            return see_other("/settings/notifications?done=saved")
        for refusal in kept:
            entries.refuse(refusal.field, refusal.words)
    form = entries.form()
    return _page(request, session, Form({**stands, **form.values}, form.errors))
