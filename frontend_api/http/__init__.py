"""What every page does with a request: forms, sessions, static files, what htmx asks for.

May import `tenancy` alone; must never know which page is shown.
"""
