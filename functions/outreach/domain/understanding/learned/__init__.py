"""A reader that learned from exemplars: which words stand for which act, as one table of weights.

May import acts and the words' plain forms; must never read a clock or decide what follows.
"""
