"""From uploaded files to typed rows: each file loaded, its cells read as its export writes them.

May import `columns`, `files`, `parsing`, and of `imports` what knows no import; must never join
rows of two files.
"""
