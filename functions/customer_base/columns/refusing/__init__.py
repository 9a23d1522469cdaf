"""Who must not be contacted, by the words of headers and cells.

May import what a column is, the vocabulary and `functions.product`; must never open DuckDB.
"""
