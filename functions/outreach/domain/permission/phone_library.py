"""The part of the `phonenumbers` library that reads numbers, without the rest of it.

The package also imports what formats while somebody types, what finds numbers in a text, and short
numbers: nearly half of its import. Must never change what the library answers.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

_PACKAGE = "phonenumbers"
_IMPORTING = Lock()


@cache
def number_modules() -> tuple[ModuleType, ModuleType]:
    """What reads numbers, and what knows their time zones."""
    with _IMPORTING:
        spec = importlib.util.find_spec(_PACKAGE)
        if spec is not None and spec.loader is not None and _PACKAGE not in sys.modules:
            package, loader = importlib.util.module_from_spec(spec), spec.loader

            def run(name: str) -> Any:
                """Who asks the package for anything gets all of it."""
                del package.__dict__["__getattr__"]
                loader.exec_module(package)
                return getattr(package, name)

            package.__dict__["__getattr__"] = run
            sys.modules[_PACKAGE] = package
        reading, zones = (
            importlib.import_module(f"{_PACKAGE}.{name}")
            for name in ("phonenumberutil", "timezone")
        )
    return reading, zones
