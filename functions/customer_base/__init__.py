"""The customer base: imports, snapshots, segment runs and queries over them."""
