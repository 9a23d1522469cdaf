"""The consent record: what was ever stated about contact, and what of it stands today.

May import `parsing` and what is below it; must never remove or rewrite an entry.
"""
