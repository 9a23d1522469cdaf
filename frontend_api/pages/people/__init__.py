"""Pages about people: who may be contacted, and all that is known of one customer.

May import `launch`, `wording`, `http` and `ports`; must never change a customer.
"""
