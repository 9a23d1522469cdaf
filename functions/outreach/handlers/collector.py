"""When Python's collector of garbage looks at what a process loaded: after its first event.

Imports make objects and hardly any garbage, and the collector would go over them again and again.
"""

from __future__ import annotations

import functools
import gc

_AT_IMPORT = 500_000
"""New objects before the collector looks, until the first event is done; in case that never is."""
_USUAL = gc.get_threshold()


def defer_collection() -> None:
    """For the time of the imports and of the first event."""
    gc.set_threshold(_AT_IMPORT)


@functools.cache
def settle() -> None:
    """After the first event: what is there stays, and no later collection goes over it."""
    gc.freeze()
    gc.set_threshold(*_USUAL)
