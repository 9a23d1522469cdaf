"""What the first rows of a large file spare all others: frequent cells, and settled looks.

May import `files` and `sql`; must never read a cell otherwise than the SQL of its column does.
"""
