"""Twilio, Stripe, Google and the mail provider at the wire, the clock, and the customers' phones.

May import nothing of the product; must never accept what the real API would refuse.
"""
