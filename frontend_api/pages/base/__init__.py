"""Pages about the customer base: uploads, Stripe, segments, thresholds, offers.

May import `launch`, `wording`, `http` and `ports`; must never open DuckDB.
"""
