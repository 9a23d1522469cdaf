"""The founder's pages: thin functions of (request, who is asking, ports).

May import `launch`, `rehearsal`, `wording`, `http` and `ports`; must never import a gateway.
"""
