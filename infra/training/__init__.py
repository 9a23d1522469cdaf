"""Trains the learned reader from its exemplars, with libraries that only developers install.

May import outreach's understanding; must never ship in a Lambda.
"""
