"""Recording threads that run already, or whose profile function is gone, on CPython 3.8 to 3.11.

``sys.setprofile`` reaches only its own thread (3.12 has PEP 669). What it sets are two pointers in the thread's state:
a C function of the interpreter, the same for all threads, and the Python function that this one calls. Both are found
in our own thread's state after a ``sys.setprofile`` there (Include/cpython/pystate.h), and set in the others. A thread
that has a profile function of any kind keeps it.

``_ctypes`` is loaded only when there is such a thread, and the ``ctypes`` package not at all: by then the program could
have modules of its own where the package looks for others.
"""

from __future__ import annotations

import sys

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

#: Words of a thread state in which the two pointers are looked for.
_WORDS = 32


def set_profile_in_other_threads(callback: Callable[..., None]) -> str:
    """Sets ``callback`` as the profile function of all other threads that have none; a problem for people, or ''."""
    try:
        import _ctypes

        return _set_profile(_ctypes, callback)
    except (ImportError, AttributeError, OSError, ValueError) as error:
        return f"Threads that were running before the recording are not recorded: {error}."


def _set_profile(_ctypes: Any, callback: Callable[..., None]) -> str:
    class Pointer(_ctypes._SimpleCData):  # type: ignore[misc]
        _type_ = "P"

    class Number(_ctypes._SimpleCData):  # type: ignore[misc]
        _type_ = "i"

    class Object(_ctypes._SimpleCData):  # type: ignore[misc]
        _type_ = "O"

    class Function(_ctypes.CFuncPtr):  # type: ignore[misc]
        _flags_ = _ctypes.FUNCFLAG_CDECL | _ctypes.FUNCFLAG_PYTHONAPI
        _restype_ = Pointer

    class Interpreter:
        _handle = getattr(sys, "dllhandle", None) or _ctypes.dlopen(None, 0)

    def api(name: str, *arguments: Any) -> Any:
        function = Function((name, Interpreter))
        function.argtypes = arguments
        return function

    def word(address: int) -> int:
        return Pointer.from_address(address).value or 0

    own = api("PyThreadState_Get")()
    offset, function = _find(own, word)
    interpreter = api("PyInterpreterState_Head")()
    if api("PyInterpreterState_Next", Pointer)(interpreter):
        raise ValueError("there is more than one interpreter in this process")
    following = api("PyThreadState_Next", Pointer)
    state = api("PyInterpreterState_ThreadHead", Pointer)(interpreter)
    others = []
    while state:
        if state != own and not word(state + offset):
            others.append(state)
        state = following(state)
    if sys.version_info >= (3, 9):
        # It returns an int, of which only the error counts; that comes as an exception.
        set_profile = api("_PyEval_SetProfile", Pointer, Pointer, Object)
        for state in others:
            set_profile(state, function, Object(callback))
        return ""
    keep = api("Py_IncRef", Object)
    for state in others:
        keep(Object(callback))
        Pointer.from_address(state + offset).value = id(callback)
        Pointer.from_address(state + offset - 16).value = function
        # use_tracing, an int before the pointers to functions
        Number.from_address(state + offset - 24).value = 1
    return ""


def _find(own: int, word: Callable[[int], int]) -> tuple[int, int]:
    """Offset of the pointer to the Python function in a thread state, and the C function that calls it."""

    def probe(*_ignored: object) -> None:
        return None

    before = sys.getprofile()
    sys.setprofile(probe)
    try:
        for offset in range(24, 8 * _WORDS, 8):
            if word(own + offset) == id(probe) and word(own + offset - 16):
                return offset, word(own + offset - 16)
    finally:
        sys.setprofile(before)
    raise ValueError("this build of CPython lays out its thread state in an unknown way")
