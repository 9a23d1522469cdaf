"""Who the tenant is, what it may use and owes, and the only door to its data.

May import nothing of the product; must never decide anything about a customer.
"""
