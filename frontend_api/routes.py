"""The route table: which page answers which method and path, and whether it needs a session.

Data only. A page is named as `module:function` below `frontend_api` and imported when it is first
asked for, so that no request pays for another page. Paths are matched segment by segment; `{name}`
takes one segment of safe characters.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from typing import cast

from frontend_api.http.session import Session, Visitor
from frontend_api.ports import Ports
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass

PublicPage = Callable[[HttpRequest, Visitor, Ports], HttpResponse]
PrivatePage = Callable[[HttpRequest, Session, Ports], HttpResponse]


def _function(named: str) -> object:
    module, _, function = named.partition(":")
    return getattr(importlib.import_module(f"frontend_api.{module}"), function)


@dataclass(frozen=True, slots=True)
class Public:
    """Answers anybody."""

    method: str
    path: str
    page: str

    def load(self) -> PublicPage:
        """The function; a test compares the parameters of every one with this type."""
        return cast(PublicPage, _function(self.page))


@dataclass(frozen=True, slots=True)
class Private:
    """Answers a signed-in founder only."""

    method: str
    path: str
    page: str

    def load(self) -> PrivatePage:
        """The function; a test compares the parameters of every one with this type."""
        return cast(PrivatePage, _function(self.page))


Route = Public | Private

ROUTES: tuple[Route, ...] = (
    Public("GET", "/sign-up", "pages.tenant.account:sign_up_form"),
    Public("POST", "/sign-up", "pages.tenant.account:sign_up"),
    Public("GET", "/confirm", "pages.tenant.account:confirm_form"),
    Public("POST", "/confirm", "pages.tenant.account:confirm"),
    Public("POST", "/confirm/again", "pages.tenant.account:send_code_again"),
    Public("GET", "/sign-in", "pages.tenant.account:sign_in_form"),
    Public("POST", "/sign-in", "pages.tenant.account:sign_in"),
    Public("GET", "/forgot", "pages.tenant.account:forgot_form"),
    Public("POST", "/forgot", "pages.tenant.account:forgot"),
    Public("GET", "/reset", "pages.tenant.account:reset_form"),
    Public("POST", "/reset", "pages.tenant.account:reset"),
    Private("POST", "/sign-out", "pages.tenant.account:sign_out"),
    Private("GET", "/", "pages.tenant.home:home"),
    Private("GET", "/customers", "pages.base.customers:customers"),
    Private("POST", "/customers/imports", "pages.base.customers:begin_import"),
    Private("POST", "/customers/sample", "pages.base.customers:use_sample"),
    Private("GET", "/customers/stripe", "pages.base.stripe_sync:stripe"),
    Private("POST", "/customers/stripe", "pages.base.stripe_sync:connect"),
    Private("POST", "/customers/stripe/webhook", "pages.base.stripe_sync:keep_hook_secret"),
    Private("POST", "/customers/stripe/sync", "pages.base.stripe_sync:sync_now"),
    Private("POST", "/customers/stripe/disconnect", "pages.base.stripe_sync:disconnect"),
    Private("GET", "/customers/imports/{import_id}", "pages.base.imports:import_page"),
    Private("POST", "/customers/imports/{import_id}/start", "pages.base.customers:start_import"),
    Private("POST", "/customers/imports/{import_id}/mapping", "pages.base.imports:confirm_mapping"),
    Private(
        "POST", "/customers/imports/{import_id}/replace", "pages.base.replacement:replace_base"
    ),
    Private("POST", "/customers/imports/{import_id}/keep", "pages.base.replacement:keep_base"),
    Private("GET", "/customers/person", "pages.base.person_rights:person_rights"),
    Private("POST", "/customers/person/export", "pages.base.person_rights:export_person"),
    Private("POST", "/customers/person/erase", "pages.base.person_rights:erase_person"),
    Private("POST", "/customers/restore", "pages.base.replacement:restore_base"),
    Private("GET", "/customers/imports/{import_id}/rejects", "pages.base.imports:rejects"),
    Private(
        "POST", "/customers/imports/{import_id}/forget-columns", "pages.base.imports:forget_columns"
    ),
    Private("GET", "/segments", "pages.base.segments:segments"),
    Private("GET", "/segments/customer", "pages.base.segments:why"),
    Private("GET", "/segments/runs", "pages.base.compare_runs:compare_runs"),
    Private("GET", "/segments/thresholds", "pages.base.thresholds:thresholds_form"),
    Private("POST", "/segments/thresholds", "pages.base.thresholds:thresholds"),
    Private("POST", "/segments/thresholds/preview", "pages.base.thresholds:live_preview"),
    Private("GET", "/offers", "pages.base.offers:offers"),
    Private("POST", "/offers/plans", "pages.base.offers:save_plans"),
    Private("GET", "/offers/new", "pages.base.offers:new_offer"),
    Private("POST", "/offers/new", "pages.base.offers:save_offer"),
    Private("GET", "/offers/{offer_id}", "pages.base.offers:offer"),
    Private("POST", "/offers/{offer_id}", "pages.base.offers:save_offer"),
    Private("POST", "/offers/{offer_id}/remove", "pages.base.offers:remove_offer"),
    Private("GET", "/playbooks", "pages.playbooks.playbooks:playbooks"),
    Private("GET", "/playbooks/{motion}/{language}", "pages.playbooks.playbooks:playbook"),
    Private(
        "POST",
        "/playbooks/{motion}/{language}/approve-all",
        "pages.playbooks.playbooks:approve_all",
    ),
    Private(
        "POST",
        "/playbooks/{motion}/{language}/drafts",
        "pages.playbooks.playbooks:draft_lines",
    ),
    Private(
        "POST",
        "/playbooks/{motion}/{language}/translations",
        "pages.playbooks.playbooks:translate_lines",
    ),
    Private("POST", "/playbooks/{motion}/{language}/lines", "pages.playbooks.playbooks:add_line"),
    Private(
        "POST",
        "/playbooks/{motion}/{language}/lines/{line_id}",
        "pages.playbooks.playbooks:change_line",
    ),
    Private("GET", "/knowledge", "pages.playbooks.knowledge:knowledge"),
    Private("POST", "/knowledge/new", "pages.playbooks.knowledge:save_answer"),
    Private("POST", "/knowledge/inbox", "pages.playbooks.knowledge:answer_inbox"),
    Private("POST", "/knowledge/needed", "pages.playbooks.knowledge:approve_needed"),
    Private("POST", "/knowledge/{answer_id}", "pages.playbooks.knowledge:save_answer"),
    Private("GET", "/rehearsal", "pages.playbooks.rehearsal:rehearsal"),
    Private("POST", "/rehearsal/begin", "pages.playbooks.rehearsal:begin"),
    Private("POST", "/rehearsal/say", "pages.playbooks.rehearsal:say"),
    Private("GET", "/bandwidth", "pages.work.bandwidth:bandwidth_form"),
    Private("POST", "/bandwidth", "pages.work.bandwidth:save_bandwidth"),
    Public("GET", "/calendar/{token}", "pages.work.bandwidth:calendar"),
    Private("GET", "/channels", "pages.work.channels:channels"),
    Private("POST", "/channels/rules", "pages.work.channels:save_rules"),
    Private("POST", "/channels/{channel}", "pages.work.channels:save_channel"),
    Private("POST", "/channels/{channel}/code", "pages.work.address_proof:check_code"),
    Private("POST", "/channels/email/test", "pages.work.seen_by_customer:send_sender_test"),
    Private("POST", "/channels/{channel}/code/again", "pages.work.address_proof:send_code_again"),
    Private("GET", "/campaigns", "pages.work.campaigns:campaigns"),
    Private("GET", "/campaigns/new", "pages.work.campaigns:new_campaign"),
    Private("POST", "/campaigns/new", "pages.work.campaigns:create"),
    Private("GET", "/campaigns/{campaign_id}", "pages.work.campaigns:campaign"),
    Private("POST", "/campaigns/{campaign_id}/{move}", "pages.work.campaigns:move"),
    Private("GET", "/conversations", "pages.work.conversations:conversations"),
    Private("GET", "/conversations/{conversation_id}", "pages.work.conversations:conversation"),
    Private("POST", "/conversations/{conversation_id}/{act}", "pages.work.conversations:act"),
    Private(
        "POST", "/conversations/{conversation_id}/turns/{turn}", "pages.work.corrections:correct"
    ),
    Private("POST", "/opt-outs", "pages.work.opt_outs:attribute"),
    Private("GET", "/corrections.tsv", "pages.work.corrections:export"),
    Private("GET", "/bookings", "pages.work.bookings:bookings"),
    Private("GET", "/bookings/{booking_id}", "pages.work.bookings:booking"),
    Private("POST", "/bookings/{booking_id}/outcome", "pages.work.bookings:mark"),
    Private("POST", "/bookings/{booking_id}/cancel", "pages.work.bookings:cancel"),
    Private("GET", "/billing", "pages.tenant.billing:billing"),
    Private("POST", "/billing/limit", "pages.tenant.billing:set_limit"),
    Private("POST", "/billing/checkout", "pages.tenant.billing:checkout"),
    Private("POST", "/billing/portal", "pages.tenant.billing:portal"),
    Private("GET", "/audit", "pages.tenant.audit:audit"),
    Private("GET", "/settings", "pages.tenant.settings:settings"),
    Private("POST", "/settings", "pages.tenant.settings:save"),
    Private("POST", "/settings/invite", "pages.tenant.settings:invite"),
    Private("POST", "/settings/reading", "pages.tenant.settings:save_reading"),
    Private("GET", "/api/v1/imports", "api.v1:imports"),
    Private("GET", "/api/v1/segments", "api.v1:segments"),
    Private("GET", "/api/v1/customers", "api.v1:customers"),
    Private("GET", "/api/v1/offers", "api.v1:offers"),
    Private("GET", "/api/v1/campaigns", "api.v1:campaigns"),
    Private("GET", "/api/v1/conversations", "api.v1:conversations"),
    Private("GET", "/api/v1/conversations/{conversation_id}", "api.v1:conversation"),
    Private("GET", "/api/v1/bookings", "api.v1:bookings"),
    Private("GET", "/api/v1/bookings/{booking_id}", "api.v1:booking"),
    Private("GET", "/api/v1/inbox", "api.v1:inbox"),
    Private("GET", "/api/v1/usage", "api.v1:usage"),
    Private("GET", "/api/v1/audit", "api.v1:audit"),
)

_VALUE = re.compile(r"[A-Za-z0-9_.~:@+-]{1,400}")


def _values(wanted: str, asked: str) -> Mapping[str, str] | None:
    """What stands where the route has its `{name}`s; None if it is another path."""
    pieces, given = wanted.split("/"), asked.split("/")
    if len(pieces) != len(given):
        return None
    values: dict[str, str] = {}
    for piece, text in zip(pieces, given, strict=True):
        if not piece.startswith("{"):
            if piece != text:
                return None
        elif _VALUE.fullmatch(text):
            values[piece[1:-1]] = text
        else:
            return None
    return values


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
    fitting = [
        (route, values) for route in ROUTES if (values := _values(route.path, clean)) is not None
    ]
    for route, values in fitting:
        if route.method == asked:
            return Matched(route, values)
    if fitting:
        return WrongMethod(tuple(sorted({route.method for route, _ in fitting})))
    return None
