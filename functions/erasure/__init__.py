"""The erasure of a person: who is meant, how far it has come, and what is kept as proof.

May import `functions.product` and `tenancy` and is shared by every deployable. Must never keep a
person's address in the open once the erasure is done, and never reads what it erases.
"""
