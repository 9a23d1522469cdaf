"""Whether a person may be contacted on a channel now, with the evidence for either answer.

May import `functions.product`; must never know which words are sent.
"""
