"""One pass that puts every customer of a snapshot into one motion, or into none with a reason.

May import `store`, `parsing`, `columns` and `sql`; must never change a snapshot or contact anybody.
"""
