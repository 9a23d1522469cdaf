"""What the cells of a file say of whom must not be contacted, and what has to be asked about them.

May import `columns`, `files`, `parsing` beside it and `sql`; must never take for a permission what
it cannot read.
"""
