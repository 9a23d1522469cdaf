"""What a cell says: text to typed canonical values, one SQL expression for each kind of column.

May import `columns`, `files`, `store` and `sql`; must never put a guess where a cell is unreadable.
`findings` opens no DuckDB, so that the console can ship it.
"""
