"""Where the base's files are in the bucket, which snapshot is current, and what others keep for it.

May import the base's `ports`, `functions.product` and `tenancy`; must never decide anything.
"""
