"""Endpoints over what a founder sets, from offers and channels to notices and the business.

May import what endpoints may; must never approve a word that no founder has read.
"""
