"""The rules that turn words into days and hours of the calendar.

May import `values`; must never look at what stands around the words.
"""
