"""Pages about the day: who needs the founder, what is booked, how far conversations came.

May import `wording`, `http` and `ports`; must never ask for more than three stores in one request.
"""
