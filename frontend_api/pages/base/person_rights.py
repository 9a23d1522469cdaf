"""A person asks what is held about them, or to be erased: the founder does either here.

An erasure is asked for twice, since nobody can take it back. Must never show what an erased person
was called.
"""

from __future__ import annotations

import json
import re
from typing import ClassVar

from frontend_api.acts.audit_record import record_act
from frontend_api.http.forms import Entries, Form
from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.rights import PersonBusy, PersonWanted
from functions.erasure.record import Erasure
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass

SURE = "erase"
"""What the founder types to erase."""
_NAMED = "Please give the customer's id, email or phone."
_BETWEEN_DIGITS = re.compile(r"[\s().\u00a0/-]")
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_REFERENCE = 20
"""Characters of a keyed hash that the audit keeps."""
_HELD_BY = {"calcom": "Cal.com booking"}


@dataclass(frozen=True, slots=True)
class PersonRightsPage:
    template: ClassVar[str] = "base/person_rights.html"
    frame: Frame
    form: Form
    sure: str
    erasures: tuple[ShownErasure, ...]


@dataclass(frozen=True, slots=True)
class ShownErasure:
    """One erasure, as far as it may be shown."""

    erasure: Erasure
    by: str
    reference: str
    removed: tuple[tuple[str, int], ...]
    copies: tuple[tuple[str, str, str], ...]
    """(kind, when, about) of what is in the founders' own mail and calendars."""


def person_rights(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    form = Form({"customer_id": request.asked("customer"), "address": request.asked("address")})
    return _rights_page(request, session, ports, form)


def _rights_page(request: HttpRequest, session: Session, ports: Ports, form: Form) -> HttpResponse:
    names = {str(one.id): one.name for one in ports.accounts.founders(session.tenant.id)}
    found = ports.rights.erasures(session.tenant.id)
    context = PersonRightsPage(
        frame=frame_for(
            session, "A person's data", section="customers", done=request.asked("done")
        ),
        form=form,
        sure=SURE,
        erasures=tuple(_shown(one, names) for one in found),
    )
    return page(context, status=422 if form.errors else 200)


def _shown(erasure: Erasure, names: dict[str, str]) -> ShownErasure:
    return ShownErasure(
        erasure,
        names.get(erasure.requested_by, "a founder who left"),
        erasure.names[0][:_REFERENCE],
        tuple((store, number) for store, number in erasure.removed().items() if number),
        tuple(
            (_HELD_BY.get(one.kind, one.kind), f"{one.at:%Y-%m-%d %H:%M}", one.about)
            for one in erasure.with_founders
        ),
    )


def _wanted(entries: Entries) -> PersonWanted:
    customer_id = entries.optional("customer_id", longest=200)
    address = _address(entries)
    if not customer_id and not address:
        entries.refuse("customer_id", _NAMED)
    return PersonWanted(customer_id, address)


def _address(entries: Entries) -> str:
    """A mail address as it is, or a phone as it is kept: a plus and digits."""
    typed = entries.optional("address", longest=320)
    if not typed or "@" in typed:
        return typed
    number = _BETWEEN_DIGITS.sub("", typed)
    if not _NUMBER.fullmatch(number):
        entries.refuse("address", "Please give an email, or a phone such as +12025550143.")
    return number


def export_person(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Everything held about one person as one JSON file."""
    entries = Entries(request)
    wanted = _wanted(entries)
    if entries.errors:
        return _rights_page(request, session, ports, entries.form())
    now = ports.clock.now()
    found = ports.rights.export_person(session.tenant.id, wanted, now=now)
    if found is None:
        entries.refuse("customer_id", "Nothing is held about such a person.")
        return _rights_page(request, session, ports, entries.form())
    record_act(session, ports, Action.EXPORTED_PERSON, found.reference[:_REFERENCE])
    return HttpResponse(
        body=json.dumps(found.content, ensure_ascii=False, indent=1, default=str).encode(),
        content_type="application/json; charset=utf-8",
        headers={
            "content-disposition": 'attachment; filename="person.json"',
            "cache-control": "no-store",
        },
    )


def erase_person(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    wanted = _wanted(entries)
    if entries.optional("sure", longest=20).casefold() != SURE:
        entries.refuse("sure", f"Type “{SURE}” to erase: nobody can take it back.")
    if entries.errors:
        return _rights_page(request, session, ports, entries.form())
    now = ports.clock.now()
    asked = ports.rights.erase_person(session.tenant.id, wanted, by=session.founder.id, now=now)
    if isinstance(asked, PersonBusy):
        entries.refuse("customer_id", "A conversation with them is moving. Please try again.")
        return _rights_page(request, session, ports, entries.form())
    record_act(session, ports, Action.ERASED_PERSON, asked.id)
    return see_other("/customers/person?done=erasing")
