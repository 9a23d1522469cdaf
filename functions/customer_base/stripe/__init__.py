"""The customer base pulled from the founder's own Stripe account, and kept current.

May import `imports`, `store` and `functions.stripe_source`; must never write to a founder's
account.
"""
