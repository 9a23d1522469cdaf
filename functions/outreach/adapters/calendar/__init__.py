"""Founders' calendars and the calendar objects of a booking.

May import `icalendar`; must never put the handoff into what the customer receives.
"""
