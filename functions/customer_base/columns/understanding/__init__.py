"""What an unknown header probably means, and what no header says at all.

May import the rest of `columns`; must never open DuckDB, nor give a header a meaning by itself.
"""
