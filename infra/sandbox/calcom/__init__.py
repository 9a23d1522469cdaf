"""Cal.com at the wire, version 2 of its API, with the founders' own hands on their bookings.

Must never accept what Cal.com would refuse: another version of an endpoint than ours, a field or a
parameter its OpenAPI document does not name, a time that is not free.
"""
