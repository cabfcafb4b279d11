"""A snapshot of a program that stands at a breakpoint: what the editor has the debugger evaluate."""

from __future__ import annotations

import os
import sys

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._messages import failure


def answer(folder: str, label: str) -> str:
    """Takes one, into the run that records this process, else into ``folder``, which the editor has made.

    ``tracehold:ok:`` and its path, or ``tracehold:error:`` and why there is none, in hexadecimal: what a debugger shows
    of a text is not the text.
    """
    try:
        return _said("ok", _take(folder, label))
    except Exception as error:
        return _said("error", failure(error))


def _take(folder: str, label: str) -> str:
    # Without it nothing is recorded, and it need not be loaded.
    recording = sys.modules.get("tracehold._session")
    session = recording.current() if recording is not None else None
    if session is not None:
        path: str = session.snapshot(label, "breakpoint")
        return path
    if not os.path.isdir(folder):
        raise FileNotFoundError(f"the program does not see the folder {folder}: it runs on another machine")
    from tracehold import _heap

    return _heap.take(folder, label, "breakpoint")


def _said(status: str, text: str) -> str:
    return f"tracehold:{status}:{text.encode('utf-8', 'surrogateescape').hex()}"
