"""Stripe at the wire: billing, meters, and founders' own accounts.

May import the sandbox's ledger and clock; must never accept what Stripe would refuse.
"""
