"""What is raised when an edit lost its last race: a module of its own, so that naming it at a door
loads no SDK."""

from __future__ import annotations


class EditConflictError(Exception):
    """Others kept saving the same document; its sort key is the message.

    A queue tries again later; the console answers 409 for every form and request of the API.
    """
