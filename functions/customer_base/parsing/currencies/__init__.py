"""Which currency an amount is in, by the sign or code in its cell, its header and its row.

May import `columns`, `files`, `parsing` beside it and `sql`; must never convert an amount, nor
take it for one in another currency than its cell says.
"""
