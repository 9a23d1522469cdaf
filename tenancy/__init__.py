"""Who the tenant is, what it may use and owes, and the only door to its data."""
