"""One dataclass per template: what a page shows.

Must never look anything up.
"""
