"""The local platform: ministack, and a deploy of the same stacks that AWS gets.

May import the sandbox; must never listen beyond loopback.
"""
