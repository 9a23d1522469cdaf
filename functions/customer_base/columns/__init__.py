"""What a column means: the canonical columns, the presets, and headers matched with suggestions.

May import `functions.product` and pure libraries; must never open DuckDB, so the console can ship
it.
"""
