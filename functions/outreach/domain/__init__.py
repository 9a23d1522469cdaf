"""Pure decisions over plain values.

May import `functions.product` and pure libraries; must never touch a clock, randomness, an SDK or
the environment.
"""
