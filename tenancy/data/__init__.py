"""The only door to tenant data: keys, scoped credentials, the boundary, transactions, the bucket.

May import `tenancy.tenant` and AWS SDKs; must never build a key or a session without a tenant,
except `due_index`, which sees keys only.
"""
