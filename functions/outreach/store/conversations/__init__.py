"""Conversations and the people they are with: loaded by one query, committed by one transaction."""
