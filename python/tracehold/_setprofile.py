"""The hook for CPython 3.8 to 3.11: ``sys.setprofile`` in every thread.

The callback sees a call and a return of each Python frame and nothing else that tells one kind from another, so

- a return without a value is a return only if the frame stands on RETURN_VALUE, and a yield if on YIELD_VALUE
  (on YIELD_FROM the frame stands one instruction before); else an exception left it;
- the exception itself is not told. It is told to ``sys.settrace`` in the next frame up, so a trace function is set
  there for just that moment: at the unwind of a call, on the frame that called it, removed at the first event. When C
  code swallows the exception on the way (``hasattr``, ``next`` with a default) it stays unknown. Where a debugger or
  coverage has a trace function of its own, it is left alone and the exception stays unknown, too.
- an exception thrown into a generator that leaves it at once looks like another yield of None; the ``exception``
  event that follows corrects it.

3.11 has an event pair at the creation of a generator (RETURN_GENERATOR), which is no call of its own.
"""

from __future__ import annotations

import sys
from _operator import itemgetter
from _thread import get_ident
from opcode import opmap

from tracehold import _schema
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._guard import interrupted, unchecked, values_failed
from tracehold._recorder import SMALL_VALUE, mend_open
from tracehold._system import System
from tracehold._threads import set_profile_in_other_threads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Callable

    from tracehold._columns import Link
    from tracehold._definitions import Function
    from tracehold._recorder import Recorder, ThreadState

    Callback = Callable[[FrameType, str, Any], Any]

_CALL, _RETURN, _UNWIND = _schema.EVENT_KIND_CALL, _schema.EVENT_KIND_RETURN, _schema.EVENT_KIND_UNWIND
_YIELD, _RESUME, _EXCEPTION = _schema.EVENT_KIND_YIELD, _schema.EVENT_KIND_RESUME, _schema.EVENT_KIND_EXCEPTION
_VALUE, _USER_SITE = _schema.EVENT_FLAG_HAS_VALUE, _schema.EVENT_FLAG_HAS_USER_SITE

_RETURN_VALUE = opmap["RETURN_VALUE"]
_YIELD_VALUE = opmap["YIELD_VALUE"]
_YIELD_FROM = opmap.get("YIELD_FROM", -1)
_RETURN_GENERATOR = opmap.get("RETURN_GENERATOR", -1)
_RESUME_INSTRUCTION = opmap.get("RESUME", -1)


def exit_kind(function: Function, code: bytes, offset: int) -> int:
    """What a return event at byte ``offset`` of ``code`` is: return, yield, unwind, or 0 for a generator's creation.

    Of a generator that an exception was thrown into before it ran, too, which stands where it was created.
    """
    operation = code[offset] if 0 <= offset < len(code) else -1
    if operation == _RETURN_VALUE:
        return _RETURN
    if function.is_generator:
        if operation == _YIELD_VALUE:
            return _YIELD
        if offset + 2 < len(code) and code[offset + 2] == _YIELD_FROM:
            return _YIELD
        if operation == _RETURN_GENERATOR:
            return 0
    return _UNWIND


def begins(code: bytes, offset: int) -> bool:
    """Whether a generator that is entered at byte ``offset`` of ``code`` is entered for the first time."""
    if offset < 0:
        return True
    # 3.11 stands on a RESUME, whose argument is 0 at the beginning of a function, or where the generator was created
    # when an exception is thrown into it first of all; before, nothing was executed yet.
    operation = code[offset]
    return operation == _RETURN_GENERATOR or (operation == _RESUME_INSTRUCTION and not code[offset + 1])


class SetProfile:
    """Installs and removes the profile function of one recorder in all threads."""

    name = "sys.setprofile"

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._callbacks: dict[int, tuple[ThreadState, Callback]] = {}
        self._new_callback = _callbacks(recorder, self._callbacks)
        #: By ident: open calls that still were on the stack, and all open calls.
        self._suspects: dict[int, tuple[int, int]] = {}

    def install(self) -> None:
        """Begins to record: this thread at once, new ones from their start, running ones through ``_threads``."""
        import threading

        threading.setprofile(self._first)
        problem = set_profile_in_other_threads(self._first) if len(sys._current_frames()) > 1 else ""
        if problem:
            self._recorder.problem("threads-not-recorded", problem)
        sys.setprofile(self._new_callback())

    def _first(self, frame: FrameType, event: str, argument: object) -> None:
        """The profile function of a thread until its first event."""
        if not self._recorder.active:
            sys.setprofile(None)
            return
        callback = self._new_callback()
        sys.setprofile(callback)
        callback(frame, event, argument)

    def remove(self) -> None:
        """Ends recording in this thread; others notice at their next event."""
        import threading

        if sys.getprofile() is not None:
            sys.setprofile(None)
        hook = getattr(threading, "_profile_hook", None)
        if hook is not None and getattr(hook, "__self__", None) is self:
            threading.setprofile(None)  # type: ignore[arg-type]

    def forked(self) -> None:
        """In a forked child: the callback goes on with the child's state."""
        self._callbacks.clear()
        self._new_callback = _callbacks(self._recorder, self._callbacks)
        sys.setprofile(self._new_callback())

    def check(self) -> None:
        """Finds threads whose profile function is gone, and gives it back.

        The interpreter removes a profile function that raises: when a signal handler's exception arrives inside it, or
        when a deep recursion leaves no room to call it. Such a thread is known by its stack, which lacks calls that
        are open in the recording, twice in a row without an event in between.
        """
        lost = False
        quiet: list[int] = []
        for ident, (state, _) in list(self._callbacks.items()):
            if state.alive() is None:
                self._callbacks.pop(ident, None)
                self._suspects.pop(ident, None)
            elif state.events or not state.open:
                self._suspects.pop(ident, None)
            else:
                quiet.append(ident)
        for ident, frame in _stacks(quiet):
            state = self._callbacks[ident][0]
            alive = _still_there(state.open, frame)
            before = self._suspects.pop(ident, None)
            # A thread that went on while its stack was looked at has events by now.
            if state.events or alive == len(state.open):
                continue
            if before == (alive, len(state.open)):
                del state.open[alive:]
                lost = True
            else:
                self._suspects[ident] = (alive, len(state.open))
        if lost:
            self._recorder.problem(
                "hook-removed",
                "The profile function was gone for a while: the program used its own (cProfile, sys.setprofile), or "
                "the interpreter removed it (a signal or a deep recursion arrived in the middle of it). Calls of that "
                "time are missing.",
            )
            set_profile_in_other_threads(self._restore)

    def _restore(self, frame: FrameType, event: str, argument: object) -> None:
        """The profile function of a thread that gets its own back."""
        known = self._callbacks.get(get_ident())
        callback = known[1] if known is not None else self._first
        sys.setprofile(callback)
        callback(frame, event, argument)


def _stacks(idents: list[int]) -> list[tuple[int, FrameType]]:
    """The innermost frames of threads.

    In one step of C under the interpreter lock, as the frames of all other threads must not be held for a moment:
    what they refer to would be freed by this thread instead of its own.
    """
    if not idents:
        return []
    try:
        found = next(map(itemgetter(get_ident(), *idents), iter(System.current_frames, None)))
    except KeyError:
        return []  # One has ended just now: next time.
    return list(zip(idents, found[1:]))


def _still_there(calls: list[tuple[Any, Any]], frame: FrameType | None) -> int:
    """How many of the open calls, outermost first, still are on the stack that ends in ``frame``."""
    stack = set()
    while frame is not None:
        stack.add(id(frame))
        frame = frame.f_back
    for index, (called, _) in enumerate(calls):
        if called not in stack:
            return index
    return len(calls)


def _callbacks(recorder: Recorder, callbacks: dict[int, tuple[ThreadState, Callback]]) -> Callable[[], Callback]:
    """A function that makes the profile function of the calling thread and notes it in ``callbacks`` by its ident."""
    must_tell_recursion_error = sys.version_info < (3, 9)
    # Whether a caller looks for signals before it goes on: 3.11 does after its next call of C code, which may wait.
    looks_after_return = sys.version_info < (3, 11)
    definitions, encoder, options = recorder.definitions, recorder.encoder, recorder.options
    by_code = definitions.by_code.get
    admit, current_task = definitions.admit, definitions.task
    new_site, outer_site = definitions.site, definitions.outer_site
    files = recorder.filters.cache
    activations = recorder.activations
    clock, full, new_activation = recorder.clock, recorder.full, recorder.new_activation
    eager = recorder.origin in ("fork", "child")
    sample = options.sample or (1 << 62)
    rich: Any = recorder.rich
    lean: Any = recorder.lean
    if encoder is not None:
        encode_arguments, encode_returned = encoder.arguments, encoder.returned
        encode_raised, encode_single = encoder.raised, encoder.single
        from tracehold._values import UNSET

    def user_site(state: ThreadState, frame: FrameType | None) -> int:
        """Where the innermost open call stands: the nearest recorded caller above ``frame``. 0 when there is none.

        Open calls are known by the ids of their frames here: the end of one may be missed before 3.12, and a frame that
        is held would keep its variables alive.
        """
        wanted = state.open[-1][0] if state.open else 0
        while wanted and frame is not None:
            if id(frame) == wanted:
                function = by_code(id(frame.f_code))
                if function is not None:
                    return function.sites.get(frame.f_lasti) or new_site(frame, function)
            frame = frame.f_back
        return 0

    def link(state: ThreadState, frame: FrameType, function: Function, serial: int) -> tuple[int, Link]:
        """Extra flags and site of a call or resume."""
        back = frame.f_back
        flags = site = 0
        outer = -1
        if back is not None:
            caller = by_code(id(back.f_code))
            if caller is not None:
                site = caller.sites.get(back.f_lasti) or new_site(back, caller)
            else:
                site = outer_site(back)
                outer = user_site(state, back.f_back)
                flags = _USER_SITE
        return flags, (site, outer, serial, current_task() if function.is_async else -1)

    def on_call(state: ThreadState, frame: FrameType) -> None:
        code = frame.f_code
        function = by_code(id(code))
        if function is None:
            function = admit(code, frame)
            if function is None:
                return
            function.code_bytes = code.co_code
        kind = _CALL
        serial = 0
        if function.is_generator:
            # An entry may be left of a generator whose end was not told, at the same address: a beginning is known by
            # the instruction.
            known = None if begins(function.code_bytes, frame.f_lasti) else activations.get(id(frame))
            if known is not None:
                flags, place = link(state, frame, function, known[0])
                state.open.append((id(frame), known[1]))
                state.events.extend((_RESUME | flags, function.number, clock(), place, None))
                return
            if _RETURN_GENERATOR >= 0 and frame.f_lasti < 0:
                # The creation of a generator on 3.11: its return event is passed over as well.
                return
            serial = new_activation()
        count = function.count = function.count + 1
        value = budget = None
        if count >= function.keep_from and encoder is not None:
            function.keep_from = count + 1 if count < sample else count + (count >> 6) + 1
            budget = rich if count <= 100 else lean
            try:
                value = encode_arguments(function.names, frame.f_locals, budget) if function.arguments else b"\x90"
                kind = _CALL | _VALUE
                if len(value) > SMALL_VALUE:
                    state.holds(len(value))
            except RecursionError:
                if must_tell_recursion_error:
                    raise
                value = None
            except Exception as error:
                values_failed(recorder, error)
        back = frame.f_back
        caller = by_code(id(back.f_code)) if back is not None else None
        if serial:
            activations[id(frame)] = (serial, budget)
        site: int | Link
        if caller is None or back is None or serial:
            flags, site = link(state, frame, function, serial)
            kind |= flags
        else:
            site = caller.sites.get(back.f_lasti) or new_site(back, caller)
        state.open.append((id(frame), budget))
        state.events.extend((kind, function.number, clock(), site, value))

    def on_return(state: ThreadState, frame: FrameType, result: object, now: int, function: Function) -> None:
        kind = _RETURN
        if result is None or function.is_generator:
            kind = exit_kind(function, function.code_bytes, frame.f_lasti)
            if not kind:
                # The creation of a generator, which is returned.
                if result is not None:
                    return
                kind = _UNWIND
        if not state.open:
            return
        entry: Any = state.open[-1]
        if entry[0] == id(frame):
            del state.open[-1]
        else:
            entry = mend_open(state.open, id(frame))
            if entry is None:
                return
        budget = entry[1]
        value = None
        flag = _VALUE
        if kind == _UNWIND:
            state.last_unwound = function.number
            if encoder is not None:
                budget = budget or lean
        if budget is not None:
            try:
                if kind == _RETURN:
                    value = encode_returned(function.names, result, frame.f_locals, budget)
                elif kind == _YIELD:
                    value = encode_single(result, budget)
                else:
                    value = encode_raised(function.names, UNSET, frame.f_locals, budget)
                if len(value) > SMALL_VALUE:
                    state.holds(len(value))
            except RecursionError:
                if must_tell_recursion_error:
                    raise
                value = None
            except Exception as error:
                values_failed(recorder, error)
        if value is None:
            flag = 0
        state.events.extend((kind | flag, function.number, now, None, value))
        if kind == _YIELD:
            if result is None:
                expect(state, frame, function)
            return
        if function.is_generator:
            activations.pop(id(frame), None)
        if kind == _UNWIND:
            expect(state, frame, function)

    def expect(state: ThreadState, frame: FrameType, function: Function) -> None:
        """Has the exception that may be leaving ``frame`` told by the frame that called it."""
        caller = frame.f_back
        if caller is None or sys.gettrace() is not None or caller.f_trace is not None:
            return
        # By its id only: to hold the frame would be to end what it holds (generators, finalizers) inside the trace
        # function, where no events are sent.
        key = id(frame)

        def told(above: FrameType, event: str, argument: Any) -> None:
            sys.settrace(None)
            caller.f_trace = None  # type: ignore[union-attr]
            if event != "exception" or above is not caller:
                return
            trace = argument[2]
            if trace is None or trace.tb_next is None or id(trace.tb_next.tb_frame) != key:
                return
            value = None
            flag = 0
            if encoder is not None:
                try:
                    exception = argument[1]
                    if not is_exception(exception):
                        exception = bare(argument[0], exception)
                    value = encode_single(exception, lean)
                    flag = _VALUE
                    if len(value) > SMALL_VALUE:
                        state.holds(len(value))
                except RecursionError:
                    if must_tell_recursion_error:
                        raise
                    value, flag = None, 0
                except Exception as error:
                    values_failed(recorder, error)
            state.last_unwound = 0
            activations.pop(key, None)
            state.events.extend((_EXCEPTION | flag, function.number, clock(), None, value))

        caller.f_trace = told
        sys.settrace(told)

    def new_callback() -> Callback:
        # A callback is made once per thread, so it always begins a new one, whoever had the ident before.
        own = recorder.new_thread()

        @unchecked
        def callback(frame: FrameType, event: str, argument: object) -> Any:
            try:
                if event == "call":
                    if files.get(frame.f_code.co_filename) is False:
                        return None
                    if not recorder.active:
                        sys.setprofile(None)
                        return None
                    on_call(own, frame)
                elif event == "return":
                    now = clock()
                    function = by_code(id(frame.f_code))
                    if function is None:
                        return None
                    on_return(own, frame, argument, now, function)
                else:
                    return None
                if len(own.events) >= own.limit or (eager and not own.open):
                    full(own)
                return None
            except KeyboardInterrupt as error:
                return interrupted(recorder, error, event == "call" or looks_after_return)
            except RecursionError:
                # At the edge of the program's own limit, about which the program is told in a moment. 3.8 aborts when
                # one is swallowed there. Nothing here may call Python code.
                if must_tell_recursion_error:
                    raise
                function = by_code(id(frame.f_code))
                if function is None or function.is_generator:
                    return None
                if event == "call":
                    own.open.append((id(frame), None))
                    own.events.extend((_CALL, function.number, clock(), 0, None))
                elif own.open:
                    own.open.pop()
                    returned = function.code_bytes[frame.f_lasti] == _RETURN_VALUE
                    own.events.extend((_RETURN if returned else _UNWIND, function.number, clock(), None, None))
                return None

        callbacks[own.ident] = (own, callback)
        return callback

    return new_callback


def is_exception(value: object) -> bool:
    """Whether the object is an exception by its real type, whatever its class claims."""
    return BaseException in type.__dict__["__mro__"].__get__(type(value))


def bare(kind: Any, argument: Any) -> BaseException:
    """An exception that C code raised and nobody has made an object of yet (before 3.12), made for its description.

    Only built-in exception types are made, so that no code of the program runs.
    """
    if type(kind) is type and kind.__module__ == "builtins":
        if argument is None:
            return kind()  # type: ignore[no-any-return]
        arguments = argument if type(argument) is tuple else (argument,)
        try:
            return kind(*arguments)  # type: ignore[no-any-return]
        except TypeError:
            return BaseException(*arguments)
    return BaseException(getattr(kind, "__name__", "exception"))
