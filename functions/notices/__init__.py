"""What reaches a founder by mail, and when: at once, once a day, or not at all.

May import `tenancy` alone and is shared by every deployable; must never send anything, nor hold a
customer's words, name or address.
"""
