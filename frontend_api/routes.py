"""The route table: which page answers which method and path, and whether it needs a session.

Data only. Paths are matched segment by segment; `{name}` takes one segment of safe characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from frontend_api.api import v1
from frontend_api.http.request import HttpRequest, HttpResponse
from frontend_api.http.session import Session, Visitor
from frontend_api.pages.base import (
    compare_runs,
    customers,
    imports,
    offers,
    segments,
    stripe_sync,
    thresholds,
)
from frontend_api.pages.playbooks import knowledge, playbooks, rehearsal
from frontend_api.pages.tenant import account, billing, home, settings
from frontend_api.pages.work import bandwidth, bookings, campaigns, channels, conversations
from frontend_api.ports import Ports

PublicPage = Callable[[HttpRequest, Visitor, Ports], HttpResponse]
PrivatePage = Callable[[HttpRequest, Session, Ports], HttpResponse]


@dataclass(frozen=True, slots=True)
class Public:
    """Answers anybody."""

    method: str
    path: str
    page: PublicPage


@dataclass(frozen=True, slots=True)
class Private:
    """Answers a signed-in founder only."""

    method: str
    path: str
    page: PrivatePage


Route = Public | Private

ROUTES: tuple[Route, ...] = (
    Public("GET", "/sign-up", account.sign_up_form),
    Public("POST", "/sign-up", account.sign_up),
    Public("GET", "/confirm", account.confirm_form),
    Public("POST", "/confirm", account.confirm),
    Public("POST", "/confirm/again", account.send_code_again),
    Public("GET", "/sign-in", account.sign_in_form),
    Public("POST", "/sign-in", account.sign_in),
    Public("GET", "/forgot", account.forgot_form),
    Public("POST", "/forgot", account.forgot),
    Public("GET", "/reset", account.reset_form),
    Public("POST", "/reset", account.reset),
    Private("POST", "/sign-out", account.sign_out),
    Private("GET", "/", home.home),
    Private("GET", "/customers", customers.customers),
    Private("POST", "/customers/imports", customers.begin_import),
    Private("POST", "/customers/sample", customers.use_sample),
    Private("GET", "/customers/stripe", stripe_sync.stripe),
    Private("POST", "/customers/stripe", stripe_sync.connect),
    Private("POST", "/customers/stripe/webhook", stripe_sync.keep_hook_secret),
    Private("POST", "/customers/stripe/sync", stripe_sync.sync_now),
    Private("POST", "/customers/stripe/disconnect", stripe_sync.disconnect),
    Private("GET", "/customers/imports/{import_id}", imports.import_page),
    Private("POST", "/customers/imports/{import_id}/start", customers.start_import),
    Private("POST", "/customers/imports/{import_id}/mapping", imports.confirm_mapping),
    Private("GET", "/customers/imports/{import_id}/rejects", imports.rejects),
    Private("POST", "/customers/imports/{import_id}/forget-columns", imports.forget_columns),
    Private("GET", "/segments", segments.segments),
    Private("GET", "/segments/customer", segments.why),
    Private("GET", "/segments/runs", compare_runs.compare_runs),
    Private("GET", "/segments/thresholds", thresholds.thresholds_form),
    Private("POST", "/segments/thresholds", thresholds.thresholds),
    Private("POST", "/segments/thresholds/preview", thresholds.live_preview),
    Private("GET", "/offers", offers.offers),
    Private("POST", "/offers/plans", offers.save_plans),
    Private("GET", "/offers/new", offers.new_offer),
    Private("POST", "/offers/new", offers.save_offer),
    Private("GET", "/offers/{offer_id}", offers.offer),
    Private("POST", "/offers/{offer_id}", offers.save_offer),
    Private("POST", "/offers/{offer_id}/remove", offers.remove_offer),
    Private("GET", "/playbooks", playbooks.playbooks),
    Private("GET", "/playbooks/{motion}/{language}", playbooks.playbook),
    Private("POST", "/playbooks/{motion}/{language}/approve-all", playbooks.approve_all),
    Private("POST", "/playbooks/{motion}/{language}/lines", playbooks.add_line),
    Private("POST", "/playbooks/{motion}/{language}/lines/{line_id}", playbooks.change_line),
    Private("GET", "/knowledge", knowledge.knowledge),
    Private("POST", "/knowledge/new", knowledge.save_answer),
    Private("POST", "/knowledge/inbox", knowledge.answer_inbox),
    Private("POST", "/knowledge/{answer_id}", knowledge.save_answer),
    Private("GET", "/rehearsal", rehearsal.rehearsal),
    Private("POST", "/rehearsal/begin", rehearsal.begin),
    Private("POST", "/rehearsal/say", rehearsal.say),
    Private("GET", "/bandwidth", bandwidth.bandwidth_form),
    Private("POST", "/bandwidth", bandwidth.save_bandwidth),
    Public("GET", "/calendar/{token}", bandwidth.calendar),
    Private("GET", "/channels", channels.channels),
    Private("POST", "/channels/rules", channels.save_rules),
    Private("POST", "/channels/{channel}", channels.save_channel),
    Private("GET", "/campaigns", campaigns.campaigns),
    Private("GET", "/campaigns/new", campaigns.new_campaign),
    Private("POST", "/campaigns/new", campaigns.create),
    Private("GET", "/campaigns/{campaign_id}", campaigns.campaign),
    Private("POST", "/campaigns/{campaign_id}/{move}", campaigns.move),
    Private("GET", "/conversations", conversations.conversations),
    Private("GET", "/conversations/{conversation_id}", conversations.conversation),
    Private("POST", "/conversations/{conversation_id}/{act}", conversations.act),
    Private("GET", "/bookings", bookings.bookings),
    Private("GET", "/bookings/{booking_id}", bookings.booking),
    Private("POST", "/bookings/{booking_id}/outcome", bookings.mark),
    Private("POST", "/bookings/{booking_id}/cancel", bookings.cancel),
    Private("GET", "/billing", billing.billing),
    Private("POST", "/billing/limit", billing.set_limit),
    Private("POST", "/billing/checkout", billing.checkout),
    Private("POST", "/billing/portal", billing.portal),
    Private("GET", "/audit", billing.audit),
    Private("GET", "/settings", settings.settings),
    Private("POST", "/settings", settings.save),
    Private("POST", "/settings/invite", settings.invite),
    Private("GET", "/api/v1/imports", v1.imports),
    Private("GET", "/api/v1/segments", v1.segments),
    Private("GET", "/api/v1/customers", v1.customers),
    Private("GET", "/api/v1/offers", v1.offers),
    Private("GET", "/api/v1/campaigns", v1.campaigns),
    Private("GET", "/api/v1/conversations", v1.conversations),
    Private("GET", "/api/v1/conversations/{conversation_id}", v1.conversation),
    Private("GET", "/api/v1/bookings", v1.bookings),
    Private("GET", "/api/v1/bookings/{booking_id}", v1.booking),
    Private("GET", "/api/v1/inbox", v1.inbox),
    Private("GET", "/api/v1/usage", v1.usage),
    Private("GET", "/api/v1/audit", v1.audit),
)

_SEGMENT = r"(?P<\1>[A-Za-z0-9_.~:@+-]{1,400})"


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", _SEGMENT, path) + r"\Z")


_PATTERNS = tuple((route, _pattern(route.path)) for route in ROUTES)


@dataclass(frozen=True, slots=True)
class Matched:
    route: Route
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WrongMethod:
    """The path exists, but not for this method."""

    allowed: tuple[str, ...]


def match(method: str, path: str) -> Matched | WrongMethod | None:
    """The route of a request; None if nothing answers the path."""
    asked = "GET" if method == "HEAD" else method
    clean = path.rstrip("/") or "/"
    fitting = [(route, found) for route, pattern in _PATTERNS if (found := pattern.match(clean))]
    for route, found in fitting:
        if route.method == asked:
            return Matched(route, found.groupdict())
    if fitting:
        return WrongMethod(tuple(sorted({route.method for route, _ in fitting})))
    return None
