"""`/c/{token}` and `/u/{token}`: the customer's own page and one-click opt-out.

What is looked at stands in the query (a month, a day, a time to confirm), what is done in a form.

A token names one conversation and one purpose; a wrong one is answered in plain words.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from functions.outreach import wiring
from functions.outreach.adapters.addresses import PAGE, UNSUBSCRIBE
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.state import Booking, ConversationId
from functions.outreach.domain.permission.zones import known_zones
from functions.outreach.handlers.web.page_calendar import lay_out_month
from functions.outreach.handlers.web.page_words import WORDS
from functions.outreach.workflows import customer_page as page
from functions.outreach.workflows.advance_conversation import NoSuchConversation
from functions.product.channels import Channel
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.runtime.short_codes import is_short_code
from tenancy.runtime.signed_links import BadToken, read_token_of
from tenancy.tenant import TenantId, tenant_id

if TYPE_CHECKING:
    from jinja2 import Environment

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    ),
}

LONGEST_ID = 100
SOON = timedelta(minutes=5)
"""What comes within this is announced as coming at once."""
_PLACES = frozenset({"phone", "mailto"})
"""Kinds of places that are no link."""


@functools.cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )


def handle(request: HttpRequest) -> HttpResponse:
    purpose = UNSUBSCRIBE if request.path.startswith("/u/") else PAGE
    about = _about(request.values.get("token", ""), purpose)
    if about is None:
        return _message("en", "old_link", status=404)
    tenant, conversation = tenant_id(about["tenant"]), ConversationId(about["conversation"])
    if purpose == UNSUBSCRIBE:
        return _opt_out(request, tenant, conversation)
    if request.method == "POST":
        problem = _act(request, tenant, conversation)
        if problem is not None:
            return problem
        return see_other(_after(request), headers={"Cache-Control": "no-store"})
    return _show(request, tenant, conversation)


def _after(request: HttpRequest) -> str:
    """The page again; a chosen time goes with it, to say so where another customer was first."""
    start = request.last_values().get("start", "")
    return request.path + ("?" + urlencode({"start": start}) if start else "")


def _about(token: str, purpose: str) -> dict[str, str] | None:
    """What a link stands for, if it was made for this purpose.

    Nothing we hand out dies before what it serves: the long signed links of earlier mails, which
    served both purposes and once had an end, are honoured for ever too.
    """
    if is_short_code(token):
        found = wiring.customer_links().find(token)
        return found if found is not None and found.get("use") == purpose else None
    signed = read_token_of(wiring.secrets().signing, token, now=None)
    return None if isinstance(signed, BadToken) or signed.get("use") != PAGE else signed


def _act(
    request: HttpRequest, tenant: TenantId, conversation: ConversationId
) -> HttpResponse | None:
    form = request.last_values()
    ports = wiring.advance_ports()
    match form.get("action"):
        case "pick":
            start = _instant(form.get("start", ""))
            if start is None:
                return _message("en", "choose_a_time", status=400)
            page.pick(
                ports,
                tenant=tenant,
                conversation=conversation,
                start=start,
                version=_version(form.get("version", "")),
            )
        case "cancel":
            page.cancel(
                ports,
                tenant=tenant,
                conversation=conversation,
                booking=BookingId(form.get("booking", "")[:LONGEST_ID]),
            )
        case "zone":
            if form.get("zone", "") not in known_zones():
                return _message("en", "choose_a_time", status=400)
            page.choose_zone(
                ports,
                tenant=tenant,
                conversation=conversation,
                zone=form["zone"],
                version=_version(form.get("version", "")),
            )
        case "consent":
            return _consent(form, tenant, conversation)
        case "opt_out":
            page.opt_out(ports, tenant=tenant, conversation=conversation)
        case _:
            return _message("en", "choose_a_time", status=400)
    return None


def _consent(
    form: dict[str, str], tenant: TenantId, conversation: ConversationId
) -> HttpResponse | None:
    """The words kept as evidence are the ones we show, never the ones a form sends."""
    ports = wiring.advance_ports()
    shown = page.show(ports, tenant=tenant, conversation=conversation)
    if isinstance(shown, NoSuchConversation):
        return _message("en", "old_link", status=404)
    offer = next((o for o in shown.consents if o.channel == form.get("channel")), None)
    phone = _phone(form.get("phone", "") or shown.phone)
    if offer is None or not form.get("agree"):
        return _message(shown.language, "tick_the_box", status=400)
    if not phone:
        return _message(shown.language, "phone_needed", status=400)
    kept = page.consent(
        ports,
        tenant=tenant,
        conversation=conversation,
        channel=Channel(offer.channel),
        wording=offer.wording,
        phone=phone,
        source="customer_page",
    )
    return None if kept else _message(shown.language, "number_busy", status=409)


def _phone(text: str) -> str:
    """E.164, or empty when it is not a possible number with its country code."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _instant(text: str) -> datetime | None:
    """In UTC, so that one moment is one choice however it is written."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _version(text: str) -> int:
    """The page's own number; what is no number was not sent by our page."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _opt_out(request: HttpRequest, tenant: TenantId, conversation: ConversationId) -> HttpResponse:
    """GET asks (a mail scanner follows links), POST is the one click of RFC 8058."""
    ports = wiring.advance_ports()
    loaded = page.show(ports, tenant=tenant, conversation=conversation)
    if isinstance(loaded, NoSuchConversation):
        return _message("en", "old_link", status=404)
    if request.method == "POST":
        page.opt_out(ports, tenant=tenant, conversation=conversation)
        return _message(loaded.language, "opted_out")
    return _render("opt_out.html", loaded.language, page=loaded)


def _show(request: HttpRequest, tenant: TenantId, conversation: ConversationId) -> HttpResponse:
    changing = request.asked("change") == "1"
    shown = page.show(
        wiring.advance_ports(), tenant=tenant, conversation=conversation, changing=changing
    )
    if isinstance(shown, NoSuchConversation):
        return _message("en", "old_link", status=404)
    return view(request, shown, now=wiring.clock().now())


def view(request: HttpRequest, shown: page.CustomerPage, *, now: datetime) -> HttpResponse:
    """What the query asks to look at, of what the page holds."""
    booking = shown.booking
    ahead = booking is not None and booking.slot.start > now
    changing = request.asked("change") == "1" and not shown.closed and ahead
    if booking is not None and request.asked("file") == "ics":
        return _calendar_file(booking, shown, now=now)
    if ahead and request.asked("cancel") == "1":
        return _page("customer_cancel.html", shown)
    start = _instant(request.asked("start")) if request.asked("start") else None
    if start is not None and any(slot.start == start for slot in shown.free):
        return _page(
            "customer_confirm.html",
            shown,
            start=start.isoformat(),
            time=_worded(start, shown),
        )
    calendar = lay_out_month(
        shown.free,
        proposed=shown.slots,
        month=request.asked("month"),
        day=request.asked("day"),
        changing=booking is not None,
        language=shown.language,
        zone=shown.time_zone,
    )
    return _page(
        "customer_page.html",
        shown,
        calendar=calendar,
        gone=bool(start) and not shown.closed and (booking is None or booking.slot.start != start),
        changing=changing,
        ahead=ahead,
        next_at=_next_at(shown, now=now),
        zones=[(name, name.replace("_", " ")) for name in known_zones()],
    )


def _page(template: str, shown: page.CustomerPage, **context: object) -> HttpResponse:
    booking = shown.booking
    kind, _, where = booking.place.partition(":") if booking else ("", "", "")
    about: dict[str, object] = {
        "page": shown,
        "booked": _worded(booking.slot.start, shown) if booking else "",
        "place": kind if kind in _PLACES else "link",
        "where": where if kind in _PLACES else booking.place if booking else "",
        "zone": _zone(shown),
    }
    return _filled(template, shown.language, about | context)


def _calendar_file(booking: Booking, shown: page.CustomerPage, *, now: datetime) -> HttpResponse:
    """The booking for a calendar that the invitation did not reach, under the invitation's UID."""
    from functions.outreach.adapters.calendar.icalendar_objects import customer_event

    made = customer_event(booking, now=now, summary=f"{shown.founder}, {shown.business}")
    named = {"Content-Disposition": 'attachment; filename="conversation.ics"'}
    return HttpResponse(200, made, "text/calendar; charset=utf-8", headers={**HEADERS, **named})


def _next_at(shown: page.CustomerPage, *, now: datetime) -> str:
    """When the agent writes or calls, in words; empty where it does so at once or not by itself."""
    coming = shown.next_contact
    if coming is None or coming.at is None or coming.at <= now + SOON:
        return ""
    return _worded(coming.at, shown)


def _worded(at: datetime, shown: page.CustomerPage) -> str:
    """As the agent words times in its messages."""
    # The locale data is for pages alone: provider webhooks pass through the same function.
    from functions.outreach.domain.playbooks.localised_text import moment_text

    return moment_text(at, language=shown.language, zone=shown.time_zone)


def _zone(shown: page.CustomerPage) -> str:
    from functions.outreach.domain.playbooks.localised_text import zone_text

    return zone_text(shown.time_zone, shown.language).strip("()")


def _message(language: str, key: str, *, status: int = 200) -> HttpResponse:
    return _render("message.html", language, status=status, key=key)


def _render(template: str, language: str, *, status: int = 200, **context: object) -> HttpResponse:
    return _filled(template, language, context, status=status)


def _filled(
    template: str, language: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    words = WORDS.get(language, WORDS["en"])
    html = _templates().get_template(template).render(words=words, language=language, **context)
    return HttpResponse(status, html.encode(), headers=HEADERS)
