"""One dataclass per template: what a page shows, and nothing it would have to look up."""
