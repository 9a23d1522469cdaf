"""SQL of every package of the base: literals, and the connection to DuckDB.

May import DuckDB alone, and only in `connection`, so that the console can ship `literals`; must
never know a column or a file.
"""
