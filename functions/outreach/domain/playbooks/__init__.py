"""What may be said: approved lines with typed slots, the lints, WhatsApp's templates.

May import `understanding` and `functions.product`; must never choose a line for a moment.
"""
