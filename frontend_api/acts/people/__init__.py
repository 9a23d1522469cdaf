"""What pages and the API show of one customer, gathered once for both.

May import the ports and outreach's domain. Must never change anything.
"""
