"""Events to founders' own tools, over HTTP.

May import `functions.webhooks` and `ports`; must never reach an address inside a private network.
"""
