"""Google Calendar: how a founder lets us in, and their calendars over its REST API, version 3.

Must never change an event that is not a booking's, nor ask for what an appointment is about.
"""
