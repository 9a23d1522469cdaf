"""Usage to Stripe's meters.

May import `tenancy.billing`; must never charge anything else.
"""
