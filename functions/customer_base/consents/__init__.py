"""The consent record: what was ever stated about contact, and what of it stands today.

May import `parsing`, `store` and `sql`; must never remove or rewrite an entry.
"""
