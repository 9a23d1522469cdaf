"""Google's sign-in and Calendar API at the wire, with the founders' own hands on their calendars.

Must never accept what Google would refuse: a parameter or field its discovery document does not
name, an id in other letters, an ETag or a sync token that is no longer right, a spent code.
"""
