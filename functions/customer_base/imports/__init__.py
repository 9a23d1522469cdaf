"""One import, from uploaded files to an immutable snapshot with every row accounted for.

May import every package below it, never `segmentation`; `records` and `stored_imports` open no
DuckDB, so that the console can ship them.
"""
