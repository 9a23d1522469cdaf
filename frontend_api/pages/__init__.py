"""Founder pages."""
