"""The hook for CPython 3.12 and later: PEP 669, ``sys.monitoring``, under a tool id of our own.

A callback that returns DISABLE is not called again for that place in that code object, so code that is not recorded
costs one callback per place. PY_UNWIND and PY_THROW cannot be disabled (ValueError, into the program), so their
callbacks leave as early as they can. https://docs.python.org/3/library/sys.monitoring.html
"""

from __future__ import annotations

import sys
from _thread import get_ident
from sys import _getframe, getrefcount

from tracehold import _schema
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._definitions import Function
from tracehold._guard import LOOKS_AFTER_START, delegates, has_begun, interrupted, unchecked, values_failed
from tracehold._recorder import SMALL_VALUE, mend_open

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any

    from tracehold._recorder import Recorder, ThreadState

#: Ids 3 and 4 are nobody's by PEP 669; 0, 1, 2 and 5 are for debuggers, coverage, profilers and optimizers.
_TOOL_IDS = (4, 3)
_CALL, _RETURN, _UNWIND = _schema.EVENT_KIND_CALL, _schema.EVENT_KIND_RETURN, _schema.EVENT_KIND_UNWIND
_YIELD, _RESUME, _THROW = _schema.EVENT_KIND_YIELD, _schema.EVENT_KIND_RESUME, _schema.EVENT_KIND_THROW
_VALUE, _USER_SITE = _schema.EVENT_FLAG_HAS_VALUE, _schema.EVENT_FLAG_HAS_USER_SITE


@unchecked
def _is_last(state: ThreadState | None, now: int | None) -> bool:
    """Whether the last event has this very time. Asked first: after a C function the flusher may have taken it."""
    return state is not None and now is not None and state.events[-3:-2] == [now]


class Monitoring:
    """Installs and removes the callbacks of one recorder."""

    name = "sys.monitoring"

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._tool = -1

    def install(self) -> None:
        """Begins to record all threads. Raises RuntimeError when no tool id is free."""
        monitoring = sys.monitoring
        for tool in _TOOL_IDS:
            if monitoring.get_tool(tool) is None:
                monitoring.use_tool_id(tool, "tracehold")
                self._tool = tool
                break
        else:
            raise RuntimeError("both free tool ids of sys.monitoring are taken")
        events = monitoring.events
        mask = 0
        for name, callback in self._callbacks().items():
            event = getattr(events, name)
            monitoring.register_callback(self._tool, event, callback)
            mask |= event
        # Places that an earlier recording in this process disabled are wanted again.
        monitoring.restart_events()
        monitoring.set_events(self._tool, mask)

    def _callbacks(self) -> Any:
        return _callbacks(self._recorder)

    def remove(self) -> None:
        """Ends recording; calls that are open stay open in the recording."""
        if self._tool < 0:
            return
        monitoring = sys.monitoring
        monitoring.set_events(self._tool, 0)
        for name in ("PY_START", "PY_RESUME", "PY_THROW", "PY_RETURN", "PY_YIELD", "PY_UNWIND"):
            monitoring.register_callback(self._tool, getattr(monitoring.events, name), None)
        monitoring.free_tool_id(self._tool)
        self._tool = -1

    def check(self) -> None:
        """Nothing to do: an error in a callback leaves sys.monitoring as it is."""

    def forked(self) -> None:
        """In a forked child: the callbacks go on with the child's state, which must be fetched anew."""
        self.remove()
        self.install()


class NativeMonitoring(Monitoring):
    """The same with callbacks in C."""

    def _callbacks(self) -> Any:
        from tracehold import _native

        return _native.hooks(self._recorder).callbacks()


def _callbacks(recorder: Recorder) -> Any:
    """The callbacks by event name, as closures over everything they need: attribute look-ups cost."""
    disable = sys.monitoring.DISABLE
    definitions, encoder, options = recorder.definitions, recorder.encoder, recorder.options
    by_code = definitions.by_code.get
    admit, current_task = definitions.admit, definitions.task
    new_site, outer_site = definitions.site, definitions.outer_site
    files, activations = recorder.filters.cache, recorder.activations
    clock, full, new_activation = recorder.clock, recorder.full, recorder.new_activation
    new_thread = recorder.new_thread
    state_of = recorder.by_ident.get
    eager = recorder.origin in ("fork", "child")
    sample = options.sample or (1 << 62)
    rich: Any = recorder.rich
    lean: Any = recorder.lean
    # PEP 667: f_locals of a function is a proxy whose copy is a dict. In 3.12 it is a dict that the frame keeps, with
    # references that would outlive the variables: it is emptied again unless the program holds it too (a count of
    # three: the frame, our variable, the argument of getrefcount). At the start of any but a generator it cannot.
    proxies = sys.version_info >= (3, 13)
    if encoder is not None:
        encode_arguments, encode_returned = encoder.arguments, encoder.returned
        encode_raised, encode_single = encoder.raised, encoder.single

    def user_site(state: ThreadState) -> int:
        """Where the innermost open call stands: the nearest recorded caller. 0 when there is none."""
        frame = state.open[-1][0] if state.open else None
        function = by_code(id(frame.f_code)) if frame is not None else None
        if frame is None or function is None:
            return 0
        return function.sites.get(frame.f_lasti) or new_site(frame, function)

    def link(
        state: ThreadState, frame: FrameType, function: Function, start: bool, budget: Any
    ) -> tuple[int, Any, Any]:
        """Extra flags, site and budget of a call, resume or throw that needs more than a plain site."""
        back = frame.f_back
        flags = site = serial = 0
        outer = -1
        if back is not None:
            caller = by_code(id(back.f_code))
            if caller is not None:
                site = caller.sites.get(back.f_lasti) or new_site(back, caller)
            else:
                site = outer_site(back)
                outer = user_site(state)
                flags = _USER_SITE
        if function.is_generator:
            key = id(frame)
            known = None if start else activations.get(key)
            if known is None:
                serial = new_activation()
                activations[key] = (serial, budget)
            else:
                serial, budget = known
        return flags, (site, outer, serial, current_task() if function.is_async else -1), budget

    def begin_anyway(error: KeyboardInterrupt, noted: bool, code: CodeType, frame: FrameType, kind: int) -> Any:
        """After a Ctrl-C in the middle of a callback: what has begun is noted, without its values."""
        # Or it goes on in a generator that it delegates to, which looks at once.
        at_once = kind != _THROW and (LOOKS_AFTER_START or delegates(code, frame.f_lasti))
        result = interrupted(recorder, error, at_once)
        function = by_code(id(code)) or admit(code, frame)
        if noted or function is None:
            return result
        state = state_of(get_ident()) or new_thread()
        if state.open and state.open[-1][0] is frame:
            state.open.pop()
        start = kind == _CALL or (kind == _THROW and not has_begun(code, frame.f_lasti))
        flags, site, budget = link(state, frame, function, start, None)
        state.open.append((frame, budget))
        state.events.extend(((_CALL if start else kind) | flags, function.number, clock(), site, None))
        return result

    def end_anyway(
        error: KeyboardInterrupt, noted: bool, code: CodeType, frame: FrameType, kind: int, entry: Any
    ) -> Any:
        """The same for what has ended; ``entry`` is that of ``frame`` if it was taken from the open calls."""
        result = interrupted(recorder, error, False)
        function = by_code(id(code))
        state = state_of(get_ident())
        if noted or function is None or state is None:
            return result
        if state.open and state.open[-1][0] is frame:
            entry = state.open.pop()
        if entry is not None and entry[0] is frame:
            state.events.extend((kind, function.number, clock(), None, None))
            if kind != _YIELD:
                activations.pop(id(frame), None)
        return result

    # In the callbacks, a Ctrl-C may arrive whenever a C function has returned. An event was noted by then if it is the
    # last one of its thread. Open calls are not taken by pop(), after which the entry would not be at hand.

    @unchecked
    def on_start(code: CodeType, _offset: int) -> Any:
        try:
            state = now = None
            noted = False
            function = by_code(id(code))
            if function is None:
                function = admit(code, _getframe(1))
                if function is None:
                    return disable
            state = state_of(get_ident()) or new_thread()
            frame = _getframe(1)
            count = function.count = function.count + 1
            kind = _CALL
            value = budget = None
            if count >= function.keep_from and encoder is not None:
                function.keep_from = count + 1 if count < sample else count + (count >> 6) + 1
                budget = rich if count <= 100 else lean
                try:
                    if function.arguments:
                        variables = frame.f_locals
                        if proxies:
                            value = encode_arguments(function.names, variables.copy(), budget)  # type: ignore[attr-defined]
                        else:
                            value = encode_arguments(function.names, variables, budget)
                            if not function.is_generator or getrefcount(variables) == 3:
                                variables.clear()
                    else:
                        value = b"\x90"
                    kind = _CALL | _VALUE
                    if len(value) > SMALL_VALUE:
                        state.holds(len(value))
                except RecursionError:
                    # At the edge of the program's own limit even our handling could fail: its values are left out.
                    value = None
                except Exception as error:
                    values_failed(recorder, error)
            back = frame.f_back
            caller = by_code(id(back.f_code)) if back is not None else None
            if caller is None or back is None or function.is_generator:
                flags, site, budget = link(state, frame, function, True, budget)
                kind |= flags
            else:
                site = caller.sites.get(back.f_lasti) or new_site(back, caller)
            state.open.append((frame, budget))
            events = state.events
            now = clock()
            events.extend((kind, function.number, now, site, value))
            noted = True
            if len(events) >= state.limit:
                full(state)
            return None
        except KeyboardInterrupt as error:
            return begin_anyway(error, noted or _is_last(state, now), code, _getframe(1), _CALL)

    def values_of_call(function: Function, frame: FrameType, state: ThreadState) -> tuple[Any, Any]:
        """Arguments and budget of a call; None and None where they are not kept."""
        count = function.count = function.count + 1
        if count < function.keep_from or encoder is None:
            return None, None
        function.keep_from = count + 1 if count < sample else count + (count >> 6) + 1
        budget = rich if count <= 100 else lean
        value = None
        try:
            variables = frame.f_locals
            value = encode_arguments(function.names, variables.copy() if proxies else variables, budget)  # type: ignore[attr-defined]
            if not proxies and getrefcount(variables) == 3:
                variables.clear()
            if len(value) > SMALL_VALUE:
                state.holds(len(value))
        except RecursionError:
            value = None
        except Exception as error:
            values_failed(recorder, error)
        return value, budget

    @unchecked
    def on_continue(code: CodeType, kind: int, exception: BaseException | None) -> Any:
        try:
            state = now = None
            noted = False
            function = by_code(id(code))
            if function is None:
                function = admit(code, _getframe(2))
                if function is None:
                    return disable
            state = state_of(get_ident()) or new_thread()
            frame = _getframe(2)
            value = budget = None
            start = exception is not None and not has_begun(code, frame.f_lasti)
            event = kind
            if start:
                # Thrown into before it ran: a call, which ends at once.
                event = _CALL
                value, budget = values_of_call(function, frame, state)
            flags, site, budget = link(state, frame, function, start, budget)
            if exception is not None and not start and encoder is not None:
                try:
                    value = encode_single(exception, budget or lean)
                    if len(value) > SMALL_VALUE:
                        state.holds(len(value))
                except RecursionError:
                    value = None
                except Exception as error:
                    values_failed(recorder, error)
            if value is not None:
                event |= _VALUE
            state.open.append((frame, budget))
            now = clock()
            state.events.extend((event | flags, function.number, now, site, value))
            noted = True
            if len(state.events) >= state.limit:
                full(state)
            return None
        except KeyboardInterrupt as error:
            return begin_anyway(error, noted or _is_last(state, now), code, _getframe(2), kind)

    @unchecked
    def on_resume(code: CodeType, _offset: int) -> Any:
        # Generators are resumed so often that the usual case, a recorded caller, is written in line.
        try:
            state = now = None
            noted = False
            function = by_code(id(code))
            if function is None and files.get(code.co_filename) is False:
                return disable
            frame = _getframe(1)
            back = frame.f_back
            caller = by_code(id(back.f_code)) if back is not None else None
            known = activations.get(id(frame))
            state = state_of(get_ident())
            if caller is not None and back is not None and function is not None and known is not None and state:
                site = caller.sites.get(back.f_lasti) or new_site(back, caller)
                place = (site, -1, known[0], current_task() if function.is_async else -1)
                state.open.append((frame, known[1]))
                now = clock()
                state.events.extend((_RESUME, function.number, now, place, None))
                noted = True
                if len(state.events) >= state.limit:
                    full(state)
                return None
            return on_continue(code, _RESUME, None)
        except KeyboardInterrupt as error:
            return begin_anyway(error, noted or _is_last(state, now), code, _getframe(1), _RESUME)

    @unchecked
    def on_throw(code: CodeType, _offset: int, exception: BaseException) -> Any:
        try:
            if by_code(id(code)) is None and files.get(code.co_filename) is False:
                return None
            result = on_continue(code, _THROW, exception)
            return None if result is disable else result
        except KeyboardInterrupt as error:
            return begin_anyway(error, False, code, _getframe(1), _THROW)

    @unchecked
    def on_return(code: CodeType, _offset: int, result: object) -> Any:
        try:
            state = entry = now = None
            noted = False
            now = clock()
            function = by_code(id(code))
            if function is None:
                return disable if files.get(code.co_filename) is False else None
            frame = _getframe(1)
            state = state_of(get_ident())
            if state is None or not state.open:
                return None
            entry = state.open[-1]
            if entry[0] is frame:
                del state.open[-1]
            else:
                entry = mend_open(state.open, frame)
                if entry is None:
                    return None
            budget = entry[1]
            if budget is None:
                state.events.extend((_RETURN, function.number, now, None, None))
                noted = True
            else:
                value = None
                kind = _RETURN
                try:
                    variables: Any = frame.f_locals
                    if not function.optimized:
                        value = encode_returned(function.names, result, variables, budget)
                    elif proxies:
                        value = encode_returned(function.names, result, variables.copy(), budget)
                    else:
                        value = encode_returned(function.names, result, variables, budget)
                        if getrefcount(variables) == 3:
                            variables.clear()
                    kind = _RETURN | _VALUE
                    if len(value) > SMALL_VALUE:
                        state.holds(len(value))
                except RecursionError:
                    value = None
                except Exception as error:
                    values_failed(recorder, error)
                state.events.extend((kind, function.number, now, None, value))
                noted = True
            if function.is_generator:
                activations.pop(id(frame), None)
            if len(state.events) >= state.limit or (eager and not state.open):
                full(state)
            return None
        except KeyboardInterrupt as error:
            return end_anyway(error, noted or _is_last(state, now), code, _getframe(1), _RETURN, entry)

    @unchecked
    def on_yield(code: CodeType, _offset: int, result: object) -> Any:
        try:
            state = entry = now = None
            noted = False
            now = clock()
            function = by_code(id(code))
            if function is None:
                return disable if files.get(code.co_filename) is False else None
            frame = _getframe(1)
            state = state_of(get_ident())
            if state is None or not state.open:
                return None
            entry = state.open[-1]
            if entry[0] is frame:
                del state.open[-1]
            else:
                entry = mend_open(state.open, frame)
                if entry is None:
                    return None
            budget = entry[1]
            value = None
            kind = _YIELD
            if budget is not None:
                try:
                    value = encode_single(result, budget)
                    kind = _YIELD | _VALUE
                    if len(value) > SMALL_VALUE:
                        state.holds(len(value))
                except RecursionError:
                    value = None
                except Exception as error:
                    values_failed(recorder, error)
            state.events.extend((kind, function.number, now, None, value))
            noted = True
            if len(state.events) >= state.limit or (eager and not state.open):
                full(state)
            return None
        except KeyboardInterrupt as error:
            return end_anyway(error, noted or _is_last(state, now), code, _getframe(1), _YIELD, entry)

    @unchecked
    def on_unwind(code: CodeType, _offset: int, exception: BaseException) -> Any:
        try:
            state = entry = now = None
            noted = False
            function = by_code(id(code))
            if function is None:
                return None
            now = clock()
            frame = _getframe(1)
            state = state_of(get_ident())
            if state is None or not state.open:
                return None
            entry = state.open[-1]
            if entry[0] is frame:
                del state.open[-1]
            else:
                entry = mend_open(state.open, frame)
                if entry is None:
                    return None
            budget = entry[1]
            value = None
            kind = _UNWIND
            if encoder is not None:
                try:
                    variables: Any = frame.f_locals
                    if function.optimized and proxies:
                        variables = variables.copy()
                    value = encode_raised(function.names, exception, variables, budget or lean)
                    if function.optimized and not proxies and getrefcount(variables) == 3:
                        variables.clear()
                    kind = _UNWIND | _VALUE
                    if len(value) > SMALL_VALUE:
                        state.holds(len(value))
                except RecursionError:
                    value = None
                except Exception as error:
                    values_failed(recorder, error)
            state.events.extend((kind, function.number, now, None, value))
            noted = True
            if function.is_generator:
                activations.pop(id(frame), None)
            if len(state.events) >= state.limit or (eager and not state.open):
                full(state)
            return None
        except KeyboardInterrupt as error:
            return end_anyway(error, noted or _is_last(state, now), code, _getframe(1), _UNWIND, entry)

    return {
        "PY_START": on_start,
        "PY_RESUME": on_resume,
        "PY_THROW": on_throw,
        "PY_RETURN": on_return,
        "PY_YIELD": on_yield,
        "PY_UNWIND": on_unwind,
    }
