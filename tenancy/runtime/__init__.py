"""What every process needs from where it runs: the clock, secrets, structured logs, keyed hashes.

May import AWS SDKs; must never log a secret or personal data, nor know what a conversation is.
"""
