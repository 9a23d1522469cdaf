"""The founder's own accounts at other providers: tried, kept as secrets, and ended.

May import the ports and what is shared with outreach; must never show a credential again.
"""
