"""Pages about the tenant: signing in, the first page, settings, billing.

May import `launch`, `wording`, `http` and `ports`; must never show another tenant's data.
"""
