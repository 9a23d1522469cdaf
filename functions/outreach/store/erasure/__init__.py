"""Rows about one person in the workspace: found, tombstoned at once, and removed.

May import the stores it removes from, `functions.erasure` and `tenancy.data`. Must never remove a
row of somebody who only shares a phone with the person.
"""
