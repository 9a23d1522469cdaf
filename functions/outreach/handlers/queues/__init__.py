"""SQS in: each record on its own, handed to one workflow.

May import `wiring` and `workflows`; must never let one failed record take its neighbours with it.
"""
