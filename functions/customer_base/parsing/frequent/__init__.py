"""Cells that many rows of a large file share, whose reading is computed once.

May import `files` and `sql`; must never read a cell otherwise than the SQL of its column does.
"""
