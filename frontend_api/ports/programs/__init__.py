"""A founder's own programs, as pages and the API need them: keys, limits, and where events go.

May name values of `tenancy` and `functions.webhooks`; must never name a gateway.
"""
