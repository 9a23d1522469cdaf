"""A founder's own programs on AWS: keys, limits and kept answers, and where events are sent.

May import `ports`, `http` and `tenancy`; must never keep or log a key.
"""
