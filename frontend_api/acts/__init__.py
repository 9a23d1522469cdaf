"""What a founder does, one function an act, shared by the pages and the API.

May import `launch`, `wording`, `http` and `ports`; must never read a form, nor write a page.
"""
