"""Stripe at the wire: billing, meters, and founders' own accounts, as strict as the real API."""
