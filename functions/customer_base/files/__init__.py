"""What a file is: its encoding, its dialect, and its rows in DuckDB with their line numbers.

May import `sql`; must never know what a column means.
"""
