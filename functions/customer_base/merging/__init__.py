"""Files of one import become one row for each customer.

May import `parsing` and what is below it; must never join rows that disagree about who they are.
"""
