"""Outreach: opens, carries and ends conversations with customers, over every channel."""
