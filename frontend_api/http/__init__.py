"""One request in, one response out: forms, sessions, rendering.

May import `tenancy` alone; must never know which page is shown.
"""
