"""Conversations and the people they are with: one query loads, one transaction commits.

May import `codec`, `ports` and `tenancy.data`; must never commit half a step.
"""
