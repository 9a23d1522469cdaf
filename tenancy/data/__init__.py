"""The only door to tenant data: keys, credentials, boundary, transactions, documents, bucket.

May import `tenancy.tenant` and AWS SDKs; must never build a key or a session without a tenant,
except `due_index`, which sees keys only.
"""
