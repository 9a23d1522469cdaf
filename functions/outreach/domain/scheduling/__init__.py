"""What comes next and when: the ladder over the channels, and callbacks.

May import `conversation` and below; must never send.
"""
