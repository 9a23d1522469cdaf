"""A founder's own calendar at its provider: how it is asked, and how bookings are written into it.

May import `tenancy` alone and is shared by outreach and console; must never decide about a booking
nor reach an address inside a private network.
"""
