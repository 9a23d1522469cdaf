"""Drafts by the deployment's model, for a founder to read: what is asked, and what comes back.

May import `functions.language_model`; must never approve a word, nor send a customer's data.
"""
