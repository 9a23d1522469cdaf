"""The routes of the API: each with the least role of a key's maker and the least scope of a key.

Data only. What each does of the console stands in the test that holds the two side by side.
"""

from __future__ import annotations

from frontend_api.route_kinds import DOES, LAUNCH, MANAGE, OWNS, READ, SEES, WRITE, Private

API_ROUTES: tuple[Private, ...] = (
    Private("GET", "/api/v1/customers", "api.customers:list_customers", SEES, READ),
    Private("GET", "/api/v1/customers/{customer_id}", "api.customers:show_customer", SEES, READ),
    Private("GET", "/api/v1/segments", "api.customers:show_segments", SEES, READ),
    Private("GET", "/api/v1/imports", "api.imports:list_imports", SEES, READ),
    Private("POST", "/api/v1/imports", "api.imports:begin_import", DOES, WRITE),
    Private("GET", "/api/v1/imports/{import_id}", "api.imports:show_import", SEES, READ),
    Private("POST", "/api/v1/imports/{import_id}/start", "api.imports:start_import", DOES, WRITE),
    Private(
        "POST", "/api/v1/imports/{import_id}/columns", "api.imports:confirm_columns", DOES, WRITE
    ),
    Private(
        "POST", "/api/v1/imports/{import_id}/replace", "api.imports:replace_base", DOES, LAUNCH
    ),
    Private("POST", "/api/v1/imports/{import_id}/keep", "api.imports:keep_base", DOES, WRITE),
    Private("GET", "/api/v1/offers", "api.settings.offers:list_offers", SEES, READ),
    Private("POST", "/api/v1/offers", "api.settings.offers:add_offer", DOES, LAUNCH),
    Private("POST", "/api/v1/offers/{offer_id}", "api.settings.offers:change_offer", DOES, LAUNCH),
    Private(
        "POST", "/api/v1/offers/{offer_id}/remove", "api.settings.offers:remove_offer", DOES, LAUNCH
    ),
    Private("GET", "/api/v1/thresholds", "api.settings.thresholds:show_thresholds", SEES, READ),
    Private(
        "POST", "/api/v1/thresholds", "api.settings.thresholds:change_thresholds", DOES, LAUNCH
    ),
    Private("GET", "/api/v1/answers", "api.settings.answers:list_answers", SEES, READ),
    Private("POST", "/api/v1/answers", "api.settings.answers:draft_answer", DOES, WRITE),
    Private(
        "POST", "/api/v1/answers/{answer_id}", "api.settings.answers:change_answer", DOES, WRITE
    ),
    Private(
        "POST",
        "/api/v1/answers/{answer_id}/remove",
        "api.settings.answers:remove_answer",
        DOES,
        WRITE,
    ),
    Private("GET", "/api/v1/channels", "api.settings.channels:list_channels", SEES, READ),
    Private(
        "POST", "/api/v1/channels/{channel}", "api.settings.channels:name_address", DOES, LAUNCH
    ),
    Private(
        "POST",
        "/api/v1/channels/{channel}/code",
        "api.settings.channels:prove_address",
        DOES,
        LAUNCH,
    ),
    Private(
        "POST",
        "/api/v1/channels/{channel}/code/again",
        "api.settings.channels:send_code_again",
        DOES,
        LAUNCH,
    ),
    Private("GET", "/api/v1/contact-hours", "api.settings.channels:show_contact_hours", SEES, READ),
    Private(
        "POST",
        "/api/v1/contact-hours",
        "api.settings.channels:change_contact_hours",
        DOES,
        LAUNCH,
    ),
    Private("GET", "/api/v1/playbooks", "api.playbooks:list_playbooks", SEES, READ),
    Private(
        "GET", "/api/v1/playbooks/{motion}/{language}", "api.playbooks:show_playbook", SEES, READ
    ),
    Private(
        "POST",
        "/api/v1/playbooks/{motion}/{language}/lines",
        "api.playbooks:draft_line",
        DOES,
        WRITE,
    ),
    Private("GET", "/api/v1/campaigns", "api.campaigns:list_campaigns", SEES, READ),
    Private("POST", "/api/v1/campaigns", "api.campaigns:make_campaign", DOES, WRITE),
    Private("GET", "/api/v1/campaigns/{campaign_id}", "api.campaigns:show_campaign", SEES, READ),
    Private(
        "POST",
        "/api/v1/campaigns/{campaign_id}/launch",
        "api.campaigns:launch_campaign",
        DOES,
        LAUNCH,
    ),
    Private(
        "POST", "/api/v1/campaigns/{campaign_id}/pause", "api.campaigns:pause_campaign", DOES, WRITE
    ),
    Private(
        "POST",
        "/api/v1/campaigns/{campaign_id}/resume",
        "api.campaigns:resume_campaign",
        DOES,
        LAUNCH,
    ),
    Private(
        "POST", "/api/v1/campaigns/{campaign_id}/stop", "api.campaigns:stop_campaign", DOES, WRITE
    ),
    Private("GET", "/api/v1/conversations", "api.conversations:list_conversations", SEES, READ),
    Private(
        "GET",
        "/api/v1/conversations/{conversation_id}",
        "api.conversations:show_conversation",
        SEES,
        READ,
    ),
    Private(
        "POST",
        "/api/v1/conversations/{conversation_id}/take-over",
        "api.conversations:take_over",
        DOES,
        LAUNCH,
    ),
    Private(
        "POST",
        "/api/v1/conversations/{conversation_id}/answer",
        "api.conversations:answer_customer",
        DOES,
        LAUNCH,
    ),
    Private(
        "POST",
        "/api/v1/conversations/{conversation_id}/hand-back",
        "api.conversations:hand_back",
        DOES,
        LAUNCH,
    ),
    Private("GET", "/api/v1/bookings", "api.bookings:list_bookings", SEES, READ),
    Private("GET", "/api/v1/bookings/{booking_id}", "api.bookings:show_booking", SEES, READ),
    Private(
        "POST", "/api/v1/bookings/{booking_id}/outcome", "api.bookings:mark_booking", DOES, WRITE
    ),
    Private("POST", "/api/v1/bookings/{booking_id}/cancel", "api.bookings:cancel", DOES, LAUNCH),
    Private("GET", "/api/v1/bandwidth", "api.settings.bandwidth:show_bandwidth", SEES, READ),
    Private("POST", "/api/v1/bandwidth", "api.settings.bandwidth:change_bandwidth", DOES, WRITE),
    Private("GET", "/api/v1/suppressions", "api.conversations:list_suppressions", SEES, READ),
    Private("GET", "/api/v1/inbox", "api.conversations:list_inbox", SEES, READ),
    Private("GET", "/api/v1/webhooks", "api.webhooks:list_webhooks", SEES, READ),
    Private("POST", "/api/v1/webhooks", "api.webhooks:add_webhook", OWNS, MANAGE),
    Private(
        "POST", "/api/v1/webhooks/{webhook_id}/remove", "api.webhooks:remove_webhook", OWNS, MANAGE
    ),
    Private(
        "POST",
        "/api/v1/webhooks/{webhook_id}/turn-on",
        "api.webhooks:turn_on_webhook",
        OWNS,
        MANAGE,
    ),
    Private(
        "POST", "/api/v1/webhooks/{webhook_id}/replay", "api.webhooks:replay_event", DOES, WRITE
    ),
    Private("GET", "/api/v1/webhook-events", "api.webhooks:list_webhook_events", SEES, READ),
    Private("GET", "/api/v1/usage", "api.account:show_usage", SEES, READ),
    Private("GET", "/api/v1/audit", "api.account:list_acts", SEES, READ),
    Private(
        "POST",
        "/api/v1/imports/{import_id}/forget-columns",
        "api.imports:forget_columns",
        DOES,
        WRITE,
    ),
    Private("GET", "/api/v1/base", "api.imports:show_base", SEES, READ),
    Private("POST", "/api/v1/base/restore", "api.imports:restore_base", DOES, LAUNCH),
    Private("GET", "/api/v1/stripe", "api.stripe:show_stripe", SEES, READ),
    Private("POST", "/api/v1/stripe/sync", "api.stripe:sync_now", DOES, WRITE),
    Private("GET", "/api/v1/plans", "api.settings.plans:show_plans", SEES, READ),
    Private("POST", "/api/v1/plans", "api.settings.plans:change_plans", DOES, LAUNCH),
    Private("GET", "/api/v1/filters", "api.settings.filters:show_filters", SEES, READ),
    Private("POST", "/api/v1/filters", "api.settings.filters:save_filter", DOES, WRITE),
    Private(
        "POST",
        "/api/v1/filters/{filter_id}/remove",
        "api.settings.filters:remove_filter",
        DOES,
        WRITE,
    ),
    Private(
        "POST", "/api/v1/channels/email/test", "api.settings.channels:test_sender", DOES, WRITE
    ),
    Private(
        "POST",
        "/api/v1/playbooks/{motion}/{language}/lines/{line_id}",
        "api.playbooks:change_line",
        DOES,
        WRITE,
    ),
    Private(
        "POST",
        "/api/v1/playbooks/{motion}/{language}/lines/{line_id}/remove",
        "api.playbooks:remove_line",
        DOES,
        WRITE,
    ),
    Private(
        "POST",
        "/api/v1/conversations/{conversation_id}/settle",
        "api.conversations:settle",
        DOES,
        LAUNCH,
    ),
    Private(
        "POST",
        "/api/v1/conversations/{conversation_id}/notes",
        "api.conversations:add_note",
        DOES,
        WRITE,
    ),
    Private(
        "POST",
        "/api/v1/conversations/{conversation_id}/turns/{turn}",
        "api.corrections:correct_turn",
        DOES,
        WRITE,
    ),
    Private("POST", "/api/v1/inbox/{item_id}/attribute", "api.corrections:attribute", DOES, WRITE),
    Private("POST", "/api/v1/inbox/{item_id}/done", "api.corrections:finish_item", DOES, WRITE),
    Private("GET", "/api/v1/calendars", "api.settings.calendars:show_calendars", SEES, READ),
    Private("POST", "/api/v1/calendars", "api.settings.calendars:change_calendars", DOES, WRITE),
    Private("GET", "/api/v1/notices", "api.settings.notices:show_notices", SEES, READ),
    Private("POST", "/api/v1/notices", "api.settings.notices:change_notices", DOES, WRITE),
    Private("GET", "/api/v1/business", "api.settings.business:show_business", SEES, READ),
    Private("POST", "/api/v1/business", "api.settings.business:change_business", DOES, LAUNCH),
    Private("GET", "/api/v1/retention", "api.settings.retention:show_retention", SEES, READ),
    Private("POST", "/api/v1/retention", "api.settings.retention:change_retention", OWNS, MANAGE),
    Private(
        "POST",
        "/api/v1/webhooks/{webhook_id}/turn-off",
        "api.webhooks:turn_off_webhook",
        OWNS,
        MANAGE,
    ),
    Private(
        "GET",
        "/api/v1/customers/{customer_id}/history",
        "api.reports.history:show_history",
        SEES,
        READ,
    ),
    Private("GET", "/api/v1/funnel", "api.reports.funnel:show_funnel", SEES, READ),
    Private("GET", "/api/v1/contactable", "api.reports.contactable:list_contactable", SEES, READ),
    Private("GET", "/api/v1/runs", "api.reports.runs:list_runs", SEES, READ),
    Private("GET", "/api/v1/moves", "api.reports.runs:list_moves", SEES, READ),
    Private("GET", "/api/v1/rehearsals", "api.reports.rehearsals:list_rehearsals", SEES, READ),
    Private("GET", "/api/v1/corrections", "api.corrections:list_corrections", SEES, READ),
    Private("GET", "/api/v1/listening", "api.settings.listening:show_listening", SEES, READ),
    Private("GET", "/api/v1/team", "api.account:list_team", SEES, READ),
    Private("GET", "/api/v1/campaigns/{campaign_id}/gate", "api.campaigns:show_gate", SEES, READ),
    Private("GET", "/api/v1/imports/{import_id}/rejects", "api.imports:offer_rejects", SEES, READ),
)
