"""Recording threads that run already, on CPython 3.8 to 3.11.

``sys.setprofile`` reaches only its own thread (3.12 has PEP 669). The C API can set another thread's profile
function; ours is one that, at its first event there, installs the real one in Python and so replaces itself. ctypes is
loaded only when there are such threads.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

# Offsets in CPython 3.8's PyThreadState on 64-bit machines (Include/cpython/pystate.h); 3.8 has no function for this.
# They are compared with what sys.setprofile writes into our own thread before they are used.
_USE_TRACING_38, _PROFILE_FUNCTION_38, _PROFILE_OBJECT_38 = 48, 56, 72

#: PyTrace_CALL and PyTrace_RETURN (Include/cpython/pystate.h) as sys.setprofile names them.
_EVENTS = {0: "call", 3: "return"}

#: C callbacks must outlive the threads that may still call them.
_kept: list[Any] = []


def set_profile_in_other_threads(callback: Callable[..., None]) -> str:
    """Sets ``callback`` as the profile function of all other threads; a problem for people, or ''."""
    if len(sys._current_frames()) < 2:
        return ""
    if sys.implementation.name != "cpython":
        return "Threads that were running before the recording are not recorded: this is not CPython."
    try:
        import ctypes

        first = _first_event(ctypes, callback)
        states = _other_states(ctypes)
        if sys.version_info >= (3, 9):
            set_profile = ctypes.pythonapi._PyEval_SetProfile
            set_profile.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.py_object)
            set_profile.restype = ctypes.c_int
            address = ctypes.cast(first, ctypes.c_void_p)
            for state in states:
                set_profile(state, address, callback)
        else:
            _write_38(ctypes, states, first, callback)
    except (ImportError, AttributeError, OSError, ValueError) as error:
        return f"Threads that were running before the recording are not recorded: {error}."
    return ""


def _first_event(ctypes: Any, callback: Callable[..., None]) -> Any:
    def first(_object: int, _frame: int, what: int, argument: int | None) -> int:
        sys.setprofile(callback)
        if what in _EVENTS:
            value = ctypes.cast(argument, ctypes.py_object).value if argument else None
            callback(sys._getframe(1), _EVENTS[what], value)
        return 0

    signature = (ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    function = ctypes.PYFUNCTYPE(*signature)(first)
    _kept.append(function)
    return function


def _other_states(ctypes: Any) -> list[int]:
    api = ctypes.pythonapi
    for name, arguments in (
        ("PyThreadState_Get", ()),
        ("PyInterpreterState_Head", ()),
        ("PyInterpreterState_Next", (ctypes.c_void_p,)),
        ("PyInterpreterState_ThreadHead", (ctypes.c_void_p,)),
        ("PyThreadState_Next", (ctypes.c_void_p,)),
    ):
        function = getattr(api, name)
        function.restype = ctypes.c_void_p
        function.argtypes = arguments
    own = api.PyThreadState_Get()
    interpreter = api.PyInterpreterState_Head()
    if api.PyInterpreterState_Next(interpreter):
        raise ValueError("there is more than one interpreter in this process")
    states = []
    state = api.PyInterpreterState_ThreadHead(interpreter)
    while state:
        if state != own:
            states.append(state)
        state = api.PyThreadState_Next(state)
    return states


def _write_38(ctypes: Any, states: list[int], first: Any, callback: Callable[..., None]) -> None:
    if ctypes.sizeof(ctypes.c_void_p) != 8:
        raise ValueError("CPython 3.8 on a 32-bit machine has no known way to reach them")
    pointer, number = ctypes.c_void_p, ctypes.c_int
    own = ctypes.pythonapi.PyThreadState_Get()
    before = sys.getprofile()

    def probe(*_ignored: object) -> None:
        return None

    sys.setprofile(probe)
    try:
        matches = (
            pointer.from_address(own + _PROFILE_OBJECT_38).value == id(probe)
            and number.from_address(own + _USE_TRACING_38).value == 1
            and pointer.from_address(own + _PROFILE_FUNCTION_38).value
        )
    finally:
        sys.setprofile(before)
    if not matches:
        raise ValueError("this build of CPython 3.8 lays out its thread state in another way")
    address = ctypes.cast(first, pointer).value
    for state in states:
        if pointer.from_address(state + _PROFILE_OBJECT_38).value:
            continue
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(callback))
        pointer.from_address(state + _PROFILE_OBJECT_38).value = id(callback)
        pointer.from_address(state + _PROFILE_FUNCTION_38).value = address
        number.from_address(state + _USE_TRACING_38).value = 1
