"""How a founder's own programs come in: keys with scopes, limits, and answers kept for a retry.

May import `identity`, `data` and `runtime`; must never keep a key, only its keyed hash.
"""
