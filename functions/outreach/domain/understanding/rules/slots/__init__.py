"""Which of the offered times a customer chooses.

May import the rest of `rules` except `wanted_times`; must never choose where two are possible.
"""
