"""The route table: which page answers which method and path, and who may ask.

Data only. A page is named as `module:function` below `frontend_api` and imported when it is first
asked for, so that no request pays for another page. Paths are matched segment by segment; `{name}`
takes one segment of safe characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from frontend_api.api_routes import API_ROUTES
from frontend_api.route_kinds import DOES, OWNS, SEES, Private, Public, Route
from tenancy.values.lazy_dataclass import dataclass

__all__ = ["ROUTES", "Matched", "Private", "Public", "Route", "WrongMethod", "match"]

ROUTES: tuple[Route, ...] = (
    Public("GET", "/sign-up", "pages.tenant.account:sign_up_form"),
    Public("POST", "/sign-up", "pages.tenant.account:sign_up"),
    Public("GET", "/pricing", "pages.tenant.pricing:pricing"),
    Public("GET", "/confirm", "pages.tenant.account:confirm_form"),
    Public("POST", "/confirm", "pages.tenant.account:confirm"),
    Public("POST", "/confirm/again", "pages.tenant.account:send_code_again"),
    Public("GET", "/sign-in", "pages.tenant.account:sign_in_form"),
    Public("POST", "/sign-in", "pages.tenant.account:sign_in"),
    Public("POST", "/sign-in/code", "pages.tenant.account:sign_in_with_app_code"),
    Public("GET", "/forgot", "pages.tenant.account:forgot_form"),
    Public("POST", "/forgot", "pages.tenant.account:forgot"),
    Public("GET", "/reset", "pages.tenant.account:reset_form"),
    Public("POST", "/reset", "pages.tenant.account:reset"),
    Private("POST", "/sign-out", "pages.tenant.account:sign_out", SEES),
    Private("GET", "/", "pages.tenant.home:home", SEES),
    Private("GET", "/today/needs-you", "pages.today.needs_you:needs_you", SEES),
    Private("GET", "/today/value", "pages.today.value:value", SEES),
    Private("GET", "/today/funnel", "pages.today.funnel:funnel", SEES),
    Private("GET", "/today/credit", "pages.today.credit:credit", SEES),
    Private("GET", "/customers", "pages.base.customers:customers", SEES),
    Private("POST", "/customers/imports", "pages.base.customers:begin_import", DOES),
    Private("POST", "/customers/sample", "pages.base.customers:use_sample", DOES),
    Private("GET", "/customers/stripe", "pages.base.stripe_sync:stripe", SEES),
    Private("POST", "/customers/stripe", "pages.base.stripe_sync:connect", OWNS),
    Private("POST", "/customers/stripe/webhook", "pages.base.stripe_sync:keep_hook_secret", OWNS),
    Private("POST", "/customers/stripe/sync", "pages.base.stripe_sync:sync_now", DOES),
    Private("POST", "/customers/stripe/disconnect", "pages.base.stripe_sync:disconnect", OWNS),
    Private("GET", "/customers/imports/{import_id}", "pages.base.imports:import_page", SEES),
    Private(
        "POST", "/customers/imports/{import_id}/start", "pages.base.customers:start_import", DOES
    ),
    Private(
        "POST", "/customers/imports/{import_id}/mapping", "pages.base.imports:confirm_mapping", DOES
    ),
    Private(
        "POST",
        "/customers/imports/{import_id}/replace",
        "pages.base.replacement:replace_base",
        DOES,
    ),
    Private(
        "POST", "/customers/imports/{import_id}/keep", "pages.base.replacement:keep_base", DOES
    ),
    Private("GET", "/customers/person", "pages.base.person_rights:person_rights", OWNS),
    Private("POST", "/customers/person/export", "pages.base.person_rights:export_person", OWNS),
    Private("POST", "/customers/person/erase", "pages.base.person_rights:erase_person", OWNS),
    Private("POST", "/customers/restore", "pages.base.replacement:restore_base", DOES),
    Private("GET", "/customers/imports/{import_id}/rejects", "pages.base.imports:rejects", SEES),
    Private(
        "POST",
        "/customers/imports/{import_id}/forget-columns",
        "pages.base.imports:forget_columns",
        DOES,
    ),
    Private("GET", "/segments", "pages.base.segments:segments", SEES),
    Private("GET", "/segments/contact", "pages.people.contactable:contactable", SEES),
    Private("GET", "/segments/contact/week", "pages.people.contactable:week", SEES),
    Private("GET", "/segments/customer", "pages.base.segments:why", SEES),
    Private(
        "GET",
        "/segments/customer/history",
        "pages.people.customer_history:customer_history",
        SEES,
    ),
    Private("POST", "/filters", "pages.people.saved_filters:save_filter", DOES),
    Private(
        "POST", "/filters/{filter_id}/remove", "pages.people.saved_filters:remove_filter", DOES
    ),
    Private("GET", "/segments/runs", "pages.base.compare_runs:compare_runs", SEES),
    Private("GET", "/segments/thresholds", "pages.base.thresholds:thresholds_form", SEES),
    Private("POST", "/segments/thresholds", "pages.base.thresholds:thresholds", DOES),
    Private("POST", "/segments/thresholds/preview", "pages.base.thresholds:live_preview", SEES),
    Private("GET", "/offers", "pages.base.offers:offers", SEES),
    Private("POST", "/offers/plans", "pages.base.offers:save_plans", DOES),
    Private("GET", "/offers/new", "pages.base.offers:new_offer", SEES),
    Private("POST", "/offers/new", "pages.base.offers:save_offer", DOES),
    Private("GET", "/offers/{offer_id}", "pages.base.offers:offer", SEES),
    Private("POST", "/offers/{offer_id}", "pages.base.offers:save_offer", DOES),
    Private("POST", "/offers/{offer_id}/remove", "pages.base.offers:remove_offer", DOES),
    Private("GET", "/playbooks", "pages.playbooks.playbooks:playbooks", SEES),
    Private("GET", "/playbooks/{motion}/{language}", "pages.playbooks.playbooks:playbook", SEES),
    Private(
        "GET",
        "/playbooks/{motion}/{language}/read",
        "pages.playbooks.reading:read_playbook",
        SEES,
    ),
    Private(
        "POST",
        "/playbooks/{motion}/{language}/approve-all",
        "pages.playbooks.reading:approve_all",
        DOES,
    ),
    Private(
        "POST",
        "/playbooks/{motion}/{language}/drafts",
        "pages.playbooks.playbooks:draft_lines",
        DOES,
    ),
    Private(
        "POST",
        "/playbooks/{motion}/{language}/translations",
        "pages.playbooks.playbooks:translate_lines",
        DOES,
    ),
    Private(
        "POST", "/playbooks/{motion}/{language}/lines", "pages.playbooks.playbooks:add_line", DOES
    ),
    Private(
        "POST",
        "/playbooks/{motion}/{language}/lines/{line_id}",
        "pages.playbooks.playbooks:change_line",
        DOES,
    ),
    Private("GET", "/knowledge", "pages.playbooks.knowledge:knowledge", SEES),
    Private("POST", "/knowledge/new", "pages.playbooks.knowledge:save_answer", DOES),
    Private("POST", "/knowledge/inbox", "pages.playbooks.knowledge:answer_inbox", DOES),
    Private("POST", "/knowledge/needed", "pages.playbooks.knowledge:approve_needed", DOES),
    Private("POST", "/knowledge/{answer_id}", "pages.playbooks.knowledge:save_answer", DOES),
    Private("GET", "/rehearsal", "pages.playbooks.rehearsal:rehearsal", SEES),
    Private("GET", "/rehearsal/personas", "pages.playbooks.personas:personas", SEES),
    Private("GET", "/rehearsal/personas/{number}", "pages.playbooks.personas:persona", SEES),
    Private("GET", "/rehearsal/replay/{conversation_id}", "pages.playbooks.personas:replay", SEES),
    Private("POST", "/rehearsal/begin", "pages.playbooks.rehearsal:begin", DOES),
    Private("POST", "/rehearsal/say", "pages.playbooks.rehearsal:say", DOES),
    Private("POST", "/rehearsal/phone", "pages.phone.phone_rehearsal:begin", DOES),
    Private(
        "GET",
        "/rehearsal/phone/{rehearsal_id}",
        "pages.phone.phone_rehearsal:phone_rehearsal",
        SEES,
    ),
    Private("POST", "/rehearsal/phone/{rehearsal_id}/end", "pages.phone.phone_rehearsal:end", DOES),
    Private(
        "POST",
        "/rehearsal/phone/{rehearsal_id}/count",
        "pages.phone.phone_rehearsal:count_walks",
        DOES,
    ),
    Private("GET", "/bandwidth", "pages.work.bandwidth:bandwidth_form", SEES, with_proofs=True),
    Private("POST", "/bandwidth", "pages.work.bandwidth:save_bandwidth", DOES),
    Private("POST", "/bandwidth/phone", "pages.phone.own_phone:send_code", DOES),
    Private("POST", "/bandwidth/phone/code", "pages.phone.own_phone:check_code", DOES),
    Private("POST", "/bandwidth/phone/remove", "pages.phone.own_phone:remove", DOES),
    Private("POST", "/bandwidth/calendar", "pages.calendars.own_calendar:connect_calendar", DOES),
    Private(
        "POST", "/bandwidth/calendar/google", "pages.calendars.google_calendar:begin_google", DOES
    ),
    Private(
        "GET", "/bandwidth/calendar/google", "pages.calendars.google_calendar:finish_google", DOES
    ),
    Private("POST", "/bandwidth/calendar/calcom", "pages.calendars.calcom:begin", DOES),
    Private("GET", "/bandwidth/calendar/event-types", "pages.calendars.calcom:choose_form", SEES),
    Private("POST", "/bandwidth/calendar/event-types", "pages.calendars.calcom:choose", DOES),
    Private("GET", "/bandwidth/calendars", "pages.calendars.calendar_choice:choose_form", SEES),
    Private(
        "POST", "/bandwidth/calendars", "pages.calendars.calendar_choice:choose_calendars", DOES
    ),
    Private(
        "POST",
        "/bandwidth/calendar/disconnect",
        "pages.calendars.own_calendar:disconnect_calendar",
        DOES,
    ),
    Public("GET", "/calendar/{token}", "pages.work.bandwidth:calendar"),
    Private("GET", "/channels", "pages.work.channels:channels", SEES, with_proofs=True),
    Private("POST", "/channels/rules", "pages.work.channels:save_rules", DOES),
    Private("POST", "/channels/{channel}", "pages.work.channels:save_channel", DOES),
    Private("POST", "/channels/{channel}/code", "pages.work.address_proof:check_code", DOES),
    Private("POST", "/channels/email/test", "pages.work.seen_by_customer:send_sender_test", DOES),
    Private(
        "POST", "/channels/{channel}/code/again", "pages.work.address_proof:send_code_again", DOES
    ),
    Private("GET", "/campaigns", "pages.work.campaigns:campaigns", SEES),
    Private("GET", "/campaigns/new", "pages.work.campaigns:new_campaign", SEES),
    Private("POST", "/campaigns/new", "pages.work.campaigns:create", DOES),
    Private("GET", "/campaigns/{campaign_id}", "pages.work.campaigns:campaign", SEES),
    Private("POST", "/campaigns/{campaign_id}/{move}", "pages.work.campaigns:move", DOES),
    Private("GET", "/conversations", "pages.people.conversation_list:conversations", SEES),
    Private(
        "GET", "/conversations/{conversation_id}", "pages.work.conversations:conversation", SEES
    ),
    Private(
        "GET",
        "/conversations/{conversation_id}/recordings/{file}",
        "pages.work.recordings:listen",
        DOES,
    ),
    Private("POST", "/conversations/{conversation_id}/{act}", "pages.work.conversations:act", DOES),
    Private(
        "POST",
        "/conversations/{conversation_id}/turns/{turn}",
        "pages.work.corrections:correct",
        DOES,
    ),
    Private("POST", "/opt-outs", "pages.work.opt_outs:attribute", DOES),
    Private("GET", "/corrections.tsv", "pages.work.corrections:export", SEES),
    Private("GET", "/bookings", "pages.work.bookings:bookings", SEES),
    Private("GET", "/bookings/{booking_id}", "pages.work.bookings:booking", SEES),
    Private("POST", "/bookings/{booking_id}/outcome", "pages.work.bookings:mark", DOES),
    Private("POST", "/bookings/{booking_id}/cancel", "pages.work.bookings:cancel", DOES),
    Private("GET", "/billing", "pages.tenant.billing:billing", SEES),
    Private("POST", "/billing/limit", "pages.tenant.billing:set_limit", OWNS),
    Private("POST", "/billing/checkout", "pages.tenant.billing:checkout", OWNS),
    Private("POST", "/billing/portal", "pages.tenant.billing:portal", OWNS),
    Private("GET", "/audit", "pages.tenant.audit:audit", SEES),
    Private("GET", "/settings", "pages.tenant.settings:settings", SEES),
    Private("GET", "/settings/retention", "pages.tenant.retention:retention", SEES),
    Private("POST", "/settings/retention", "pages.tenant.retention:save_retention", OWNS),
    Private("GET", "/settings/notifications", "pages.today.notifications:notifications", SEES),
    Private("POST", "/settings/notifications", "pages.today.notifications:save", SEES),
    Private("POST", "/settings", "pages.tenant.settings:save", DOES),
    Private("POST", "/settings/invite", "pages.tenant.settings:invite", OWNS),
    Private("POST", "/settings/team/{founder_id}/role", "pages.tenant.team:change_role", OWNS),
    Private("POST", "/settings/team/{founder_id}/remove", "pages.tenant.team:remove", OWNS),
    Private("GET", "/security", "pages.tenant.security:security", SEES),
    Private("POST", "/security/password", "pages.tenant.security:change_password", SEES),
    Private("POST", "/security/app", "pages.tenant.security:connect_app", SEES),
    Private("POST", "/security/app/on", "pages.tenant.security:turn_app_on", SEES),
    Private("POST", "/security/app/off", "pages.tenant.security:turn_app_off", SEES),
    Private("POST", "/settings/recording", "pages.tenant.settings:save_recording", OWNS),
    Private("POST", "/settings/reading", "pages.tenant.settings:save_reading", DOES),
    Private("GET", "/settings/keys", "pages.tenant.api_keys:api_keys", SEES),
    Private("POST", "/settings/keys", "pages.tenant.api_keys:make_key", OWNS),
    Private("POST", "/settings/keys/{key_id}/revoke", "pages.tenant.api_keys:revoke_key", OWNS),
    Private("GET", "/lists/{list}/csv", "api.csv_lists:download", SEES),
    Private("GET", "/settings/webhooks", "pages.tenant.webhooks:webhooks", SEES),
    Private("POST", "/settings/webhooks", "pages.tenant.webhooks:add", OWNS),
    Private("POST", "/settings/webhooks/replay", "pages.tenant.webhooks:replay", DOES),
    Private(
        "POST", "/settings/webhooks/{endpoint_id}/{change}", "pages.tenant.webhooks:change", OWNS
    ),
    *API_ROUTES,
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
