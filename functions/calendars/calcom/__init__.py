"""Cal.com: a founder's event type over its REST API, version 2: times it offers, bookings of ours.

May import what every calendar shares; must never ask for a booking that is not ours, nor give
Cal.com a customer's mail address or words.
"""
