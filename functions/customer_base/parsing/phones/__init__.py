"""Phone numbers: one number as E.164, and a column of them with what is doubtful taken back.

May import `columns`, `sql` and what is beside it in `parsing`; must never read a national number
with a country nobody named.
"""
