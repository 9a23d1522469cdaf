"""Pages about what may be said: playbooks, knowledge, rehearsal.

May import `launch`, `rehearsal`, `wording`, `http` and `ports`; must never approve a line unseen.
"""
