"""The calendars founders connected: looked at on a schedule, and their trouble mailed.

May import the domain and the ports; must never decide about a booking: that is its conversation's.
"""
