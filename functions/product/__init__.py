"""The product's own words, shared by every deployable: customer facts, offers, thresholds, money.

Pure: may import `tenancy.tenant`, `tenancy.values` and pydantic; must never touch a table, a file
or a clock.
"""
