"""When a customer wants something: phrases to dates, hours and windows.

May import `languages`; must never answer with a time that is past.
"""
