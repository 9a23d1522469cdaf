"""The customer base pulled from the founder's own Stripe account, and kept current.

May import `imports`, what is below it, and `functions.stripe_source`, never `segmentation`; must
never write to a founder's account.
"""
