"""The shell as sequences: load, decide, commit."""
