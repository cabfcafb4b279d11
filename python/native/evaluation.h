/* The evaluation of frames as CPython 3.8 to 3.11 each have it. */

#pragma once

/* After Python.h with Py_BUILD_CORE. */
#include "frames.h"

#include <opcode.h>

#if PY_VERSION_HEX < 0x03090000
#include "internal/pycore_pystate.h"
#else
#include "internal/pycore_interp.h"
#endif

/* -- the function that evaluates ---------------------------------------------------------------------------------- */

#if PY_VERSION_HEX >= 0x03090000
#define PARAMETERS PyThreadState *state, Frame *frame, int throwing
#define ARGUMENTS state, frame, throwing

static inline _PyFrameEvalFunction
get_evaluation(PyInterpreterState *interpreter)
{
    return _PyInterpreterState_GetEvalFrameFunc(interpreter);
}

static inline void
set_evaluation(PyInterpreterState *interpreter, _PyFrameEvalFunction function)
{
    _PyInterpreterState_SetEvalFrameFunc(interpreter, function);
}
#else
#define PARAMETERS Frame *frame, int throwing
#define ARGUMENTS frame, throwing

static inline _PyFrameEvalFunction
get_evaluation(PyInterpreterState *interpreter)
{
    return interpreter->eval_frame;
}

static inline void
set_evaluation(PyInterpreterState *interpreter, _PyFrameEvalFunction function)
{
    interpreter->eval_frame = function;
}
#endif

/* -- the frame ----------------------------------------------------------------------------------------------------- */

/* Whether a generator is entered for the first time. */
static inline bool
begins(const Frame *frame)
{
#if PY_VERSION_HEX >= 0x030B0000
    return _Py_OPCODE(*frame->prev_instr) == RETURN_GENERATOR;
#else
    return frame->f_lasti < 0;
#endif
}

/* Whether a generator that was just evaluated will go on. */
static inline bool
is_suspended(Frame *frame)
{
#if PY_VERSION_HEX >= 0x030B0000
    return _PyFrame_GetGenerator(frame)->gi_frame_state == FRAME_SUSPENDED;
#elif PY_VERSION_HEX >= 0x030A0000
    return frame->f_state == FRAME_SUSPENDED;
#else
    return frame->f_stacktop != NULL;
#endif
}

/* Whether this evaluation only makes the generator, from 3.11 on; it is no call of its own. */
static inline bool
is_creation(const Frame *frame)
{
#if PY_VERSION_HEX >= 0x030B0000
    const int kinds = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR;
    return (frame->f_code->co_flags & kinds) != 0 && frame->owner != FRAME_OWNED_BY_GENERATOR;
#else
    (void)frame;
    return false;
#endif
}

/* Whether the frame is going to be refused: the program's recursion is at its limit. */
static inline bool
is_at_limit(const PyThreadState *state)
{
#if PY_VERSION_HEX >= 0x030B0000
    return state->recursion_remaining <= 0;
#elif PY_VERSION_HEX >= 0x03090000
    return state->recursion_depth >= state->interp->ceval.recursion_limit;
#else
    return state->recursion_depth >= _Py_CheckRecursionLimit;
#endif
}

/* -- code of the recorder ----------------------------------------------------------------------------------------- */

/* Levels of recursion that code of the recorder has more than the program. */
enum { OWN_RECURSION = 100 };

/* What was before code of the recorder ran in a thread. */
typedef struct {
    char overflowed;
} Before;

/* From here to `leave` no tracer and no profiler is told of what runs, nor are we, and the limit of the program's
 * recursion is further off. */
static inline Before
enter(PyThreadState *state)
{
    Before before = {0};
    state->tracing++;
#if PY_VERSION_HEX >= 0x030B0000
    state->cframe->use_tracing = 0;
    state->recursion_remaining += OWN_RECURSION;
#else
#if PY_VERSION_HEX >= 0x030A0000
    state->cframe->use_tracing = 0;
#else
    state->use_tracing = 0;
    before.overflowed = state->overflowed;
#endif
    state->recursion_depth -= OWN_RECURSION;
#endif
    return before;
}

static inline void
leave(PyThreadState *state, Before before)
{
    bool traced = state->c_tracefunc != NULL || state->c_profilefunc != NULL;
    state->tracing--;
    traced = traced && state->tracing == 0;
#if PY_VERSION_HEX >= 0x030B0000
    state->cframe->use_tracing = traced ? 255 : 0;
    state->recursion_remaining -= OWN_RECURSION;
    (void)before;
#else
#if PY_VERSION_HEX >= 0x030A0000
    state->cframe->use_tracing = traced;
    (void)before;
#else
    state->use_tracing = traced;
    state->overflowed = before.overflowed;
#endif
    state->recursion_depth += OWN_RECURSION;
#endif
}
