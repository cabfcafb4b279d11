"""Begins a recording in a process that was started for it, or below such a process."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass


def _in_main_interpreter() -> bool:
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            module = __import__(name)
        except ImportError:
            continue
        current, main = module.get_current(), module.get_main()
        return bool(current == main)
    return True


def _argv() -> list[str]:
    original: list[str] = getattr(sys, "orig_argv", None) or []
    return original[1:] if original else list(getattr(sys, "argv", []))


def from_environment() -> None:
    """Begins the recording that the environment describes; a line on stderr when it cannot be begun."""
    folder = os.environ["TRACEHOLD_RUN"]
    child = bool(os.environ.get("TRACEHOLD_PARENT"))
    try:
        if not _in_main_interpreter():
            return
        from tracehold import _options, _session

        text = os.environ.get(_session.OPTIONS_VARIABLE, "")
        options, _ = _options.parse(text.split(_session.SEPARATOR) if text else [])
        _session.Session(options, folder, _argv(), "child" if child else "run").begin()
    except Exception as error:
        sys.stderr.write(f"tracehold: this process is not recorded: {error}\n")
