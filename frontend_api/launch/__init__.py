"""What stands between a founder and a launch: the gate, and the checklist on the first page.

May import `ports` and outreach's domain; must never import a page.
"""
