"""Endpoints over how things stand: the funnel, who may be contacted, what moved, what was said.

May import what the pages show the same with: `acts`, `launch`, `rehearsal` and `wording`. Must
never change anything, nor decide what a page would decide otherwise.
"""
