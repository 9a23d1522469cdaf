"""Where Warmline runs: stacks, packaging, deployment, and the local platform.

May import everything; must never ship in a Lambda, apart from the local stage's clock.
"""
