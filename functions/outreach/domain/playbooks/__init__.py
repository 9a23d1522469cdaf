"""The approved words: lines with typed slots, answers, their lints, WhatsApp's templates.

May import `understanding`, `permission` and `functions.product`; must never choose a line for a
moment, nor know a conversation.
"""
