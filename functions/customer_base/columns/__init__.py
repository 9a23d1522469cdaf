"""What a column means: canonical columns, presets, header matching, and mappings remembered.

May import `store`, `functions.product` and `tenancy`; must never open DuckDB, so that the console
can ship it.
"""
