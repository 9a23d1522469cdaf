"""OpenAI at the wire: Decisions, Responses and models, checked by the SDK's own types.

May import the SDK's types and the ledger; must never understand a message by itself.
"""
