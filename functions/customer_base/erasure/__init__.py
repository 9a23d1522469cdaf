"""The base's part of an erasure: files rewritten without the person, raw text removed whole.

May import the base's `imports`, `parsing` and `store`, and `functions.erasure`. Must never change
the order or the number of a snapshot's rows: verdicts name customers by their row.
"""
