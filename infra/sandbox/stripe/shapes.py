"""What Stripe's objects always carry, so that nothing here is easier to read than the real ones.

A test holds these against the SDK's own types. Decides nothing: what is given wins.
"""

from __future__ import annotations

from infra.sandbox.ledger import Record

_AUTOMATIC_TAX = {"enabled": False, "liability": None, "status": None}
_EMPTY_LIST = {"object": "list", "data": [], "has_more": False}


def whole_invoice(given: Record) -> Record:
    moment, due = given.get("created", 0), given.get("amount_due", 0)
    return {
        "amount_due": due,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": due,
        "amount_shipping": 0,
        "attempted": True,
        "automatic_tax": {**_AUTOMATIC_TAX, "disabled_reason": None, "provider": None},
        "collection_method": "charge_automatically",
        "created": moment,
        "currency": "usd",
        "default_tax_rates": [],
        "discounts": [],
        "issuer": {"type": "self"},
        "lines": {**_EMPTY_LIST, "url": f"/v1/invoices/{given['id']}/lines"},
        "livemode": False,
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
    moment = given.get("created", 0)
    return {
        "automatic_tax": {**_AUTOMATIC_TAX, "disabled_reason": None},
        "billing_cycle_anchor": moment,
        "billing_mode": {"type": "flexible"},
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "collection_method": "charge_automatically",
        "created": moment,
        "currency": "usd",
        "discounts": [],
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": {**_EMPTY_LIST, "url": f"/v1/subscription_items?subscription={given['id']}"},
        "livemode": False,
        "metadata": {},
        "start_date": moment,
        **given,
    }


def whole_session(given: Record) -> Record:
    return {
        "automatic_tax": {**_AUTOMATIC_TAX, "provider": None},
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
