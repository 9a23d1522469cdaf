"""Twilio, Stripe and the mail provider spoken at the wire, the clock, and the customer's phone."""
