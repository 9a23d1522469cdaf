"""Twilio, Stripe, Google, Cal.com and the mail provider at the wire, the clock, people's phones.

May import nothing of the product; must never accept what the real API would refuse.
"""
