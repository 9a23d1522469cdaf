"""JSON endpoints over the same domain and stores as the pages.

May import what pages may import; must never answer what a page would refuse.
"""
