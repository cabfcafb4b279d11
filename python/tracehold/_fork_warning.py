"""Whether the interpreter's warning of a fork with several threads would be noticed.

From 3.12 on it counts the threads of the process after the at-fork hooks have run in the parent, and warns where it
finds more than one. Ours must not be the reason: it comes back in the hook only where nobody would hear of it.
"""

from __future__ import annotations

import sys
from _warnings import filters as first_filters  # type: ignore[attr-defined]

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._system import System

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any


def would_be_noticed(caller: FrameType | None) -> bool:
    """``caller``: the frame that calls os.fork. What is not certain is told as if it were noticed."""
    if sys.version_info < (3, 12):
        return False
    if caller is None or getattr(sys.flags, "context_aware_warnings", False):
        return True
    text = f"This process (pid={System.getpid()}) is multi-threaded, use of fork() may lead to deadlocks in the child."
    name = caller.f_globals.get("__name__")
    filters: Any = getattr(sys.modules.get("warnings"), "filters", first_filters)
    try:
        for action, message, category, module, line in filters:
            matches = _matches(message, text) and _matches(module, name) and line in (0, caller.f_lineno)
            if matches and issubclass(DeprecationWarning, category):
                return bool(action != "ignore")
    except Exception:
        return True  # Filters that the program has made itself.
    return True


def _matches(pattern: Any, text: Any) -> bool:
    """As the interpreter does: a text means itself, anything else is asked."""
    if pattern is None:
        return True
    return bool(pattern == text if type(pattern) is str else pattern.match(text))
