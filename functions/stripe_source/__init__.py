"""A founder's own Stripe account as a source of customers: account, link, rows and queue.

May import `tenancy` alone and is shared by every deployable; must never write to a founder's
account.
"""
