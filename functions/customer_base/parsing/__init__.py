"""What a cell says: text to typed canonical values, one SQL expression for each kind of column.

May import `columns`, `files` and `sql`; must never put a guess where a cell is unreadable.
"""
