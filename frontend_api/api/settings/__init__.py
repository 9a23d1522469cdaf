"""Endpoints over what a founder sets: offers, thresholds, answers, channels and bandwidth.

May import what endpoints may; must never approve a word that no founder has read.
"""
