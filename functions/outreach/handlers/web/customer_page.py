"""`/c/{token}` and `/u/{token}`: the customer's own page and one-click opt-out.

A token names one conversation and one purpose; a wrong one is answered in plain words.
"""

from __future__ import annotations

import functools
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from functions.outreach import wiring
from functions.outreach.adapters.addresses import PAGE, UNSUBSCRIBE
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.domain.permission.zones import known_zones
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
        return see_other(request.path, headers={"Cache-Control": "no-store"})
    return _show(tenant, conversation)


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


def _show(tenant: TenantId, conversation: ConversationId) -> HttpResponse:
    shown = page.show(wiring.advance_ports(), tenant=tenant, conversation=conversation)
    if isinstance(shown, NoSuchConversation):
        return _message("en", "old_link", status=404)
    return _render(
        "customer_page.html",
        shown.language,
        page=shown,
        times=[(slot.start.isoformat(), _worded(slot.start, shown)) for slot in shown.slots],
        booked=_worded(shown.booked.start, shown) if shown.booked else "",
        zone=_zone(shown),
        zones=[(name, name.replace("_", " ")) for name in known_zones()],
    )


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
    words = WORDS.get(language, WORDS["en"])
    html = _templates().get_template(template).render(words=words, language=language, **context)
    return HttpResponse(status, html.encode(), headers=HEADERS)
