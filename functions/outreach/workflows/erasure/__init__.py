"""The outreach part of an erasure: one try at a time, claimed, limited, and repeated until done.

May import `ports`, the domain and `functions.erasure`. Must never remove a row before the copies
it names elsewhere are noted.
"""
