"""What a tenant used, what it costs, and what Stripe knows of it.

May import `tenancy.data`, `tenancy.identity` and `tenancy.runtime`; only `stripe` may import the
Stripe SDK. Must never decide whether a customer is contacted.
"""
