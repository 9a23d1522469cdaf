"""One package a vendor, each capability behind a Protocol of `ports`.

May import SDKs, lazily; must never decide anything about a conversation.
"""
