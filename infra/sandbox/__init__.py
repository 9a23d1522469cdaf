"""Twilio and Stripe spoken at the wire, the clock, and the customer's phone."""
