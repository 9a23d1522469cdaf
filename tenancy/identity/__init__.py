"""Who founders are: accounts, sign-up, sessions, the address directory and the audit log.

May import `tenancy.data` and `tenancy.runtime`; must never read or write a tenant's own rows.
"""
