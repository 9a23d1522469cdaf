"""Outreach: opens, carries and ends conversations with customers, over every channel.

May import `functions.product` and `tenancy`; must never read Parquet or a founder's session.
"""
