"""The console: founder pages and a JSON API.

May import outreach's domain, ports and stores, and the base's records; must never send anything to
a customer: what should reach one is put on a queue.
"""
