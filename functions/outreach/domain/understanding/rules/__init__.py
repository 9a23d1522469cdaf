"""The parts of the rule reader: its lexicon, wishes for times, questions, and contradictions.

May import the rest of `understanding` except `understand`; must never decide what follows.
"""
