"""In which currency the worth of a customer is counted: the offer's own, where it has a value.

An offer without one is worth what the customer pays a year, in the customer's currency.
"""

from __future__ import annotations

from dataclasses import replace

from frontend_api.ports.customer_base import CustomerRow, CustomersFound
from functions.outreach.domain.playbooks.playbook import OfferId
from functions.outreach.domain.settings import TenantSettings
from tenancy.tenant import Tenant


def counted_in(found: CustomersFound, settings: TenantSettings, tenant: Tenant) -> CustomersFound:
    """The rows with the currency of their value."""
    return replace(found, rows=tuple(_row(row, settings, tenant) for row in found.rows))


def _row(row: CustomerRow, settings: TenantSettings, tenant: Tenant) -> CustomerRow:
    offer = settings.offer(OfferId(row.offer_id)) if row.offer_id else None
    own = offer.currency if offer and offer.yearly_value_cents else ""
    return replace(row, currency=own or row.currency or tenant.currency)
