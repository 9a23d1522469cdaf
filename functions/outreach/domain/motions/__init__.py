"""One file per motion: the lines it needs, its exits and its extras."""
