"""The currency a customer's value is counted in: the offer's own, where the offer has a value.

An offer without a value counts as what the customer pays a year, in the customer's currency.
"""

from __future__ import annotations

from functions.customer_base.console_queries.answers import CustomersFound, ListedCustomer
from functions.outreach.domain.settings import TenantSettings
from functions.product.offers import OfferId
from tenancy.tenant import Tenant


def counted_in(found: CustomersFound, settings: TenantSettings, tenant: Tenant) -> CustomersFound:
    """The rows with the currency of their value."""
    return found.model_copy(
        update={"rows": tuple(_row(row, settings, tenant) for row in found.rows)}
    )


def _row(row: ListedCustomer, settings: TenantSettings, tenant: Tenant) -> ListedCustomer:
    offer = settings.offer(OfferId(row.offer_id)) if row.offer_id else None
    own = offer.currency if offer and offer.yearly_value_cents else ""
    return row.model_copy(update={"currency": own or row.currency or tenant.currency})
