"""Where Warmline runs: stacks, packaging, and the local platform. Never shipped in a Lambda."""
