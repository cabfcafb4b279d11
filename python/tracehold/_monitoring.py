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
from tracehold._guard import interrupted, values_failed
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
        callbacks = _callbacks(self._recorder)
        mask = 0
        for name, callback in callbacks.items():
            event = getattr(events, name)
            monitoring.register_callback(self._tool, event, callback)
            mask |= event
        # Places that an earlier recording in this process disabled are wanted again.
        monitoring.restart_events()
        monitoring.set_events(self._tool, mask)

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


def _callbacks(recorder: Recorder) -> Any:
    """The callbacks by event name, as closures over everything they need: attribute look-ups cost."""
    disable = sys.monitoring.DISABLE
    definitions, encoder, options = recorder.definitions, recorder.encoder, recorder.options
    by_code = definitions.by_code.get
    admit, current_task = definitions.admit, definitions.task
    new_site, outer_site = definitions.site, definitions.outer_site
    files = recorder.filters.cache
    activations = recorder.activations
    clock, full, new_activation = recorder.clock, recorder.full, recorder.new_activation
    new_thread = recorder.new_thread
    state_of = recorder.by_ident.get
    eager = recorder.origin in ("fork", "child")
    sample = options.sample or (1 << 62)
    rich: Any = recorder.rich
    lean: Any = recorder.lean
    # PEP 667: f_locals of a function is a proxy whose copy is a dict. In 3.12 it is a dict that the frame keeps, with
    # references that would outlive the variables: it is emptied again unless the program holds it too (a count of
    # three: the frame, our variable, the argument of getrefcount). At a function's start it cannot.
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
        flags = site = 0
        outer = -1
        if back is not None:
            caller = by_code(id(back.f_code))
            if caller is not None:
                site = caller.sites.get(back.f_lasti) or new_site(back, caller)
            else:
                site = outer_site(back)
                outer = user_site(state)
                flags = _USER_SITE
        serial = 0
        if function.is_generator:
            key = id(frame)
            known = None if start else activations.get(key)
            if known is None:
                serial = new_activation()
                activations[key] = (serial, budget)
            else:
                serial, budget = known
        return flags, (site, outer, serial, current_task() if function.is_async else -1), budget

    def on_start(code: CodeType, _offset: int) -> Any:
        try:
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
            events.extend((kind, function.number, clock(), site, value))
            if len(events) >= state.limit:
                full(state)
            return None
        except KeyboardInterrupt as error:
            interrupted(recorder, error)
            function = by_code(id(code))
            known = state_of(get_ident())
            if function is not None and not function.is_generator and known is not None:
                known.open.append((None, None))
                known.events.extend((_CALL, function.number, clock(), 0, None))
            return None

    def on_continue(code: CodeType, kind: int, exception: BaseException | None) -> Any:
        try:
            function = by_code(id(code))
            if function is None:
                function = admit(code, _getframe(2))
                if function is None:
                    return disable
            state = state_of(get_ident()) or new_thread()
            frame = _getframe(2)
            flags, site, budget = link(state, frame, function, False, None)
            value = None
            if exception is not None and encoder is not None:
                try:
                    value = encode_single(exception, budget or lean)
                    kind |= _VALUE
                    if len(value) > SMALL_VALUE:
                        state.holds(len(value))
                except RecursionError:
                    value = None
                except Exception as error:
                    values_failed(recorder, error)
            state.open.append((frame, budget))
            state.events.extend((kind | flags, function.number, clock(), site, value))
            if len(state.events) >= state.limit:
                full(state)
            return None
        except KeyboardInterrupt as error:
            interrupted(recorder, error)
            return None

    def on_resume(code: CodeType, _offset: int) -> Any:
        # Generators are resumed so often that the usual case, a recorded caller, is written in line.
        try:
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
                state.events.extend((_RESUME, function.number, clock(), place, None))
                if len(state.events) >= state.limit:
                    full(state)
                return None
        except KeyboardInterrupt as error:
            interrupted(recorder, error)
            return None
        return on_continue(code, _RESUME, None)

    def on_throw(code: CodeType, _offset: int, exception: BaseException) -> Any:
        if by_code(id(code)) is not None:
            on_continue(code, _THROW, exception)

    def on_return(code: CodeType, _offset: int, result: object) -> Any:
        try:
            now = clock()
            function = by_code(id(code))
            if function is None:
                return disable if files.get(code.co_filename) is False else None
            frame = _getframe(1)
            state = state_of(get_ident())
            if state is None or not state.open:
                return None
            entry = state.open.pop()
            if entry[0] is not frame and entry[0] is not None:
                entry = mend_open(state, entry, frame)
                if entry is None:
                    return None
            budget = entry[1]
            if budget is None:
                state.events.extend((_RETURN, function.number, now, None, None))
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
            if function.is_generator:
                activations.pop(id(frame), None)
            if len(state.events) >= state.limit or (eager and not state.open):
                full(state)
            return None
        except KeyboardInterrupt as error:
            interrupted(recorder, error)
            function = by_code(id(code))
            state = state_of(get_ident())
            if function is not None and state is not None and state.open:
                state.open.pop()
                state.events.extend((_RETURN, function.number, clock(), None, None))
            return None

    def on_yield(code: CodeType, _offset: int, result: object) -> Any:
        try:
            now = clock()
            function = by_code(id(code))
            if function is None:
                return disable if files.get(code.co_filename) is False else None
            frame = _getframe(1)
            state = state_of(get_ident())
            if state is None or not state.open:
                return None
            entry = state.open.pop()
            if entry[0] is not frame and entry[0] is not None:
                entry = mend_open(state, entry, frame)
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
            if len(state.events) >= state.limit or (eager and not state.open):
                full(state)
            return None
        except KeyboardInterrupt as error:
            interrupted(recorder, error)
            function = by_code(id(code))
            state = state_of(get_ident())
            if function is not None and state is not None and state.open:
                state.open.pop()
                state.events.extend((_YIELD, function.number, clock(), None, None))
            return None

    def on_unwind(code: CodeType, _offset: int, exception: BaseException) -> Any:
        try:
            function = by_code(id(code))
            if function is None:
                return
            now = clock()
            frame = _getframe(1)
            state = state_of(get_ident())
            if state is None or not state.open:
                return
            entry = state.open.pop()
            if entry[0] is not frame and entry[0] is not None:
                entry = mend_open(state, entry, frame)
                if entry is None:
                    return
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
            if function.is_generator:
                activations.pop(id(frame), None)
            if len(state.events) >= state.limit or (eager and not state.open):
                full(state)
        except KeyboardInterrupt as error:
            interrupted(recorder, error)
            function = by_code(id(code))
            state = state_of(get_ident())
            if function is not None and state is not None and state.open:
                state.open.pop()
                state.events.extend((_UNWIND, function.number, clock(), None, None))

    return {
        "PY_START": on_start,
        "PY_RESUME": on_resume,
        "PY_THROW": on_throw,
        "PY_RETURN": on_return,
        "PY_YIELD": on_yield,
        "PY_UNWIND": on_unwind,
    }
