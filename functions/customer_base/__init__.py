"""The customer base: imports, snapshots, segment runs and queries over them.

The only place with DuckDB; must never reach a customer.
"""
