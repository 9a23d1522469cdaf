"""What Stripe's objects always carry, so that nothing here is easier to read than the real ones.

Stripe's own definition is held against every answer in the tests
(`tests/infra/sandbox/definitions`). Decides nothing: what is given wins.
"""

from __future__ import annotations

from infra.sandbox.ledger import Record

_AUTOMATIC_TAX = {"enabled": False, "liability": None}
_EMPTY_LIST = {"object": "list", "data": [], "has_more": False}

_NULL_IN = {
    "coupon": (
        "amount_off currency duration_in_months max_redemptions metadata name percent_off redeem_by"
    ),
    "customer": "address currency default_source description email name phone shipping",
    "discount": (
        "checkout_session customer customer_account end invoice invoice_item promotion_code"
        " subscription subscription_item"
    ),
    "invoice": (
        "account_country account_name account_tax_ids application automatically_finalizes_at"
        " billing_reason custom_fields customer_account customer_address customer_email"
        " customer_name customer_phone customer_shipping customer_tax_exempt"
        " default_payment_method default_source description due_date effective_at"
        " ending_balance footer from_invoice"
        " last_finalization_error latest_revision next_payment_attempt number on_behalf_of"
        " receipt_number rendering shipping_cost shipping_details statement_descriptor"
        " subtotal_excluding_tax test_clock total_discount_amounts total_excluding_tax"
        " total_pretax_credit_amounts total_taxes webhooks_delivered_at"
    ),
    "portal": "customer_account flow locale on_behalf_of",
    "price": (
        "custom_unit_amount lookup_key nickname recurring tax_behavior tiers_mode"
        " transform_quantity unit_amount unit_amount_decimal"
    ),
    "product": "description package_dimensions shippable tax_details unit_label url",
    "session": (
        "adaptive_pricing after_expiration allow_promotion_codes allowed_payment_method_types"
        " amount_subtotal amount_total billing_address_collection client_secret"
        " collected_information consent consent_collection currency currency_conversion"
        " customer_account customer_creation customer_details discounts integration_identifier"
        " invoice invoice_creation locale managed_payments origin_context payment_intent"
        " payment_link payment_method_collection payment_method_configuration_details"
        " payment_method_options permissions recovered_from saved_payment_method_options"
        " setup_intent shipping_address_collection shipping_cost submit_type total_details"
        " ui_mode wallet_options"
    ),
    "subscription": (
        "application application_fee_percent billing_cycle_anchor_config billing_thresholds"
        " cancel_at canceled_at cancellation_details customer_account days_until_due"
        " default_payment_method default_source description ended_at latest_invoice"
        " managed_payments next_pending_invoice_item_invoice on_behalf_of pause_collection"
        " payment_settings pending_invoice_item_interval pending_setup_intent pending_update"
        " schedule test_clock transfer_data trial_end trial_settings trial_start"
    ),
    "subscription_item": "billing_thresholds current_trial tax_rates",
}
"""Fields that are always there, and null unless something in the account fills them."""


def _nulls_in(kind: str) -> Record:
    return dict.fromkeys(_NULL_IN[kind].split())


def whole_customer(given: Record) -> Record:
    settings = ("custom_fields", "default_payment_method", "footer", "rendering_options")
    return {
        **_nulls_in("customer"),
        "balance": 0,
        "delinquent": False,
        "invoice_settings": dict.fromkeys(settings),
        "livemode": False,
        "metadata": {},
        "object": "customer",
        **given,
    }


def whole_product(given: Record) -> Record:
    return {
        **_nulls_in("product"),
        "active": True,
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": {},
        "name": "",
        "object": "product",
        "type": "service",
        "updated": given.get("created", 0),
        **given,
    }


def whole_price(given: Record) -> Record:
    recurring = given.get("recurring")
    return {
        **_nulls_in("price"),
        "active": True,
        "billing_scheme": "per_unit",
        "livemode": False,
        "metadata": {},
        "object": "price",
        "type": "recurring" if recurring else "one_time",
        **given,
        "recurring": recurring and {"meter": None, "trial_period_days": None, **recurring},
    }


def whole_item(given: Record, *, subscription: str) -> Record:
    """An item of a subscription; `plan` is what came before prices, and Stripe still sends it."""
    price = whole_price(given["price"])
    begins = given.get("current_period_start", given.get("created", 0))
    return {
        **_nulls_in("subscription_item"),
        "created": begins,
        "current_period_end": begins,
        "current_period_start": begins,
        "discounts": [],
        "metadata": {},
        "object": "subscription_item",
        "plan": {
            "id": price["id"],
            "object": "plan",
            "active": price["active"],
            "currency": price["currency"],
            "product": price["product"],
        },
        "subscription": subscription,
        **given,
        "price": price,
    }


def whole_discount(given: Record, *, created: int) -> Record:
    source = given["source"]
    coupon = {
        **_nulls_in("coupon"),
        "created": created,
        "duration": "forever",
        "livemode": False,
        "object": "coupon",
        "times_redeemed": 1,
        "valid": True,
        **source["coupon"],
    }
    empty = {**_nulls_in("discount"), "object": "discount", "start": created}
    return {**empty, **given, "source": {**source, "coupon": coupon}}


def whole_portal(given: Record) -> Record:
    return {**_nulls_in("portal"), **given}


def whole_invoice(given: Record) -> Record:
    moment, due = given.get("created", 0), given.get("amount_due", 0)
    return {
        **_nulls_in("invoice"),
        "attempt_count": 0,
        "amount_due": due,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": due,
        "amount_shipping": 0,
        "attempted": True,
        "automatic_tax": {
            **_AUTOMATIC_TAX,
            "disabled_reason": None,
            "provider": None,
            "status": None,
        },
        "collection_method": "charge_automatically",
        "created": moment,
        "currency": "usd",
        "default_tax_rates": [],
        "discounts": [],
        "issuer": {"type": "self"},
        "lines": {**_EMPTY_LIST, "url": f"/v1/invoices/{given['id']}/lines"},
        "livemode": False,
        "metadata": {},
        "object": "invoice",
        "parent": None,
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": moment,
        "period_start": moment,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
        "status_transitions": {
            "finalized_at": moment,
            "marked_uncollectible_at": None,
            "paid_at": moment if given.get("status") == "paid" else None,
            "voided_at": None,
        },
        "subtotal": due,
        "total": due,
        **given,
    }


def whole_subscription(given: Record) -> Record:
    moment, url = given.get("created", 0), f"/v1/subscription_items?subscription={given['id']}"
    listed = given.get("items") or {}
    items = [whole_item(one, subscription=given["id"]) for one in listed.get("data", [])]
    discounts = [whole_discount(one, created=moment) for one in given.get("discounts", [])]
    settings = ("account_tax_ids", "custom_fields", "description", "footer")
    return {
        **_nulls_in("subscription"),
        "automatic_tax": {**_AUTOMATIC_TAX, "disabled_reason": None},
        "billing_cycle_anchor": moment,
        "billing_mode": {"flexible": None, "type": "flexible"},
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "collection_method": "charge_automatically",
        "created": moment,
        "currency": "usd",
        "invoice_settings": {**dict.fromkeys(settings), "issuer": {"type": "self"}},
        "livemode": False,
        "metadata": {},
        "object": "subscription",
        "start_date": moment,
        "status": "active",
        **given,
        "discounts": discounts,
        "items": {**_EMPTY_LIST, "url": url, **listed, "data": items},
    }


def whole_session(given: Record) -> Record:
    return {
        **_nulls_in("session"),
        "automatic_tax": {**_AUTOMATIC_TAX, "provider": None, "status": None},
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "expires_at": given["created"] + 86_400,
        "payment_method_types": ["card"],
        "shipping_options": [],
        **given,
    }
