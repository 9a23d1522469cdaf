"""The shell as sequences: load, decide, commit.

May import `ports` and the domain; must never import an adapter or a store.
"""
